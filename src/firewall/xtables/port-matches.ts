import type { Match, Selector } from '../../model/ruleset.js';
import { negateIf, undecided } from '../match.js';
import { TCP_FLAGS } from '../names.js';
import { numbersOf, oneNumber } from '../value-sets.js';
import type { Extension, Option } from './parse-rule.js';
import { readNamed, readPortSpan, readPorts, readProtocol } from './values.js';

/** -m tcp, udp, udplite, sctp and dccp. */
export function transportMatches(extension: Extension): readonly (Match | undefined)[] {
  const protocol = readProtocol(extension.name) ?? 0;
  return extension.options.map((option) => {
    const match = transportMatch(option, protocol);
    return match && negateIf(option.negated, match);
  });
}

function transportMatch(option: Option, protocol: number): Match | undefined {
  const [value = ''] = option.values;
  switch (option.name) {
    case '--dport':
    case '--destination-port':
      return portIn({ on: 'dport', protocols: [protocol] }, value);
    case '--sport':
    case '--source-port':
      return portIn({ on: 'sport', protocols: [protocol] }, value);
    case '--syn':
      return tcpFlags(['FIN,SYN,RST,ACK', 'SYN']);
    case '--tcp-flags':
      return tcpFlags(option.values);
    case '--tcp-option':
      return undecided('client-chosen', `${option.name} ${value}`);
    default:
      return undefined;
  }
}

function portIn(selector: Selector, value: string): Match | undefined {
  const span = readPortSpan(value);
  return span && { kind: 'in', selector, values: numbersOf([span]), negated: false };
}

/** `--tcp-flags MASK COMP`: of the flags in MASK exactly those in COMP are set. */
function tcpFlags([mask, set]: readonly string[]): Match | undefined {
  const looked = readTcpFlags(mask);
  const wanted = readTcpFlags(set);
  if (looked === undefined || wanted === undefined) return undefined;
  return {
    kind: 'in',
    selector: { on: 'tcpflags', mask: looked },
    values: oneNumber(wanted),
    negated: false,
  };
}

function readTcpFlags(list: string | undefined): number | undefined {
  if (list === 'ALL') return 63;
  if (list === 'NONE') return 0;
  return readNamed(list, TCP_FLAGS)?.reduce((sum, flag) => sum | flag, 0);
}

/** -m multiport: ports of the protocol that -p names. */
export function multiportMatches(
  extension: Extension,
  protocol: number | undefined,
): readonly (Match | undefined)[] {
  const protocols = protocol === undefined ? ('any' as const) : [protocol];
  return extension.options.map((option) => {
    const values = readPorts(option.values[0]);
    if (values === undefined) return undefined;
    const at = (on: 'sport' | 'dport'): Match => ({
      kind: 'in',
      selector: { on, protocols },
      values,
      negated: false,
    });
    switch (option.name) {
      case '--dports':
      case '--destination-ports':
        return negateIf(option.negated, at('dport'));
      case '--sports':
      case '--source-ports':
        return negateIf(option.negated, at('sport'));
      case '--ports':
      case '--port':
        return { kind: 'either', matches: [at('sport'), at('dport')], negated: option.negated };
      default:
        return undefined;
    }
  });
}
