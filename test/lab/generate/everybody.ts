import type { Probe, Scenario } from '../scenario.js';
import { NOBODYS } from './guest-rules.js';
import { bare } from './network.js';

/** The ports that are tried. */
export interface ProbedPorts {
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

/**
 * Everybody to everybody, on each port: clients by every link, the host's own programs, and guests without rules of their own
 * (what these make of answers is not what is asked).
 */
export function probesOf(scenario: Omit<Scenario, 'probes'>, ports: ProbedPorts): Probe[] {
  const { links, bridges = [], guests = [], clientAddresses, rules } = scenario;
  const own = [
    ...links.flatMap(({ target }) => target),
    ...bridges.flatMap(({ addresses }) => addresses),
  ].map(bare);
  const inside = guests.flatMap(({ addresses }) => addresses.map(bare));
  // An address that no host has is dialled where a rule names it.
  const named = rules.some(({ text }) => text.includes(NOBODYS)) ? [NOBODYS] : [];
  const ways: Omit<Probe, 'protocol' | 'port'>[] = [];
  const add = (via: string, sources: readonly string[], destinations: readonly string[], from?: string) => {
    for (const source of sources)
      for (const destination of destinations)
        if (isIpv6(source) === isIpv6(destination)) ways.push({ via, source, destination, from });
  };
  for (const { name, client } of links)
    add(name, [...client.map(bare), ...clientAddresses], [...own, ...inside, ...named]);
  add('lo', [...own.slice(0, 2), ...(bridges[0]?.addresses.map(bare) ?? [])], [...own, ...inside]);
  add('lo', ['127.0.0.1'], ['127.0.0.1', ...own.slice(0, 1)]);
  for (const { name, bridge, addresses, rules: inner } of guests)
    if (inner.length === 0) add(bridge, addresses.map(bare), [...own, ...inside], name);
  return ways.flatMap((way) => [
    ...ports.tcp.map((port) => ({ ...way, protocol: 'tcp' as const, port })),
    ...ports.udp.map((port) => ({ ...way, protocol: 'udp' as const, port })),
  ]);
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}
