import { Random } from '../random.js';
import type { Bridge, Guest, Link, ListenerSpec, Probe, RuleLoad, Scenario } from '../scenario.js';
import { bare } from './network.js';

const PORTS = [53, 67, 1900, 5353] as const;
const GROUPS_4 = ['224.0.0.1', '224.0.0.2', '224.0.0.251', '239.1.2.3'] as const;
const GROUPS_6 = ['ff02::1', 'ff02::fb', 'ff02::2', 'ff05::77', 'ff02::1:ff00:1'] as const;
const FAR = ['198.51.100.7', '2001:db8:77::5'] as const;

/** A host with datagram sockets alone, dialled by broadcast addresses and multicast groups. Always the same for one seed. */
export function generateGroupScenario(seed: number): Scenario {
  const random = new Random(seed + 200_000);
  const links: Link[] = [
    link('lan0', 'veth', '10.7.0', 'fd07'),
    link('lan1', random.pick(['veth', 'bridge']), '10.8.0', 'fd08'),
  ];
  const bridges: Bridge[] = [{ name: 'br0', addresses: ['172.20.0.1/24', 'fd20::1/64'] }];
  const guests: Guest[] = [guest(random, 'web', 2), guest(random, 'db', 3)];
  const scenario: Omit<Scenario, 'probes'> = {
    name: `seed ${seed}, groups`,
    links,
    clientAddresses: FAR,
    targetSetup: random.chance(0.7)
      ? ['route add default via 10.8.0.2', '-6 route add default via fd08::2']
      : [],
    targetSysctls: {
      'net/ipv4/conf/all/rp_filter': random.pick([0, 0, 0, 1, 2]),
      'net/ipv4/ip_forward': random.chance(0.5) ? 1 : 0,
    },
    listeners: [...PORTS.flatMap((port) => sockets(random, port)), ...joiners(random, ['lan0', 'lan1'])],
    bridges,
    guests,
    rules: rules(random),
  };
  return { ...scenario, probes: probesOf(scenario) };
}

function link(name: string, kind: Link['kind'], net4: string, net6: string): Link {
  return {
    name,
    kind,
    target: [`${net4}.1/24`, `${net6}::1/64`],
    client: [`${net4}.2/24`, `${net6}::2/64`],
  };
}

function guest(random: Random, name: string, host: number): Guest {
  return {
    name,
    bridge: 'br0',
    addresses: [`172.20.0.${host}/24`, `fd20::${host}/64`],
    listeners: [
      { protocol: 'udp', address: random.pick(['0.0.0.0', '::', `172.20.0.${host}`]), port: 5353 },
      ...joiners(random, ['eth0']),
    ],
    rules: random.chance(0.7)
      ? []
      : [{ tool: 'nft', text: table('own', 'input', [random.pick(CONDITIONS)], 'accept') }],
  };
}

/** Sockets side by side on one port: wildcards of both families, bound to devices, to groups, to addresses of the host. */
function sockets(random: Random, port: number): ListenerSpec[] {
  const places: Omit<ListenerSpec, 'protocol' | 'port'>[] = [
    { address: '0.0.0.0' },
    { address: '::' },
    { address: '::', v6only: true },
    { address: '0.0.0.0', device: 'lan0' },
    { address: '::', device: 'lan1' },
    { address: '0.0.0.0', multicastAll: false },
    { address: '10.7.0.1' },
    { address: '224.0.0.251' },
    { address: '10.7.0.255' },
    { address: '255.255.255.255' },
    { address: 'ff02::fb', device: 'lan0' },
  ];
  return random
    .sample(places, random.int(1, 4))
    .map((place) => ({ ...place, protocol: 'udp', port, reuseport: true }));
}

/** Sockets elsewhere, for whose sake interfaces take in groups. */
function joiners(random: Random, devices: readonly string[]): ListenerSpec[] {
  return [...random.sample(GROUPS_4.slice(2), 1), ...random.sample(GROUPS_6.slice(1, 4), 1)].map(
    (group, i) => ({
      protocol: 'udp',
      address: group.includes(':') ? '::' : '0.0.0.0',
      v6only: group.includes(':') ? true : undefined,
      port: 9990 + i,
      join: { group, device: random.pick(devices) },
    }),
  );
}

const CONDITIONS = [
  'ip daddr 224.0.0.0/4 drop',
  'ip daddr 255.255.255.255 drop',
  'ip daddr 10.7.0.255 drop',
  'ip daddr 224.0.0.251 udp dport 5353 accept',
  'ip6 daddr ff02::fb udp dport 5353 accept',
  'ip6 daddr ff00::/8 drop',
  'fib daddr type broadcast drop',
  'fib daddr type multicast drop',
  'fib daddr type { local, multicast } accept',
  'fib daddr . iif type broadcast accept',
  'fib daddr . iif type != { local, broadcast, multicast } drop',
  'meta pkttype broadcast drop',
  'meta pkttype multicast drop',
  'meta pkttype host accept',
  'meta pkttype { broadcast, multicast } accept',
  'iifname "lan0" udp dport 67 accept',
  'ip saddr 10.7.0.0/24 accept',
  'ip6 saddr fe80::/10 drop',
  'ct state new drop',
  'ct state established,related accept',
  'udp dport 1900 drop',
] as const;

function rules(random: Random): RuleLoad[] {
  if (random.chance(0.15)) return [];
  if (random.chance(0.2)) return [iptables(random)];
  const hook = random.pick(['input', 'input', 'input', 'prerouting']);
  const policy = random.pick(['accept', 'accept', 'drop']);
  const loads: RuleLoad[] = [
    {
      tool: 'nft',
      text: table('own', hook, random.sample(CONDITIONS, random.int(1, 4)), policy),
    },
  ];
  if (random.chance(0.3))
    loads.push({
      tool: 'nft',
      text: table(
        'out',
        'output',
        [random.pick(['ct state established accept', 'udp sport 5353 accept', 'ip saddr 10.8.0.1 drop'])],
        random.pick(['accept', 'drop']),
      ),
    });
  if (random.chance(0.25))
    loads.push({
      tool: 'nft',
      text: `table ip nat {\n chain pre {\n type nat hook prerouting priority -100;\n ${random.pick([
        'ip daddr { 10.7.0.255, 224.0.0.1 } udp dport 53 redirect to :5353',
        'ip daddr 255.255.255.255 udp dport 67 dnat to 10.7.0.1:5353',
        'ip daddr { 10.7.0.255, 224.0.0.1 } udp dport 1900 dnat to 172.20.0.2:5353',
      ])}\n }\n}\n`,
    });
  return loads;
}

function table(name: string, hook: string, lines: readonly string[], policy: string): string {
  return `table inet ${name} {\n chain ${hook} {\n type filter hook ${hook} priority 0; policy ${policy};\n${lines.join('\n')}\n }\n}\n`;
}

function iptables(random: Random): RuleLoad {
  const lines = random.sample(
    [
      '-A INPUT -m pkttype --pkt-type broadcast -j DROP',
      '-A INPUT -m pkttype --pkt-type multicast -j ACCEPT',
      '-A INPUT -m addrtype --dst-type BROADCAST -j DROP',
      '-A INPUT -m addrtype --dst-type MULTICAST -j DROP',
      '-A INPUT -m addrtype ! --dst-type LOCAL -j DROP',
      '-A INPUT -d 224.0.0.251/32 -p udp -m udp --dport 5353 -j ACCEPT',
      '-A INPUT -d 239.255.255.250/32 -j ACCEPT',
      '-A INPUT -m state --state NEW -j DROP',
    ],
    random.int(1, 3),
  );
  return {
    tool: random.pick(['iptables-nft-restore', 'iptables-legacy-restore']),
    text: `*filter\n:INPUT ${random.pick(['ACCEPT', 'ACCEPT', 'DROP'])} [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines.join('\n')}\nCOMMIT\n`,
  };
}

function probesOf({ links, guests = [] }: Omit<Scenario, 'probes'>): Probe[] {
  const ways: Omit<Probe, 'protocol' | 'port'>[] = [];
  const add = (via: string, sources: readonly string[], network: readonly string[], from?: string) => {
    const broadcasts = network
      .filter((address) => !isIpv6(address))
      .map((address) => address.replace(/\d+$/, '255'));
    for (const source of sources)
      for (const destination of isIpv6(source) ? GROUPS_6 : ['255.255.255.255', ...broadcasts, ...GROUPS_4])
        ways.push({ via, source, destination, from });
  };
  links.forEach((one, i) => {
    const other = links[1 - i]?.client.map(bare) ?? [];
    const own = one.client.map(bare);
    add(one.name, [...own, ...other, ...FAR], one.target.map(bare));
  });
  for (const { name, bridge, addresses, rules: own } of guests)
    if (own.length === 0) add(bridge, addresses.map(bare), addresses.map(bare), name);
  return ways.flatMap((way) => PORTS.map((port) => ({ ...way, protocol: 'udp' as const, port })));
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}
