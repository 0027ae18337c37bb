import type { NamePattern } from '../../model/element-set.js';
import type { Match } from '../../model/ruleset.js';
import { ALWAYS, NEVER, negateIf, protocolIs, undecided } from '../match.js';
import { namesOf, numbersOf } from '../value-sets.js';
import type { XtContext } from './context.js';
import type { Option, XtRule } from './parse-rule.js';
import { readNetworks, readProtocol } from './values.js';

/** The matches of -s, -d, -i, -o, -p and -f, in the order in which the kernel checks them (ip_packet_match). */
export function baseMatches(rule: XtRule, context: XtContext): readonly Match[] {
  const matches: Match[] = [];
  for (const option of rule.base) {
    const match =
      baseMatch(option, context) ?? undecided('unknown-match', `${option.name} ${option.values.join(' ')}`);
    const whole = negateIf(option.negated, match);
    if (whole !== ALWAYS) matches.push(whole);
  }
  return matches;
}

function baseMatch(option: Option, context: XtContext): Match | undefined {
  const [value = ''] = option.values;
  switch (option.name) {
    case '-s':
    case '-d': {
      const networks = readNetworks(value, context.family);
      if (networks === undefined) return undefined;
      const on = option.name === '-s' ? 'saddr' : 'daddr';
      const { values, mask } = networks;
      return { kind: 'in', selector: { on, family: context.family, mask }, values, negated: false };
    }
    case '-i':
    case '-o':
      return interfaceIs(option.name === '-i' ? 'iifname' : 'oifname', value);
    case '-p': {
      const protocol = readProtocol(value);
      return protocol === undefined
        ? value === 'all'
          ? ALWAYS
          : undefined
        : protocol === 0
          ? ALWAYS
          : protocolIs(protocol);
    }
    case '-f':
      return {
        kind: 'in',
        selector: { on: 'fragment-offset', mask: 0x1fff },
        values: numbersOf([[1, 0x2000]]),
        negated: false,
      };
    default:
      return undefined;
  }
}

/** `eth0`, or `eth+` for every name that starts so; `+` alone is any. */
export function interfacePattern(text: string): NamePattern {
  return text.endsWith('+') ? { text: text.slice(0, -1), prefix: true } : { text, prefix: false };
}

function interfaceIs(on: 'iifname' | 'oifname', text: string): Match {
  if (text === '+') return ALWAYS;
  if (text === '') return NEVER;
  return { kind: 'in', selector: { on }, values: namesOf([interfacePattern(text)]), negated: false };
}

/** The protocol that -p asks for, when it asks for one. */
export function protocolOf(rule: XtRule): number | undefined {
  const option = rule.base.find(({ name }) => name === '-p');
  return option === undefined || option.negated ? undefined : readProtocol(option.values[0]);
}
