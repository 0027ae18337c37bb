import type { Match } from '../../model/ruleset.js';
import { negateIf, numberIs, undecided } from '../match.js';
import { ADDRESS_TYPES } from '../names.js';
import { addressesOf, numbersOf } from '../value-sets.js';
import type { XtContext } from './context.js';
import type { Extension } from './parse-rule.js';
import { readAddressRange, readNamed } from './values.js';

/** -m addrtype: the routing type of an address, for --limit-iface-in as the input device sees it. */
export function addrtypeMatches(extension: Extension): readonly (Match | undefined)[] {
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
    const values = numbersOf(types.map((type) => [type, type + 1] as const));
    return [
      {
        kind: 'in',
        selector: { on: 'fib', by: [side, ...device], result: 'type' },
        values,
        negated: option.negated,
      },
    ];
  });
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
