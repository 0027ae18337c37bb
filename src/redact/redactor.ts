import { Addresses } from './addresses.js';
import { type NameKind, Names } from './names.js';
import type { Prefix } from './prefix-cipher.js';

/** Rewrites a value as one of its shape that tells nothing of the host it came from. */
export type Rewrite<T> = (value: T) => T;

/** What the rules of `redact-facts.ts` and its neighbours work with: one key, so that equal things stay equal everywhere. */
export interface Redactor {
  readonly addresses: Addresses;
  readonly names: Names;
  /** Prose of this program, in which names of the host stand: known ones, addresses, paths and what is in quotation marks go. */
  readonly sentence: Rewrite<string>;
  /** The same for what is to be done: what is in quotation marks there is a command. */
  readonly remedy: Rewrite<string>;
}

/**
 * A redactor for one document. `paths` keep its ranges and subnets in shape; `known` are the names that sentences may hold, by
 * how they are to be rewritten.
 */
export function createRedactor(
  key: Uint8Array,
  paths: readonly Prefix[],
  known: ReadonlyMap<string, NameKind>,
): Redactor {
  const addresses = new Addresses(key, paths);
  const names = new Names(key);
  const replacement = (word: string) => {
    const kind = known.get(word);
    return kind === undefined || kind === 'text' ? undefined : names[kind](word);
  };
  const remedy = (text: string) =>
    addresses
      .inText(text)
      .replace(/(?<![\w/])\/[\w.@:+-]+(?:\/[\w.@:+-]+)+/g, (path) => names.path(path))
      // "net.ipv4.conf.acme0.rp_filter" and "10.0.0.1%acme0" hold names, too.
      .replace(
        /[\w.@:+%=-]*\w/g,
        (word) => replacement(word) ?? word.replace(/[^.:%=]+/g, (part) => replacement(part) ?? part),
      );
  const sentence = (text: string) =>
    text
      .split(/("[^"]*")/)
      .map((part) => (part.startsWith('"') ? names.name(part) : remedy(part)))
      .join('');
  return { addresses, names, sentence, remedy };
}

/** Rewrites every member by its rule. The compiler wants one for every member of `T`; members that none knows are left out. */
export function members<T extends object>(
  rules: {
    readonly [K in keyof T]-?: Rewrite<Exclude<T[K], undefined>>;
  },
): Rewrite<T> {
  return (value) => {
    const made: Partial<Record<keyof T, unknown>> = {};
    for (const key of Object.keys(value) as (keyof T)[])
      if (Object.hasOwn(rules, key) && value[key] !== undefined)
        made[key] = (rules[key] as Rewrite<unknown>)(value[key]);
    return made as T;
  };
}

export function each<T>(rewrite: Rewrite<T>): Rewrite<readonly T[]> {
  return (values) => values.map(rewrite);
}

/** For what tells nothing: numbers of the protocol, kinds, flags. */
export function kept<T>(value: T): T {
  return value;
}

/** A word of a ruleset that is an address, a CIDR, a range of addresses, either with a port, or a hardware address; else undefined. */
export function addressWord(text: string, { addresses, names }: Redactor): string | undefined {
  const plain = addresses.cidr(text) ?? addresses.address(text);
  if (plain !== undefined) return plain;
  if (/^[\da-f]{2}(?::[\da-f]{2}){5}$/i.test(text)) return names.mac(text);
  const [, first, last] = /^([\da-f.:]+)-([\da-f.:]+)$/i.exec(text) ?? [];
  const range = first !== undefined && last !== undefined ? addresses.range(first, last) : undefined;
  if (range !== undefined) return range.join('-');
  const [, bracketed, dotted, port = ''] =
    /^(?:\[([^\]]+)\]|([\d.]+(?:-[\d.]+)?))((?::|,|\/).+)?$/.exec(text) ?? [];
  const inner = bracketed ?? dotted;
  if (inner === undefined || (port === '' && bracketed === undefined)) return undefined;
  const made = addressWord(inner, { addresses, names } as Redactor);
  if (made === undefined) return undefined;
  return `${bracketed === undefined ? made : `[${made}]`}${port}`;
}
