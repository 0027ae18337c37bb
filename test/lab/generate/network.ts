import type { Random } from '../random.js';
import type { Link, Scenario } from '../scenario.js';

/** The target's surroundings, before listeners and rules: what those are made to fit. */
export interface Network {
  readonly links: readonly Link[];
  readonly clientAddresses: readonly string[];
  readonly targetSetup: readonly string[];
  readonly targetSysctls: Scenario['targetSysctls'];
  /** Addresses that the target answers to, loopback ones left out. */
  readonly own4: readonly string[];
  readonly own6: readonly string[];
  /** True where 127.0.0.0/8 may be reached from outside. */
  readonly routeLocalnet: boolean;
}

const ON_LO_4 = '192.0.2.53';
const ON_LO_6 = '2001:db8:53::1';
const ANYCAST_PREFIX_4 = '198.18.5.0/24';
const FAR = ['198.51.100.7', '192.168.77.5', '10.99.9.9', '2001:db8:77::5', 'fd77::5'] as const;

/** Two LANs (a router behind the first), a VPN-like link and a container bridge, with routes and kernel settings as they come. */
export function generateNetwork(random: Random): Network {
  const a = random.int(1, 60);
  const links: Link[] = [
    link('lan0', 'veth', `10.${a}.0`, 24, `fd0${random.int(1, 4)}`, [2, 77]),
    link('lan1', 'veth', '203.0.113', 24, '2001:db8:1', [2]),
    link('tun0', 'veth', `10.${a + 100}.8`, 24, 'fd08', [2]),
    link('br-lab', 'bridge', '172.18.0', 16, 'fd18', [2]),
  ];
  const setup: string[] = [];
  const own4 = links.map((item) => bare(item.target[0]));
  const own6 = links.map((item) => bare(item.target[1]));
  if (random.chance(0.6)) {
    setup.push(`addr add ${ON_LO_4}/32 dev lo`, `addr add ${ON_LO_6}/128 dev lo nodad`);
    own4.push(ON_LO_4);
    own6.push(ON_LO_6);
  }
  if (random.chance(0.3)) {
    setup.push(`route add local ${ANYCAST_PREFIX_4} dev lo`);
    own4.push('198.18.5.9');
  }
  setup.push(...routes(random, links));
  const sysctls = settings(random, links);
  const routeLocalnet = Object.keys(sysctls).some((path) => path.endsWith('route_localnet'));
  return {
    links,
    clientAddresses: FAR,
    targetSetup: setup,
    targetSysctls: sysctls,
    own4,
    own6,
    routeLocalnet,
  };
}

function link(
  name: string,
  kind: Link['kind'],
  net4: string,
  length: number,
  net6: string,
  hosts: readonly number[],
): Link {
  return {
    name,
    kind,
    target: [`${net4}.1/${length}`, `${net6}::1/64`],
    client: hosts.flatMap((host) => [`${net4}.${host}/${length}`, `${net6}::${host}/64`]),
  };
}

function routes(random: Random, links: readonly Link[]): string[] {
  const lines: string[] = [];
  const router = (item: Link, family: 0 | 1) => bare(item.client[family]);
  const [lan0, lan1, vpn] = links as [Link, Link, Link, Link];
  const uplink = random.pick([lan0, lan1, vpn]);
  if (random.chance(0.85))
    lines.push(`route add default via ${router(uplink, 0)}`, `-6 route add default via ${router(uplink, 1)}`);
  if (random.chance(0.7)) {
    lines.push(`route add 192.168.77.0/24 via ${router(lan0, 0)}`);
    lines.push(`-6 route add fd77::/64 via ${router(lan0, 1)}`);
  }
  if (random.chance(0.25)) {
    const type = random.pick(['blackhole', 'unreachable', 'prohibit', 'throw']);
    lines.push(`route add ${type} 10.99.0.0/16`);
    if (random.chance(0.5)) lines.push(`-6 route add ${type} 2001:db8:77::/48`);
  }
  if (random.chance(0.25)) {
    const other = random.pick([lan0, lan1, vpn]);
    lines.push(`route add default via ${router(other, 0)} table 77`);
    lines.push(`-6 route add default via ${router(other, 1)} table 77`);
    const selector = random.pick([
      'fwmark 0x1',
      `from ${bare(lan1.target[0])}`,
      'to 198.51.100.0/24',
      `iif ${vpn.name}`,
    ]);
    lines.push(`rule add pref 100 ${selector} lookup 77`);
    if (selector.startsWith('fwmark') || selector.startsWith('iif'))
      lines.push(`-6 rule add pref 100 ${selector} lookup 77`);
  }
  if (random.chance(0.12))
    lines.push(
      `rule add pref 90 ${random.pick(['from', 'to'])} 192.168.77.0/24 ${random.pick(['blackhole', 'prohibit'])}`,
    );
  return lines;
}

function settings(random: Random, links: readonly Link[]): Record<string, number> {
  const values: Record<string, number> = {};
  values['net/ipv4/conf/all/rp_filter'] = random.pick([0, 0, 0, 0, 1, 2]);
  for (const { name } of links) {
    if (random.chance(0.25)) values[`net/ipv4/conf/${name}/rp_filter`] = random.int(1, 2);
    if (random.chance(0.1)) values[`net/ipv4/conf/${name}/route_localnet`] = 1;
  }
  if (random.chance(0.4)) values['net/ipv4/ip_forward'] = 1;
  if (random.chance(0.1)) values['net/ipv4/conf/all/src_valid_mark'] = 1;
  if (random.chance(0.1)) values['net/ipv4/fwmark_reflect'] = 1;
  if (random.chance(0.1)) values['net/ipv4/tcp_fwmark_accept'] = 1;
  return values;
}

/** An address without its prefix length. */
export function bare(cidr: string | undefined): string {
  if (cidr === undefined) throw new Error('a link without the address that it should have');
  return cidr.slice(0, cidr.indexOf('/'));
}
