import type { Match, Selector } from '../../model/ruleset.js';
import { ALWAYS, NEVER, negateIf, numberIs } from '../match.js';
import {
  DSCP,
  ICMP_CODES,
  ICMP_TYPES,
  ICMPV6_CODES,
  ICMPV6_TYPES,
  type Names,
  PACKET_TYPES,
} from '../names.js';
import { namesOf, numbersOf, oneNumber } from '../value-sets.js';
import { interfacePattern } from './base-options.js';
import type { XtContext } from './context.js';
import type { Extension, Option } from './parse-rule.js';
import { readInteger, readMasked, readNamed } from './values.js';

type Translated = readonly (Match | undefined)[];

function each(extension: Extension, translate: (option: Option) => Match | undefined): Translated {
  return extension.options.map((option) => {
    const match = translate(option);
    return match && negateIf(option.negated, match);
  });
}

/** -m mark and -m connmark: --mark value[/mask]. */
export function markMatches(extension: Extension): Translated {
  const on = extension.name === 'mark' ? 'mark' : 'ctmark';
  return each(extension, (option) => {
    const mark = option.name === '--mark' ? readMasked(option.values[0]) : undefined;
    if (mark === undefined) return undefined;
    const selector: Selector = mark.mask === 0xffffffff ? { on } : { on, mask: mark.mask };
    return { kind: 'in', selector, values: oneNumber(mark.value), negated: false };
  });
}

/** -m icmp and -m icmp6: --icmp-type 8, 3/4 or a name. */
export function icmpMatches(extension: Extension): Translated {
  const v6 = extension.name === 'icmp6' || extension.name === 'icmpv6';
  const types = v6 ? ICMPV6_TYPES : ICMP_TYPES;
  const codes = v6 ? ICMPV6_CODES : ICMP_CODES;
  return each(extension, (option) => {
    const [value = ''] = option.values;
    if (value === 'any' || value === '255') return ALWAYS;
    const [typeText, codeText] = value.split('/');
    const type = one(typeText, types);
    const on: Match | undefined =
      type === undefined ? undefined : numberIs({ on: v6 ? 'icmpv6type' : 'icmptype' }, type);
    if (on === undefined || codeText === undefined) return on;
    const code = one(codeText, codes);
    if (code === undefined) return undefined;
    return {
      kind: 'all',
      matches: [on, numberIs({ on: v6 ? 'icmpv6code' : 'icmpcode' }, code)],
      negated: false,
    };
  });
}

function one(text: string | undefined, names: Names): number | undefined {
  return readNamed(text, names)?.[0];
}

/** -m pkttype --pkt-type. */
export function pkttypeMatches(extension: Extension): Translated {
  return each(extension, (option) => {
    const type = one(option.values[0], PACKET_TYPES);
    return type === undefined ? undefined : numberIs({ on: 'pkttype' }, type);
  });
}

/** -m ttl, -m hl: -eq, -lt, -gt; -m length --length; -m dscp --dscp. An ordinary client's values are known. */
export function headerMatches(extension: Extension): Translated {
  return each(extension, (option) => {
    const [value] = option.values;
    const number = readInteger(value);
    switch (option.name) {
      case '--ttl-eq':
      case '--ttl':
      case '--hl-eq':
        return within('ttl', number, number);
      case '--ttl-lt':
      case '--hl-lt':
        return within('ttl', 0, number === undefined ? undefined : number - 1);
      case '--ttl-gt':
      case '--hl-gt':
        return within('ttl', number === undefined ? undefined : number + 1, 255);
      case '--dscp':
        return within('dscp', number, number);
      case '--dscp-class': {
        const code = one(value, DSCP);
        return within('dscp', code, code);
      }
      case '--length': {
        const [from, to = from] = (value ?? '').split(':');
        return within('ip-length', readInteger(from) ?? 0, readInteger(to) ?? 65_535);
      }
      default:
        return undefined;
    }
  });
}

function within(
  on: 'ttl' | 'dscp' | 'ip-length',
  first: number | undefined,
  last: number | undefined,
): Match | undefined {
  if (first === undefined || last === undefined) return undefined;
  return { kind: 'in', selector: { on }, values: numbersOf([[first, last + 1]]), negated: false };
}

/**
 * -m physdev. A packet for this host, or routed by it, is not bridged any more, and one that came by no bridge has no
 * bridge port: then what is asked of it fails, and holds when negated (xt_physdev.c). Frames that pass a bridge have both.
 */
export function physdevMatches(extension: Extension): Translated {
  return each(extension, (option) => {
    switch (option.name) {
      case '--physdev-is-bridged':
      case '--physdev-is-out':
        return numberIs({ on: 'bridged' }, 1);
      case '--physdev-out':
        return byPort('bridge-port-out', option.values[0] ?? '');
      case '--physdev-is-in':
        return byPort('bridge-port', '+');
      case '--physdev-in':
        return byPort('bridge-port', option.values[0] ?? '');
      default:
        return undefined;
    }
  });
}

function byPort(on: 'bridge-port' | 'bridge-port-out', name: string): Match {
  const values = namesOf([interfacePattern(name)]);
  const by: Match = { kind: 'in', selector: { on }, values, negated: false };
  return { kind: 'all', matches: [by], negated: false };
}

/** -m devgroup: groups of devices by number, with a mask. */
export function devgroupMatches(extension: Extension): Translated {
  return each(extension, (option) => {
    const on =
      option.name === '--src-group' ? 'iifgroup' : option.name === '--dst-group' ? 'oifgroup' : undefined;
    const group = readMasked(option.values[0]);
    if (on === undefined || group === undefined) return undefined;
    return numberIs({ on, mask: group.mask }, group.value);
  });
}

/** -m policy: where no IPsec policy exists, no packet has one. */
export function policyMatches(extension: Extension, { ipsec }: XtContext): Translated {
  if (ipsec) return [undefined];
  const pol = extension.options.find((option) => option.name === '--pol');
  if (pol === undefined) return [undefined];
  return [negateIf(pol.negated, pol.values[0] === 'none' ? ALWAYS : NEVER)];
}
