import { expect, it } from 'vitest';
import { requires } from '../../support/requires.js';
import { printedDocument } from '../../support/schemas.js';
import type { AuditDocument } from '../ask.js';
import { buildLab, removeLab } from '../build.js';
import { compare, disagreements, type Experiment } from '../experiment.js';
import { probesOf } from '../generate/everybody.js';
import type { Guest, Link, ListenerSpec, Scenario } from '../scenario.js';
import { Tally } from '../tally.js';
import { type DockerEngine, runContainer, startDocker } from './docker-engine.js';

const CLI = new URL('../../../dist/cli.cjs', import.meta.url).pathname;

const LINKS: readonly Link[] = [
  {
    name: 'lan0',
    kind: 'veth',
    target: ['10.7.0.1/24', 'fd07::1/64'],
    client: ['10.7.0.2/24', '10.7.0.77/24', 'fd07::2/64'],
  },
  {
    name: 'wan0',
    kind: 'veth',
    target: ['203.0.113.1/24', '2001:db8:1::1/64'],
    client: ['203.0.113.2/24', '2001:db8:1::2/64'],
  },
];

const HOST: Scenario = {
  name: 'docker',
  links: LINKS,
  clientAddresses: ['198.51.100.7', '192.168.77.5'],
  targetSetup: ['route add default via 203.0.113.2', '-6 route add default via 2001:db8:1::2'],
  targetSysctls: {},
  listeners: [
    { protocol: 'tcp', address: '0.0.0.0', port: 22 },
    { protocol: 'tcp', address: '::', port: 9000 },
    // What runs with --network host.
    { protocol: 'tcp', address: '::', port: 8090 },
  ],
  rules: [],
  probes: [],
};

const TCP = (address: string, port: number): ListenerSpec => ({ protocol: 'tcp', address, port });
const UDP = (address: string, port: number): ListenerSpec => ({ protocol: 'udp', address, port });

interface Container {
  readonly name: string;
  readonly options: readonly string[];
  readonly bridge: string;
  readonly listeners: readonly ListenerSpec[];
}

const CONTAINERS: readonly Container[] = [
  {
    name: 'web',
    options: ['-p', '8080:80'],
    bridge: 'docker0',
    listeners: [TCP('::', 80), TCP('0.0.0.0', 443)],
  },
  {
    name: 'private',
    options: ['-p', '127.0.0.1:8081:80'],
    bridge: 'docker0',
    listeners: [TCP('0.0.0.0', 80)],
  },
  {
    name: 'lan',
    options: ['-p', '10.7.0.1:8083:80', '-p', '5300:53/udp'],
    bridge: 'docker0',
    listeners: [TCP('::', 80), UDP('::', 53)],
  },
  { name: 'dead', options: ['-p', '8112:99'], bridge: 'docker0', listeners: [TCP('127.0.0.1', 99)] },
  {
    name: 'own',
    options: ['--network', 'user', '-p', '8110:80'],
    bridge: 'br-user',
    listeners: [TCP('0.0.0.0', 80)],
  },
  { name: 'closed', options: ['--network', 'inner'], bridge: 'br-inner', listeners: [TCP('0.0.0.0', 80)] },
];
const PORTS = { tcp: [22, 80, 443, 8080, 8081, 8083, 8090, 8110, 8112, 9000], udp: [53, 5300] };

interface Case {
  readonly fact: string;
  readonly options: readonly string[];
  readonly before?: string;
  readonly after?: (engine: DockerEngine) => void;
}

const CASES: readonly Case[] = [
  { fact: 'with the userland proxy', options: [] },
  { fact: 'without it', options: ['--userland-proxy=false'] },
  {
    fact: 'over IPv6 with ip6tables',
    options: ['--ipv6', '--fixed-cidr-v6=fd00:d0c::/64', '--experimental', '--ip6tables'],
  },
  {
    fact: 'over IPv6 through the proxy alone, under ufw',
    options: ['--ipv6', '--fixed-cidr-v6=fd00:d0c::/64'],
    before: 'ufw allow 22/tcp && ufw --force enable',
  },
  {
    fact: 'under ufw that denies the very port',
    options: [],
    before: 'ufw allow 22/tcp && ufw --force enable && ufw deny 8080',
  },
  {
    fact: 'with rules of ones own in DOCKER-USER',
    options: [],
    after: (engine) => {
      engine.inside(
        'iptables',
        '-I',
        'DOCKER-USER',
        '-i',
        'wan0',
        '-p',
        'tcp',
        '-m',
        'conntrack',
        '--ctorigdstport',
        '8080',
        '--ctdir',
        'ORIGINAL',
        '-j',
        'DROP',
      );
      engine.inside('iptables', '-I', 'DOCKER-USER', '-s', '10.7.0.77', '-j', 'REJECT');
    },
  },
];

requires({
  root: true,
  tools: ['dockerd', 'docker', 'busybox', 'ip', 'iptables', 'ufw', 'unshare', 'nsenter', 'tar'],
  paths: [CLI],
})('what Docker publishes is reached as the audit says', () => {
  it.each(CASES)('$fact', (each) => {
    const experiment = carryOutWithDocker(each);
    const tally = new Tally();
    tally.add(experiment);
    console.log(tally.line(each.fact));
    // Other tests make and remove namespaces meanwhile.
    expect(experiment.gaps.filter((gap) => !gap.startsWith('namespaces-unreadable'))).toEqual([]);
    expect(experiment.listing.filter((line) => line.startsWith('not listed'))).toEqual([]);
    expect(disagreements(experiment)).toEqual([]);
    expect(tally.conditional / tally.probes).toBeLessThan(0.01);
  });
});

function carryOutWithDocker({ options, before, after }: Case): Experiment {
  const lab = buildLab(HOST);
  let engine: DockerEngine | undefined;
  try {
    const docker = startDocker(lab.target, options, before);
    engine = docker;
    docker.docker('network', 'create', '--opt', 'com.docker.network.bridge.name=br-user', 'user');
    docker.docker(
      'network',
      'create',
      '--internal',
      '--opt',
      'com.docker.network.bridge.name=br-inner',
      'inner',
    );
    for (const { name, options: own } of CONTAINERS) runContainer(docker, name, ...own);
    after?.(docker);
    const guests = CONTAINERS.map((container) => guestOf(docker, container));
    const namespaces = new Map(CONTAINERS.map(({ name }) => [name, docker.namespaceOf(name)]));
    const bridges = ['docker0', 'br-user', 'br-inner'].map((name) => ({
      name,
      addresses: addressesOf(docker, name),
    }));
    const scenario = { ...HOST, bridges, guests };
    const probes = probesOf(scenario, PORTS);
    return compare({ ...lab, guests: namespaces }, { ...scenario, probes }, () => askInside(docker));
  } finally {
    engine?.stop();
    removeLab(lab);
  }
}

/** In the mount namespace of the engine, where its socket is. */
function askInside(engine: DockerEngine): AuditDocument {
  return printedDocument(engine.inside(process.execPath, CLI, '--json')) as AuditDocument;
}

function guestOf(engine: DockerEngine, { name, bridge, listeners }: Container): Guest {
  const ipv4 = '{{.IPAddress}}/{{.IPPrefixLen}}';
  const ipv6 = '{{.GlobalIPv6Address}}/{{.GlobalIPv6PrefixLen}}';
  const format = `{{range .NetworkSettings.Networks}}${ipv4} ${ipv6}{{end}}`;
  const addresses = engine.docker('inspect', '--format', format, name).trim().split(' ');
  return { name, bridge, addresses: addresses.filter((cidr) => !cidr.startsWith('/')), listeners, rules: [] };
}

function addressesOf(engine: DockerEngine, device: string): string[] {
  const [found] = JSON.parse(engine.inside('ip', '-j', 'address', 'show', device)) as {
    addr_info: { local: string; prefixlen: number; scope: string }[];
  }[];
  return (found?.addr_info ?? [])
    .filter(({ local, scope }) => scope === 'global' && local !== 'fe80::1')
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`);
}
