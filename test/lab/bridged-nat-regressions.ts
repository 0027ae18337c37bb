import { nft, type Regression, scenario, TCP, web } from './regression.js';
import type { Guest, Scenario } from './scenario.js';

/** The IP rules see the frames that bridges pass between their ports. */
const FILTERED = {
  'net/bridge/bridge-nf-call-iptables': 1,
  'net/bridge/bridge-nf-call-ip6tables': 1,
  'net/ipv4/ip_forward': 1,
  'net/ipv6/conf/all/forwarding': 1,
};

const DIALLED = { ...TCP, via: 'br0', destination: '172.20.0.3', port: 9000 };
const FROM_WEB = { ...DIALLED, from: 'web', source: '172.20.0.2' };
const FROM_DNS = { ...DIALLED, from: 'dns', source: '172.20.0.4' };
const FROM_WEB6 = { ...FROM_WEB, source: 'fd20::2', destination: 'fd20::3' };

/** Of NAT on frames that a bridge passes between guests. */
export const BRIDGED_NAT_REGRESSIONS: readonly Regression[] = [
  {
    fact: 'NAT takes bridged frames to another guest on the bridge, and to the one that sent them in hairpin mode alone',
    scenario: guests({
      rules: nft(nat('tcp dport 9000 dnat ip to 172.20.0.4:80')),
      probes: [FROM_WEB, FROM_DNS],
    }),
    open: [0],
  },
  {
    fact: 'NAT takes bridged frames to another port of the guest that was dialled',
    scenario: guests({
      rules: nft(nat('tcp dport 9000 dnat to :80')),
      probes: [FROM_WEB, { ...FROM_WEB, port: 80 }, FROM_WEB6],
    }),
    open: [0, 1, 2],
  },
  {
    fact: 'a redirect takes bridged frames to a socket of the host, past one of the guest that was dialled',
    scenario: guests({
      rules: nft(nat('tcp dport { 80, 9000 } redirect to :8080')),
      listeners: [web({ address: '::', port: 8080 })],
      probes: [FROM_WEB, { ...FROM_WEB, port: 80 }, FROM_WEB6],
    }),
    open: [0, 1, 2],
  },
  {
    fact: 'NAT takes bridged frames to a guest on another bridge, whatever port was dialled',
    scenario: guests({
      rules: nft(nat('ip daddr 172.20.0.3 dnat ip to 172.21.0.2', 'tcp dport 9000 dnat ip6 to [fd21::2]:80')),
      probes: [{ ...FROM_WEB, port: 80 }, { ...FROM_WEB, port: 443 }, FROM_WEB, FROM_WEB6],
    }),
    open: [0, 1, 3],
  },
  {
    fact: 'where forwarding is off NAT turns round within a bridge what is of IPv6 alone',
    scenario: guests({
      targetSysctls: { ...FILTERED, 'net/ipv4/ip_forward': 0, 'net/ipv6/conf/all/forwarding': 0 },
      rules: nft(
        nat(
          'tcp dport 9000 dnat ip to 172.20.0.4:80',
          'tcp dport 9000 dnat ip6 to [fd20::4]:80',
          'tcp dport 9001 dnat ip6 to [fd21::2]:80',
        ),
      ),
      probes: [FROM_WEB, FROM_WEB6, { ...FROM_WEB6, port: 9001 }, { ...FROM_WEB6, destination: 'fd20::1' }],
    }),
    open: [1, 3],
  },
  {
    fact: 'rules of the forward hook tell ports apart for bridged frames',
    scenario: guests({
      rules: nft('chain f { type filter hook forward priority 0; tcp dport 443 drop; }'),
      probes: [
        { ...FROM_WEB, port: 443 },
        { ...FROM_WEB, port: 80 },
      ],
    }),
    open: [1],
  },
  {
    fact: 'the forward hook sees where NAT takes bridged frames',
    scenario: guests({
      rules: nft(
        nat('tcp dport 9000 dnat ip to 172.20.0.4:80', 'tcp dport 9001 dnat ip to 172.21.0.2:80'),
        'chain f { type filter hook forward priority 0; iifname "br0" oifname "br0" ip daddr 172.20.0.4 drop; }',
      ),
      probes: [FROM_WEB, { ...FROM_WEB, port: 9001 }],
    }),
    open: [1],
  },
  {
    fact: 'NAT leaves bridged frames alone where the bridge does not show them to the IP rules',
    scenario: guests({
      targetSysctls: { ...FILTERED, 'net/bridge/bridge-nf-call-iptables': 0 },
      rules: nft(nat('tcp dport 9000 redirect to :8080')),
      listeners: [web({ address: '::', port: 8080 })],
      probes: [FROM_WEB, { ...FROM_WEB, port: 80 }, FROM_WEB6],
    }),
    open: [1, 2],
  },
  {
    fact: 'masquerading bridged frames gives them the address of the bridge',
    scenario: guests({
      rules: nft('chain s { type nat hook postrouting priority 100; oifname "br0" masquerade; }'),
      probes: [
        { ...FROM_WEB, port: 80 },
        { ...FROM_WEB6, port: 80 },
      ],
    }),
    open: [0, 1],
  },
  {
    fact: 'NAT of an address of the host, and of one of a guest, leads to every port of the guest that it names',
    scenario: guests({
      rules: nft(nat('ip daddr 10.1.0.1 dnat ip to 172.20.0.2', 'ip daddr 172.20.0.3 dnat ip to 172.21.0.2')),
      probes: [
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '10.1.0.1', port: 443 },
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '172.20.0.3', port: 444 },
        { ...TCP, via: 'lan0', source: '10.1.0.2', destination: '10.1.0.1', port: 8080 },
      ],
    }),
    open: [0, 1],
  },
  {
    fact: '-m physdev knows frames that pass a bridge, and those that NAT turns round there, from what is routed',
    scenario: guests({
      rules: [
        ...nft(nat('tcp dport 9000 dnat ip to 172.20.0.4:80', 'tcp dport 9001 dnat ip to 172.21.0.2:80')),
        {
          tool: 'iptables-legacy-restore',
          text: '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n-A FORWARD -m physdev --physdev-is-bridged -j ACCEPT\nCOMMIT\n',
        },
      ],
      probes: [
        { ...FROM_WEB, port: 80 },
        FROM_WEB,
        { ...FROM_WEB, port: 9001 },
        { ...FROM_WEB, destination: '172.20.0.1' },
      ],
    }),
    open: [0, 1, 3],
  },
  {
    fact: 'a port in hairpin mode sends nothing back by itself while it is isolated',
    scenario: guests({
      guests: [
        { ...guest('web', 'br0', 20, 2), hairpin: true, isolated: true },
        { ...guest('db', 'br0', 20, 3), hairpin: true },
      ],
      rules: nft(
        nat(
          'ip daddr 172.20.0.1 tcp dport 9000 dnat ip to 172.20.0.2:80',
          'ip daddr 172.20.0.1 tcp dport 9001 dnat ip to 172.20.0.3:80',
        ),
        'chain s { type nat hook postrouting priority 100; oifname "br0" masquerade; }',
      ),
      probes: [
        { ...FROM_WEB, destination: '172.20.0.1' },
        { ...FROM_WEB, from: 'db', source: '172.20.0.3', destination: '172.20.0.1', port: 9001 },
      ],
    }),
    open: [1],
  },
];

function nat(...rules: readonly string[]): string {
  return `chain p { type nat hook prerouting priority -100; ${rules.join('; ')}; }`;
}

/** A host with three guests on one bridge and one on another. */
function guests(parts: Pick<Scenario, 'probes' | 'rules'> & Partial<Scenario>): Scenario {
  return scenario({
    targetSysctls: FILTERED,
    bridges: [
      { name: 'br0', addresses: ['172.20.0.1/24', 'fd20::1/64'] },
      { name: 'br1', addresses: ['172.21.0.1/24', 'fd21::1/64'] },
    ],
    guests: [
      guest('web', 'br0', 20, 2),
      guest('db', 'br0', 20, 3),
      guest('dns', 'br0', 20, 4),
      guest('far', 'br1', 21, 2),
    ],
    listeners: [],
    ...parts,
  });
}

function guest(name: string, bridge: string, net: number, host: number): Guest {
  const addresses = [`172.${net}.0.${host}/24`, `fd${net}::${host}/64`];
  const ports = name === 'far' ? [80, 443, 444] : [80, 443];
  return {
    name,
    bridge,
    addresses,
    listeners: ports.map((port) => web({ address: '::', port })),
    rules: [],
  };
}
