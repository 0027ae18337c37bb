import type { NetworkInterfaceInfo } from 'node:os';
import type { Interface, InterfaceAddress } from '../../model/facts.js';
import { formatAddress, parseAddress } from '../../net/address.js';
import type { Nic, PortableIo } from './portable-io.js';

/** By the names that macOS and the BSDs give: utun0, wg0, bridge100, … */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^(utun|ipsec|tun|tap|ppp|gif|stf)\d*$/, 'tun'],
  [/^wg\d*$/, 'wireguard'],
  [/^(bridge|vmenet|vmnet)\d*$/, 'bridge'],
];

/**
 * Interfaces with all of their addresses from node:os, which leaves out those that are down; `nics` adds those, and
 * their state, where systeminformation was asked.
 */
export function portableInterfaces(
  addresses: ReturnType<PortableIo['addresses']>,
  nics: readonly Nic[],
): Interface[] {
  const names = new Set([...Object.keys(addresses), ...nics.map(({ iface }) => iface)]);
  return [...names].map((name) => {
    const infos = addresses[name] ?? [];
    const nic = nics.find(({ iface }) => iface === name);
    const up = infos.length > 0 || nic?.operstate === 'up';
    return {
      name,
      // Only a link-local address tells the index; 0 is none.
      index: infos.reduce((found, info) => found || (info.family === 'IPv6' ? info.scopeid : 0), 0),
      kind: infos.some(({ internal }) => internal) ? 'loopback' : kindOf(name),
      up,
      running: nic === undefined ? up : nic.operstate !== 'down',
      addresses: infos.map(addressOf).filter((address) => address !== undefined),
      mac: infos[0]?.mac,
      mtu: nic?.mtu ?? undefined,
    };
  });
}

function kindOf(name: string): string {
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'physical';
}

function addressOf({ address, cidr, family, internal }: NetworkInterfaceInfo): InterfaceAddress | undefined {
  const parsed = parseAddress(address);
  const prefix = Number(cidr?.split('/')[1] ?? (family === 'IPv4' ? 32 : 128));
  if (parsed === undefined) return undefined;
  const text = formatAddress(parsed.family, parsed.value);
  const isLinkLocal = /^(fe[89ab].:|169\.254\.)/.test(text);
  return {
    family: parsed.family,
    address: text,
    prefix,
    scope: internal ? 'host' : isLinkLocal ? 'link' : 'global',
  };
}
