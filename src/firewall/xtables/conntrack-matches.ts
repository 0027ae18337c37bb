import type { Match } from '../../model/ruleset.js';
import { negateIf, numberIs } from '../match.js';
import { numbersOf } from '../value-sets.js';
import type { XtContext } from './context.js';
import type { Extension, Option } from './parse-rule.js';
import { readNamed, readNetworks, readPortSpan, readProtocol } from './values.js';

const STATUS_SHIFT = 8;
/** nft's numbers of the states; SNAT and DNAT, which are status bits of the connection (xt_conntrack.c), above them. */
const STATES = {
  invalid: 1,
  established: 2,
  related: 4,
  new: 8,
  untracked: 64,
  snat: 16 << STATUS_SHIFT,
  dnat: 32 << STATUS_SHIFT,
};
const STATUS = { expected: 1, seen_reply: 2, assured: 4, confirmed: 8 };

/** -m conntrack and its older form -m state. */
export function conntrackMatches(extension: Extension, context: XtContext): readonly (Match | undefined)[] {
  return extension.options.map((option) => {
    const match = conntrackMatch(option, context);
    return match && negateIf(option.negated, match);
  });
}

function conntrackMatch(option: Option, context: XtContext): Match | undefined {
  const [value] = option.values;
  switch (option.name) {
    case '--ctstate':
    case '--state':
      return inState(value);
    case '--ctstatus':
      return hasStatus(value);
    case '--ctdir':
      return numberIs({ on: 'ctdirection' }, value === 'REPLY' ? 1 : 0);
    case '--ctproto': {
      const protocol = readProtocol(value);
      return protocol === undefined ? undefined : numberIs({ on: 'original-protocol' }, protocol);
    }
    case '--ctorigsrc':
      return originalAddress('original-saddr', value, context);
    case '--ctorigdst':
      return originalAddress('original-daddr', value, context);
    case '--ctorigsrcport':
      return originalPort('original-sport', value);
    case '--ctorigdstport':
      return originalPort('original-dport', value);
    default:
      return undefined;
  }
}

function inState(list: string | undefined): Match | undefined {
  const bits = readNamed(list, STATES);
  if (bits === undefined) return undefined;
  const all = bits.reduce((sum, bit) => sum | bit, 0);
  const states = all & 0xff;
  const status = all >> STATUS_SHIFT;
  const state: Match = { kind: 'bits', selector: { on: 'ctstate' }, mask: states, test: 'any' };
  if (status === 0) return state;
  const translated: Match = { kind: 'bits', selector: { on: 'ctstatus' }, mask: status, test: 'any' };
  return states === 0 ? translated : { kind: 'either', matches: [state, translated], negated: false };
}

function hasStatus(list: string | undefined): Match | undefined {
  const bits = readNamed(list, STATUS);
  const mask = bits?.reduce((sum, bit) => sum | bit, 0);
  return mask === undefined ? undefined : { kind: 'bits', selector: { on: 'ctstatus' }, mask, test: 'any' };
}

function originalAddress(
  on: 'original-saddr' | 'original-daddr',
  value: string | undefined,
  { family }: XtContext,
): Match | undefined {
  const networks = readNetworks(value, family);
  if (networks === undefined) return undefined;
  const { values, mask } = networks;
  return { kind: 'in', selector: { on, family, mask }, values, negated: false };
}

function originalPort(on: 'original-sport' | 'original-dport', value: string | undefined): Match | undefined {
  const span = readPortSpan(value ?? '');
  return span && { kind: 'in', selector: { on }, values: numbersOf([span]), negated: false };
}
