import type { Facts, NamespaceFacts, Route, Socket } from '../../../src/model/facts.js';

function socket(address: string, port: number, given: Partial<Socket> = {}): Socket {
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  return {
    protocol: 'tcp',
    family,
    address,
    port,
    deviceKnown: true,
    inode: port,
    pids: [port],
    pidsComplete: true,
    ...given,
  };
}

/** A route of the local table, as the kernel keeps for each address. */
export function local(destination: string, device: string): Route {
  const family = destination.includes(':') ? 'ipv6' : 'ipv4';
  return { family, type: 'local', destination, table: 255, device, metric: 0 };
}

/** A host with one network card, no firewall, and servers on all addresses, on loopback ones and on one that it has not. */
export const FACTS: Facts = {
  format: 1,
  capturedAt: '2026-11-21T22:30:00.000Z',
  collector: 'linux',
  host: { hostname: 'web-01', platform: 'linux', uid: 0 },
  namespaces: [
    {
      id: 'net:[1]',
      current: true,
      containers: [],
      sockets: [socket('0.0.0.0', 80), socket('127.0.0.2', 80), socket('::1', 631), socket('10.9.9.9', 9000)],
      interfaces: [
        {
          name: 'lo',
          index: 1,
          kind: 'loopback',
          up: true,
          running: true,
          addresses: [
            { family: 'ipv4', address: '127.0.0.1', prefix: 8, scope: 'host' },
            { family: 'ipv6', address: '::1', prefix: 128, scope: 'host' },
          ],
        },
        {
          name: 'eth0',
          index: 2,
          kind: 'physical',
          up: true,
          running: true,
          addresses: [
            { family: 'ipv4', address: '10.1.0.2', prefix: 24, scope: 'global', broadcast: '10.1.0.255' },
          ],
        },
      ],
      routes: [
        local('127.0.0.0/8', 'lo'),
        local('127.0.0.1/32', 'lo'),
        local('::1/128', 'lo'),
        local('10.1.0.2/32', 'eth0'),
        local('192.0.2.0/24', 'lo'),
        {
          family: 'ipv4',
          type: 'unicast',
          destination: '10.1.0.0/24',
          table: 254,
          device: 'eth0',
          metric: 0,
          scope: 'link',
        },
        {
          family: 'ipv4',
          type: 'unicast',
          destination: '0.0.0.0/0',
          table: 254,
          device: 'eth0',
          gateway: '10.1.0.1',
          metric: 0,
        },
      ],
      rules: [
        { family: 'ipv4', priority: 0, not: false, action: 'lookup', table: 255 },
        { family: 'ipv4', priority: 32766, not: false, action: 'lookup', table: 254 },
        { family: 'ipv6', priority: 0, not: false, action: 'lookup', table: 255 },
      ],
      sysctls: {},
      multicast: [],
      firewall: { nft: { nftables: [] }, xtables: [], ipset: '', outside: [] },
    },
  ],
  processes: [80, 631, 9000].map((pid) => ({ pid, name: `server-${pid}`, command: [] })),
  gaps: [],
};

/** A container beside it, web, with a server on all of its addresses and one on loopback. */
export function namespaceOfContainer(): NamespaceFacts {
  const [host] = FACTS.namespaces;
  if (host === undefined) throw new Error('no namespace');
  return {
    ...host,
    id: 'net:[2]',
    current: false,
    containers: ['web'],
    sockets: [socket('0.0.0.0', 80), socket('127.0.0.1', 5432)],
    interfaces: withAddress(host.interfaces, '172.17.0.2'),
    routes: [local('127.0.0.0/8', 'lo'), local('172.17.0.2/32', 'eth0')],
  };
}

/** The interfaces with another address on eth0. */
export function withAddress(
  interfaces: NamespaceFacts['interfaces'],
  address: string,
): NamespaceFacts['interfaces'] {
  return interfaces?.map((one) =>
    one.name === 'eth0'
      ? { ...one, addresses: [{ family: 'ipv4', address, prefix: 24, scope: 'global' }] }
      : one,
  );
}
