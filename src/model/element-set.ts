import type { AddressSet } from '../net/address-set.js';
import type { Undecided } from './ruleset.js';

export type ValueSet =
  | { readonly kind: 'addresses'; readonly set: AddressSet }
  /** Sorted half-open bounds like AddressSet's: [80, 81, 443, 444] is {80, 443}. */
  | { readonly kind: 'numbers'; readonly bounds: readonly number[] }
  /** Interface names and kinds; `prefix` patterns match every name that starts so. */
  | { readonly kind: 'names'; readonly names: readonly NamePattern[] }
  | { readonly kind: 'any' };

export interface NamePattern {
  readonly text: string;
  readonly prefix: boolean;
}

export interface ElementSet {
  /** Absent for anonymous sets. */
  readonly name?: string;
  readonly elements: readonly SetElement[];
  /** static: as written. snapshot: a daemon or a timeout changes it; this is what it holds now. dynamic: packets themselves change it. */
  readonly certainty: 'static' | 'snapshot' | 'dynamic';
  /** The daemon known to fill it: "fail2ban", "crowdsec". */
  readonly filledBy?: string;
}

export interface SetElement {
  /** One ValueSet per dimension of the key. */
  readonly key: readonly ValueSet[];
  /** ipset `nomatch`: an exception from wider elements. */
  readonly nomatch?: boolean;
  /** The element carries its own limit, quota or connection count. */
  readonly undecided?: Undecided;
}

export interface ElementMap<T> {
  readonly name?: string;
  readonly elements: readonly (SetElement & { readonly data: T })[];
  readonly certainty: ElementSet['certainty'];
  readonly filledBy?: string;
  /** The data of `*`, used when nothing else matches. */
  readonly otherwise?: T;
}
