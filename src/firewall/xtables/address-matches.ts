import type { Match } from '../../model/ruleset.js';
import { negateIf, numberIs, undecided } from '../match.js';
import { ADDRESS_TYPES } from '../names.js';
import { addressesOf, numbersOf, type Span } from '../value-sets.js';
import type { XtContext } from './context.js';
import type { Extension } from './parse-rule.js';
import { readAddressRange, readNamed } from './values.js';

/** -m addrtype: the routing type of an address, for --limit-iface-in as the input device sees it. */
export function addrtypeMatches(
  extension: Extension,
  { family }: Pick<XtContext, 'family'>,
): readonly (Match | undefined)[] {
  const has = (name: string) => extension.options.some((option) => option.name === name);
  const device = has('--limit-iface-in')
    ? (['iif'] as const)
    : has('--limit-iface-out')
      ? (['oif'] as const)
      : [];
  return extension.options.flatMap((option): (Match | undefined)[] => {
    if (option.name.startsWith('--limit-iface-')) return [];
    const side = option.name === '--src-type' ? 'saddr' : option.name === '--dst-type' ? 'daddr' : undefined;
    const types = readNamed(option.values[0], ADDRESS_TYPES);
    if (side === undefined || types === undefined) return [undefined];
    const routed = (among: readonly number[]): Match => ({
      kind: 'in',
      selector: { on: 'fib', by: [side, ...device], result: 'type', anyLink: true },
      values: numbersOf(among.map((type) => [type, type + 1] as const)),
      negated: false,
    });
    const found = family === 'ipv4' ? routed(types) : allOf(ipv6Types(types, side, routed));
    return [negateIf(option.negated, found)];
  });
}

/** match_type6 of xt_addrtype.c: kinds that the number tells must all apply, and of those that routes tell one. */
function ipv6Types(
  types: readonly number[],
  side: 'saddr' | 'daddr',
  routed: (among: readonly number[]) => Match,
): Match[] {
  const byNumber = NUMBERED_IPV6_TYPES.filter(({ type }) => types.includes(type)).map(
    ({ spans, negated }): Match => ({
      kind: 'in',
      selector: { on: side, family: 'ipv6' },
      values: addressesOf('ipv6', spans),
      negated,
    }),
  );
  const byRoute = types.flatMap((type) => ROUTED_IPV6_TYPES.get(type) ?? []);
  return byRoute.length === 0 ? byNumber : [...byNumber, routed(byRoute)];
}

const UNSPECIFIED: Span = [0n, 1n];
const MAPPED: Span = [0xffff_0000_0000n, 0x1_0000_0000_0000n];
const MULTICAST: Span = [0xffn << 120n, 1n << 128n];

/** unspec, unicast and multicast, as __ipv6_addr_type tells them: v4-mapped addresses are no unicast addresses. */
const NUMBERED_IPV6_TYPES: readonly { type: number; spans: readonly Span[]; negated: boolean }[] = [
  { type: 0, spans: [UNSPECIFIED], negated: false },
  { type: 1, spans: [UNSPECIFIED, MAPPED, MULTICAST], negated: true },
  { type: 5, spans: [MULTICAST], negated: false },
];

/** local, anycast, and whatever has a route that rejects: unreachable, blackhole, prohibit. */
const ROUTED_IPV6_TYPES: ReadonlyMap<number, readonly number[]> = new Map([
  [2, [2]],
  [4, [4]],
  [7, [6, 7, 8]],
]);

function allOf(matches: readonly Match[]): Match {
  const [only] = matches;
  return matches.length === 1 && only !== undefined ? only : { kind: 'all', matches, negated: false };
}

/** -m rpfilter: a route back to the source exists, by the input device unless --loose. */
export function rpfilterMatches(extension: Extension): readonly (Match | undefined)[] {
  const has = (name: string) => extension.options.some((option) => option.name === name);
  const by = has('--validmark') ? (['saddr', 'mark', 'iif'] as const) : (['saddr', 'iif'] as const);
  const exists = numberIs({ on: 'fib', by, result: 'exists', loose: has('--loose') }, 1);
  if (!has('--accept-local')) return [negateIf(has('--invert'), exists)];
  const local = numberIs({ on: 'fib', by: ['saddr'], result: 'type' }, 2);
  return [{ kind: 'either', matches: [exists, local], negated: has('--invert') }];
}

/** -m iprange. */
export function iprangeMatches(extension: Extension, { family }: XtContext): readonly (Match | undefined)[] {
  return extension.options.map((option) => {
    const span = readAddressRange(option.values[0] ?? '', family);
    const on = option.name === '--src-range' ? 'saddr' : option.name === '--dst-range' ? 'daddr' : undefined;
    if (span === undefined || on === undefined) return undefined;
    const values = addressesOf(family, [span]);
    return { kind: 'in', selector: { on, family }, values, negated: option.negated };
  });
}

/** -m set --match-set NAME src,dst. Comparisons with the element's counters cannot be told. */
export function setMatches(extension: Extension, context: XtContext): readonly (Match | undefined)[] {
  return extension.options.flatMap((option): (Match | undefined)[] => {
    if (/^--(update-counters|update-subcounters|return-nomatch)$/.test(option.name)) return [];
    if (option.name !== '--match-set') return [undefined];
    const [name = '', flags = ''] = option.values;
    const lookups = context.sets.lookups(name, flags.split(','));
    if (lookups === undefined) return [undecided('unknown-match', `set ${name}`)];
    const matches = lookups.map((lookup): Match => ({ kind: 'lookup', ...lookup, negated: false }));
    const [only] = matches;
    // A packet that has not what the set holds (another family, no port) is not in it: negated, it matches.
    if (matches.length === 1 && only !== undefined && !option.negated) return [only];
    return [{ kind: 'either', matches, negated: option.negated }];
  });
}
