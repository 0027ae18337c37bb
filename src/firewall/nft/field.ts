import type { Match, Selector, TableFamily, Undecided } from '../../model/ruleset.js';
import type { Bound } from '../../net/address-set.js';
import { type Domain, WORD } from '../domain.js';
import { IS_IPV4, IS_IPV6 } from '../match.js';
import { numbersOf } from '../value-sets.js';
import { ctField } from './ct-fields.js';
import { asArray, asObject, asString, asStrings, type Json, soleEntry } from './json.js';
import { fibField, metaField } from './meta-fields.js';
import { payloadField } from './payload-fields.js';
import { readFlags } from './values.js';

/** What an expression on the left of a match reads from the packet. */
export interface Field {
  /** `on: 'unknown'` where it has no counterpart in the model. */
  readonly selector: Selector;
  readonly domain: Domain;
  /**
   * What has to hold for the expression to be loaded at all. nft leaves out of its listings the matches that it added
   * itself (`ip saddr` in an inet table: "this is IPv4"); a negated match is guarded by them too.
   */
  readonly guards: readonly Match[];
  /** Applied to the value before it is compared. */
  readonly mask?: Bound;
}

/** A field that cannot be evaluated, for the reason `code`. */
export function unknownField(code: Undecided['code'], guards: readonly Match[] = []): Field {
  return { selector: { on: 'unknown', why: { code, text: '' } }, domain: WORD, guards };
}

/** All that has to hold for `field` to be read from a packet, so that a statement using it does not break the rule. */
export function loadable(field: Field): readonly Match[] {
  const { selector } = field;
  switch (selector.on) {
    case 'saddr':
    case 'daddr':
      return [...field.guards, selector.family === 'ipv4' ? IS_IPV4 : IS_IPV6];
    case 'sport':
    case 'dport': {
      if (selector.protocols === 'any') return field.guards;
      const spans = selector.protocols.map((number) => [number, number + 1] as const);
      const match: Match = {
        kind: 'in',
        selector: { on: 'l4proto' },
        values: numbersOf(spans),
        negated: false,
      };
      return [...field.guards, match];
    }
    default:
      return field.guards;
  }
}

const UNKNOWN = unknownField('unknown-match');
const RANDOM = unknownField('random');
const CLIENT_CHOSEN = unknownField('client-chosen');

/** The field that `expression` (libnftables-json(5), "EXPRESSIONS") reads in a table of `family`. */
export function fieldOf(expression: Json, family: TableFamily): Field {
  const entry = soleEntry(expression);
  if (entry === undefined) return UNKNOWN;
  const [kind, body] = entry;
  switch (kind) {
    case 'payload':
      return payloadField(body, family) ?? UNKNOWN;
    case 'meta':
      return metaField(asString(asObject(body)?.key ?? body) ?? '') ?? UNKNOWN;
    case 'ct':
      return ctField(asObject(body), family) ?? UNKNOWN;
    case 'fib': {
      const fib = asObject(body);
      return fibField(asString(fib?.result) ?? '', asStrings(fib?.flags)) ?? UNKNOWN;
    }
    case '&':
      return maskedField(body, family);
    case 'numgen':
    case 'jhash':
    case 'symhash':
      return RANDOM;
    case 'tcp option':
    case 'ip option':
    case 'exthdr':
    case 'sctp chunk':
    case 'dccp option':
    case 'osf':
      return CLIENT_CHOSEN;
    default:
      return UNKNOWN;
  }
}

function maskedField(body: Json, family: TableFamily): Field {
  const [inner, mask] = asArray(body) ?? [];
  const field = fieldOf(inner, family);
  if (field.mask !== undefined) return UNKNOWN;
  const bits = field.domain.kind === 'name' ? undefined : readFlags(field.domain, mask);
  return bits === undefined ? UNKNOWN : { ...field, mask: bits };
}
