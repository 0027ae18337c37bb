import { targetLinkLocal } from './build.js';
import { nft, type Regression, scenario, TCP, web } from './regression.js';

/** Of sockets, addresses and rules. */
export const REGRESSIONS: readonly Regression[] = [
  {
    fact: 'a device-bound socket answers own clients only at addresses of its device',
    scenario: scenario({
      listeners: [web({ device: 'lan0' })],
      probes: [
        { ...TCP, via: 'lo', source: '10.1.0.1', destination: '10.1.0.1' },
        { ...TCP, via: 'lo', source: '127.0.0.1', destination: '10.1.0.1' },
        { ...TCP, via: 'lo', source: '10.2.0.1', destination: '10.1.0.1' },
      ],
    }),
    open: [0],
  },
  {
    fact: 'an answer from a link-local address does not reach a client by another link',
    scenario: scenario({
      listeners: [web({ address: '::' })],
      probes: [
        { ...TCP, via: 'lan0', source: 'fd01::2', destination: targetLinkLocal(0) },
        { ...TCP, via: 'lan0', source: 'fd02::2', destination: targetLinkLocal(0) },
      ],
    }),
    open: [0],
  },
  {
    fact: 'route_localnet is needed on the way out, too',
    scenario: scenario({
      targetSysctls: { 'net/ipv4/conf/lan0/route_localnet': 1 },
      listeners: [web({ address: '127.0.0.1' })],
      probes: [
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '127.0.0.1' },
        { ...TCP, via: 'lan0', source: '10.2.0.2', destination: '127.0.0.1' },
        { ...TCP, via: 'lan1', source: '10.1.0.2', destination: '127.0.0.1' },
      ],
    }),
    open: [0],
  },
  {
    fact: '`reject with icmp` in an inet table stops IPv4 alone, although nft does not print that',
    scenario: scenario({
      rules: nft('chain i { type filter hook input priority 0; meta nfproto ipv4 iifname "lan0" reject; }'),
      listeners: [web({ address: '::' })],
      probes: [
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '10.1.0.1' },
        { ...TCP, via: 'lan0', source: 'fd01::2', destination: 'fd01::1' },
      ],
    }),
    open: [1],
  },
  {
    fact: '`fib saddr . iif oif` finds every source over lo, in prerouting and in input',
    scenario: scenario({
      rules: nft(
        'chain p { type filter hook prerouting priority 0; fib saddr . iif oif missing drop; }',
        'chain i { type filter hook input priority 0; policy drop; fib saddr . iif oif exists accept; }',
      ),
      listeners: [web({ address: '::' })],
      probes: [
        { ...TCP, via: 'lo', source: '127.0.0.1', destination: '127.0.0.1' },
        { ...TCP, via: 'lo', source: '10.2.0.1', destination: '10.1.0.1' },
        { ...TCP, via: 'lo', source: 'fd01::1', destination: 'fd01::1' },
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '10.1.0.1' },
        { ...TCP, via: 'lan0', source: '10.2.0.2', destination: '10.1.0.1' },
      ],
    }),
    open: [0, 1, 2, 3],
  },
  {
    fact: 'a redirect takes its port from a map',
    scenario: scenario({
      rules: nft(
        'chain p { type nat hook prerouting priority -100; tcp dport { 81, 82 } redirect to tcp dport map { 81 : 80, 82 : 8080 }; }',
      ),
      listeners: [web({})],
      probes: [
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '10.1.0.1', port: 81 },
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '10.1.0.1', port: 82 },
      ],
    }),
    open: [0],
  },
  {
    fact: 'an exception in a member of a list:set counts inside that member only',
    scenario: scenario({
      rules: [
        {
          tool: 'ipset',
          text: 'create nets hash:net\nadd nets 10.1.0.0/24\nadd nets 10.1.0.77 nomatch\ncreate hosts hash:ip\nadd hosts 10.1.0.78\ncreate both list:set\nadd both nets\nadd both hosts\n',
        },
        {
          tool: 'iptables-legacy-restore',
          text: '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -i lan0 -m set ! --match-set both src -j DROP\nCOMMIT\n',
        },
      ],
      listeners: [web({})],
      probes: ['10.1.0.2', '10.1.0.77', '10.1.0.78', '10.2.0.2'].map((source) => ({
        ...TCP,
        via: 'lan0',
        source,
        destination: '10.1.0.1',
      })),
    }),
    open: [0, 2],
  },
  {
    fact: 'a link-local address stays on its link although NAT hands the packet to another',
    scenario: scenario({
      rules: nft('chain p { type nat hook prerouting priority -100; tcp dport 80 dnat ip6 to fd01::1; }'),
      listeners: [web({ address: '::' })],
      probes: [
        { ...TCP, via: 'lan0', source: 'fd01::2', destination: targetLinkLocal(0) },
        { ...TCP, via: 'lan0', source: 'fd02::2', destination: targetLinkLocal(0) },
      ],
    }),
    open: [0],
  },
  {
    fact: '127.0.0.1 can be dialled from outside where NAT rewrites it before routing',
    scenario: scenario({
      rules: nft('chain p { type nat hook prerouting priority -100; tcp dport 81 redirect to :80; }'),
      listeners: [web({})],
      probes: [
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '127.0.0.1', port: 81 },
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '127.0.0.1' },
      ],
    }),
    open: [0],
  },
  {
    fact: '`addrtype --dst-type LOCAL` knows own link-local addresses over lo, other than `fib`',
    scenario: scenario({
      rules: [
        {
          tool: 'ip6tables-nft-restore',
          text: '*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -m addrtype --dst-type LOCAL -j ACCEPT\nCOMMIT\n',
        },
      ],
      listeners: [web({ address: '::' })],
      probes: [
        { ...TCP, via: 'lo', source: targetLinkLocal(0), destination: targetLinkLocal(0), device: 'lan0' },
        { ...TCP, via: 'lan0', source: 'fd01::2', destination: targetLinkLocal(0) },
      ],
    }),
    open: [0, 1],
  },
];
