import { clientLinkLocal, targetLinkLocal } from '../build.js';
import { Random } from '../random.js';
import type { Link, ListenerSpec, Probe, RuleLoad, Scenario, Vrf } from '../scenario.js';
import { bare } from './network.js';

const TCP = [22, 80, 443, 8080] as const;
const UDP = [53, 123, 161] as const;
const FAR = ['198.51.100.7', '2001:db8:77::5'] as const;

/** A router with two VRFs and a link outside them, and sockets in each and in none. Always the same for one seed. */
export function generateVrfScenario(seed: number): Scenario {
  const random = new Random(seed + 300_000);
  const links: Link[] = [
    link('lan0', '10.11.0', 'fd11', 'red'),
    link('lan1', '10.12.0', 'fd12', 'red'),
    link('wan0', '10.13.0', 'fd13', 'blue'),
    link('out0', '10.14.0', 'fd14', undefined),
  ];
  const vrfs: Vrf[] = [vrf(random, 'red', 1001, '192.0.2.71/32'), vrf(random, 'blue', 1002, '192.0.2.72/32')];
  const scenario: Omit<Scenario, 'probes'> = {
    name: `seed ${seed}, vrf`,
    links,
    vrfs,
    clientAddresses: FAR,
    targetSetup: routes(random),
    targetSysctls: {
      'net/ipv4/tcp_l3mdev_accept': random.int(0, 1),
      'net/ipv4/udp_l3mdev_accept': random.int(0, 1),
      'net/ipv4/conf/all/rp_filter': random.pick([0, 0, 0, 1, 2]),
      'net/ipv4/ip_forward': random.int(0, 1),
    },
    listeners: [
      ...TCP.flatMap((port) => sockets(random, 'tcp', port)),
      ...UDP.flatMap((port) => sockets(random, 'udp', port)),
    ],
    rules: rules(random),
  };
  return { ...scenario, probes: probesOf(scenario) };
}

function link(name: string, net4: string, net6: string, vrf: string | undefined): Link {
  return {
    name,
    kind: 'veth',
    target: [`${net4}.1/24`, `${net6}::1/64`],
    client: [`${net4}.2/24`, `${net6}::2/64`],
    vrf,
  };
}

function vrf(random: Random, name: string, table: number, own: string): Vrf {
  const addresses = [...(random.chance(0.5) ? ['127.0.0.1/8'] : []), ...(random.chance(0.5) ? [own] : [])];
  return { name, table, addresses };
}

function routes(random: Random): string[] {
  const lines: string[] = [];
  if (random.chance(0.5))
    lines.push('route add default via 10.11.0.2 table 1001', '-6 route add default via fd11::2 table 1001');
  if (random.chance(0.5)) lines.push('route add default via 10.14.0.2', '-6 route add default via fd14::2');
  // As Networking/vrf.rst advises: the VRF's table before the local one.
  if (random.chance(0.5))
    lines.push(
      'rule add pref 32765 lookup local',
      'rule del pref 0 lookup local',
      '-6 rule add pref 32765 lookup local',
      '-6 rule del pref 0 lookup local',
    );
  return lines;
}

type Place = Omit<ListenerSpec, 'protocol' | 'port'>;

function sockets(random: Random, protocol: 'tcp' | 'udp', port: number): ListenerSpec[] {
  const places: Place[] = [
    { address: '0.0.0.0' },
    { address: '::' },
    { address: '::', v6only: true },
    ...['red', 'blue', 'lan0', 'lan1', 'wan0', 'out0'].flatMap((device) => [
      { address: '0.0.0.0', device },
      { address: '::', device, v6only: random.chance(0.5) },
    ]),
    { address: '10.11.0.1', device: 'red' },
    { address: '10.12.0.1', device: 'lan1' },
    { address: '10.14.0.1' },
    { address: 'fd11::1', device: 'red' },
    { address: 'fd12::1', device: 'lan0' },
    { address: '127.0.0.1', device: 'red' },
    { address: '127.0.0.1' },
    { address: targetLinkLocal(0), device: 'lan0' },
  ];
  return random.sample(places, random.int(1, 5)).map((place) => ({ ...place, protocol, port }));
}

const CONDITIONS = [
  'iifname "red" drop',
  'iifname "red" accept',
  'iifname "lan0" drop',
  'iifname "lan1" accept',
  'iifname { "blue", "wan0" } drop',
  'iif "blue" tcp dport 22 accept',
  'iif "red" udp dport 53 drop',
  'meta sdifname "lan0" drop',
  'meta sdifname "lan1" accept',
  'meta iifkind "vrf" tcp dport 80 drop',
  'meta iifkind "vrf" accept',
  'fib daddr type local accept',
  'fib daddr . iif type local accept',
  'fib saddr . iif oif missing drop',
  'ip saddr 10.11.0.0/24 drop',
  'ip daddr 10.12.0.1 drop',
  'ct state established,related accept',
  'iif "lo" accept',
  'tcp dport { 22, 443 } accept',
  'udp dport 123 drop',
] as const;

const OUT_CONDITIONS = [
  'oifname "red" accept',
  'oifname "lan0" drop',
  'oifname "lan1" accept',
  'oifname "blue" drop',
  'ct state established accept',
  'meta l4proto icmp accept',
] as const;

function rules(random: Random): RuleLoad[] {
  if (random.chance(0.25)) return [];
  const hook = random.pick(['input', 'input', 'prerouting']);
  const loads: RuleLoad[] = [chain(random, 'own', hook, hook, CONDITIONS)];
  if (random.chance(0.3))
    loads.push(chain(random, 'out', random.pick(['output', 'postrouting']), 'leaving', OUT_CONDITIONS));
  return loads;
}

function chain(
  random: Random,
  table: string,
  hook: string,
  name: string,
  conditions: readonly string[],
): RuleLoad {
  const lines = random
    .sample(conditions, random.int(1, 4))
    .filter((line) => !(hook !== 'input' && line.includes('sdif')));
  const policy = random.pick(['accept', 'accept', 'drop']);
  return {
    tool: 'nft',
    text: `table inet ${table} {\n chain ${name} {\n type filter hook ${hook} priority 0; policy ${policy};\n${lines.join('\n')}\n }\n}\n`,
  };
}

function probesOf({ links, vrfs = [] }: Omit<Scenario, 'probes'>): Probe[] {
  const ways: Omit<Probe, 'protocol' | 'port'>[] = [];
  const own = [
    ...links.flatMap(({ target }) => target),
    ...vrfs.flatMap(({ addresses }) => addresses.filter((address) => !address.startsWith('127.'))),
  ].map(bare);
  const add = (way: { via: string; boundTo?: string; device?: string }, sources: string[], to: string[]) => {
    for (const source of sources)
      for (const destination of to)
        if (isIpv6(source) === isIpv6(destination)) ways.push({ ...way, source, destination });
  };
  links.forEach(({ name, client }, i) => {
    const other = links[(i + 1) % links.length]?.client.map(bare) ?? [];
    add({ via: name }, [...client.map(bare), ...other, ...FAR], own);
    add({ via: name }, [clientLinkLocal(i)], [targetLinkLocal(i)]);
  });
  const here = (vrf: string | undefined) => [
    ...links.flatMap((one) => (one.vrf === vrf ? one.target : [])).map(bare),
    ...vrfs.flatMap(({ name, addresses }) => (name === vrf ? addresses : [])).map(bare),
  ];
  add({ via: 'lo' }, ['127.0.0.1', '::1', ...here(undefined)], ['127.0.0.1', '::1', ...own]);
  for (const { name } of vrfs)
    add({ via: name, boundTo: name }, here(name).slice(0, 3), [...own, '127.0.0.1']);
  return ways.flatMap((way) => [
    ...TCP.map((port) => ({ ...way, protocol: 'tcp' as const, port })),
    ...UDP.map((port) => ({ ...way, protocol: 'udp' as const, port })),
  ]);
}

function isIpv6(address: string): boolean {
  return address.includes(':');
}
