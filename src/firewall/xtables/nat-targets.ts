import type { NatTarget, PortRange, Statement } from '../../model/ruleset.js';
import { parseAddress } from '../../net/address.js';
import type { Bound, IpFamily } from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { oneNumber } from '../value-sets.js';
import type { XtContext } from './context.js';
import type { Extension } from './parse-rule.js';
import { readAddressRange, readInteger, readMasked, readPort } from './values.js';

/** DNAT --to-destination a[-b][:p[-q]], IPv6 in brackets when a port follows. */
export function dnatTarget(target: Extension, text: string, { family }: XtContext): readonly Statement[] {
  const value = argument(target, '--to-destination');
  const to = value === undefined ? undefined : readDestination(value, family);
  return [{ kind: 'dnat', to: to ?? { kind: 'unknown', text } }];
}

function readDestination(value: string, family: IpFamily): NatTarget | undefined {
  const [, bracketed, v6Ports] = /^\[([^\]]+)\](?::(.*))?$/.exec(value) ?? [];
  const [, v4, v4Ports] = family === 'ipv4' ? (/^([^:]*)(?::(.*))?$/.exec(value) ?? []) : [];
  const addressText = bracketed ?? v4 ?? value;
  const portText = v6Ports ?? v4Ports;
  const [rangeText, baseText] = portText?.split('/') ?? [];
  const ports = rangeText === undefined ? undefined : readPortRange(rangeText);
  if (portText !== undefined && ports === undefined) return undefined;
  if (addressText === '') return { kind: 'fixed', family, ports };
  const span = readAddressRange(addressText, family);
  if (span === undefined) return undefined;
  const addresses = [span[0], previous(span[1])] as const;
  if (baseText === undefined) return { kind: 'fixed', family, addresses, ports };
  const base = readPort(baseText);
  return base === undefined || ports === undefined
    ? undefined
    : shiftedTarget(addresses, ports, base, family);
}

/** `:80-90/8080`: the port dialled, counted from 8080, picks its counterpart from 80 on. As a map of ports. */
function shiftedTarget(
  addresses: readonly [Bound, Bound],
  ports: PortRange,
  base: number,
  family: IpFamily,
): NatTarget | undefined {
  const count = ports.last - ports.first + 1;
  if (count > MAX_SHIFTED || base + count > 65_536) return undefined;
  const elements = Array.from({ length: count }, (_, offset) => {
    const port = ports.first + offset;
    return { key: [oneNumber(base + offset)], data: { addresses, ports: { first: port, last: port } } };
  });
  const keys = [{ on: 'dport', protocols: 'any' }] as const;
  return { kind: 'map', keys, map: { elements, certainty: 'static' }, family };
}

const MAX_SHIFTED = 4096;

/** SNAT --to-source a[-b][:p[-q]]: the address where it is one, and the port does not matter. */
export function snatTarget(target: Extension, text: string, { family }: XtContext): Statement {
  const source = readDestination(argument(target, '--to-source') ?? '', family);
  const addresses = source?.kind === 'fixed' ? source.addresses : undefined;
  const to = addresses !== undefined && addresses[0] === addresses[1] ? addresses[0] : undefined;
  return { kind: 'snat', text, to };
}

/** `80` or `80-90`. */
function readPortRange(text: string): PortRange | undefined {
  const [from = '', to = from, ...more] = text.split('-');
  const first = readPort(from);
  const last = readPort(to);
  return first === undefined || last === undefined || more.length > 0 ? undefined : { first, last };
}

/** REDIRECT [--to-ports p[-q]]. */
export function redirectTarget(target: Extension, text: string): readonly Statement[] {
  const value = argument(target, '--to-ports');
  if (value === undefined) return [{ kind: 'redirect' }];
  const ports = readPortRange(value);
  return [ports === undefined ? { kind: 'unknown', text } : { kind: 'redirect', ports }];
}

/** NETMAP --to net: the network of the destination (before routing) or of the source (after it) is replaced. */
export function netmapTarget(
  target: Extension,
  text: string,
  { family, hook }: XtContext,
): readonly Statement[] {
  if (hook === 'POSTROUTING' || hook === 'INPUT') return [{ kind: 'snat', text }];
  const [address = '', length] = (argument(target, '--to') ?? '').split('/');
  const parsed = parseAddress(address);
  const prefix = length === undefined ? width(family) : readInteger(length);
  if (parsed?.family !== family || prefix === undefined || prefix > width(family) || hook === undefined)
    return [{ kind: 'dnat', to: { kind: 'unknown', text } }];
  const [start = 0, end = 0] = prefixSet(family, parsed.value, prefix).bounds;
  return [{ kind: 'dnat', to: { kind: 'fixed', family, addresses: [start, previous(end)], netmap: prefix } }];
}

/** TPROXY --on-port p [--on-ip a] [--tproxy-mark v/m]. Without a matching transparent socket it drops. */
export function tproxyTarget(target: Extension, { family }: XtContext): readonly Statement[] {
  const address = parseAddress(argument(target, '--on-ip') ?? '');
  const mark = readMasked(argument(target, '--tproxy-mark'));
  return [
    {
      kind: 'tproxy',
      family,
      address:
        address === undefined || address.value === 0 || address.value === 0n ? undefined : address.value,
      port: readInteger(argument(target, '--on-port')),
      mark: mark && { kind: 'bits', base: 'mark', and: ~mark.mask >>> 0, xor: mark.value },
      missing: 'drop',
    },
  ];
}

function argument(target: Extension, name: string): string | undefined {
  return target.options.find((option) => option.name === name)?.values[0];
}

function previous(bound: Bound): Bound {
  return typeof bound === 'bigint' ? bound - 1n : bound - 1;
}
