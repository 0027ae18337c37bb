import { nft, type Regression, scenario, TCP, web } from './regression.js';
import type { Guest } from './scenario.js';

/** Of datagrams to groups, and of NAT. */
export const GROUP_AND_NAT_REGRESSIONS: readonly Regression[] = [
  {
    fact: 'broadcasts go to the wildcards of both families, IPv4 groups to those of IPv4 alone',
    scenario: scenario({
      listeners: [
        { protocol: 'udp', address: '0.0.0.0', port: 53, reuseport: true },
        { protocol: 'udp', address: '::', port: 53, reuseport: true },
        { protocol: 'udp', address: '10.1.0.1', port: 53, reuseport: true },
      ],
      probes: ['255.255.255.255', '10.1.0.255', '224.0.0.1'].map((destination) => ({
        protocol: 'udp',
        via: 'lan0',
        source: '10.1.0.2',
        destination,
        port: 53,
      })),
    }),
    open: [],
    heard: [[0, 1], [0, 1], [0]],
  },
  {
    fact: 'nobody takes an answer for what NAT led away from a group by its address, since the group would be its source',
    scenario: scenario({
      rules: nft(
        'chain p { type nat hook prerouting priority -100; ip daddr 224.0.0.1 udp dport 67 redirect to :53; }',
      ),
      listeners: [{ protocol: 'udp', address: '::', port: 53 }],
      probes: [{ protocol: 'udp', via: 'lan0', source: '10.1.0.2', destination: '224.0.0.1', port: 67 }],
    }),
    open: [],
    heard: [[0]],
  },
  {
    fact: 'a frame is of the kind that was dialled, whatever NAT made of its destination',
    scenario: scenario({
      rules: nft(
        'chain p { type nat hook prerouting priority -100; udp dport 67 redirect to :53; }',
        'chain i { type filter hook input priority 0; meta pkttype broadcast drop; }',
      ),
      listeners: [{ protocol: 'udp', address: '0.0.0.0', port: 53 }],
      probes: ['255.255.255.255', '224.0.0.1'].map((destination) => ({
        protocol: 'udp',
        via: 'lan0',
        source: '10.1.0.2',
        destination,
        port: 67,
      })),
    }),
    open: [],
    heard: [[], [0]],
  },
  {
    fact: 'NAT leads to sockets from addresses that nobody here has',
    scenario: scenario({
      targetSysctls: { 'net/ipv4/ip_forward': 1 },
      bridges: [{ name: 'br0', addresses: ['172.20.0.1/24'] }],
      guests: [
        {
          name: 'web',
          bridge: 'br0',
          addresses: ['172.20.0.2/24'],
          listeners: [web({}), web({ port: 443 })],
          rules: [],
        },
      ],
      rules: nft(
        'chain p { type nat hook prerouting priority -100; ip daddr 192.0.2.9 dnat ip to 172.20.0.2; ip daddr 192.0.2.10 tcp dport 81 dnat ip to 10.1.0.1:80; }',
      ),
      listeners: [web({})],
      probes: [
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '192.0.2.9' },
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '192.0.2.9', port: 443 },
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '192.0.2.9', port: 81 },
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '192.0.2.10', port: 81 },
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '192.0.2.10' },
      ],
    }),
    open: [0, 1, 3],
  },
  {
    fact: 'masquerade on lo gives IPv6 packets the address that they are for',
    scenario: scenario({
      rules: nft(
        'chain s { type nat hook postrouting priority 100; oifname "lo" masquerade; }',
        'chain i { type filter hook input priority 0; ip6 saddr fd02::1 drop; }',
      ),
      listeners: [web({ address: '::' })],
      probes: [
        { ...TCP, via: 'lo', source: 'fd02::1', destination: 'fd01::1' },
        { ...TCP, via: 'lo', source: 'fd01::1', destination: 'fd02::1' },
        { ...TCP, via: 'lo', source: '::1', destination: '::1' },
      ],
    }),
    open: [0, 2],
  },
  {
    fact: 'isolated ports of a bridge send nothing to each other',
    scenario: scenario({
      bridges: [{ name: 'br0', addresses: ['172.20.0.1/24'] }],
      guests: [guest('web', 2, { isolated: true }), guest('db', 3, { isolated: true }), guest('dns', 4, {})],
      listeners: [],
      probes: [
        { ...TCP, via: 'br0', from: 'web', source: '172.20.0.2', destination: '172.20.0.3' },
        { ...TCP, via: 'br0', from: 'dns', source: '172.20.0.4', destination: '172.20.0.3' },
        { ...TCP, via: 'br0', from: 'web', source: '172.20.0.2', destination: '172.20.0.4' },
        { ...TCP, via: 'lo', source: '172.20.0.1', destination: '172.20.0.3' },
      ],
    }),
    open: [1, 2, 3],
  },
];

function guest(name: string, host: number, port: Pick<Guest, 'hairpin' | 'isolated'>): Guest {
  const addresses = [`172.20.0.${host}/24`];
  return { name, bridge: 'br0', addresses, listeners: [web({})], rules: [], ...port };
}
