import { it } from 'vitest';
import { requires } from '../../support/requires.js';
import { buildLab, removeLab } from '../build.js';
import { bridgeOf, type Engine, guestOf, namespaceOf, runContainer } from '../engines/engine.js';
import { askInside, CLI, expectAgreement, publishingHost, TCP, UDP } from '../engines/publishing-host.js';
import { compare, type Experiment } from '../experiment.js';
import { probesOf } from '../generate/everybody.js';
import type { ListenerSpec } from '../scenario.js';
import { startDocker } from './docker-engine.js';

const HOST = publishingHost('docker', [
  TCP('0.0.0.0', 22),
  TCP('::', 9000),
  // What runs with --network host.
  TCP('::', 8090),
]);

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
  readonly after?: (engine: Engine) => void;
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
      engine.place.inside(
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
      engine.place.inside('iptables', '-I', 'DOCKER-USER', '-s', '10.7.0.77', '-j', 'REJECT');
    },
  },
];

requires({
  root: true,
  tools: ['dockerd', 'docker', 'busybox', 'ip', 'iptables', 'ufw', 'unshare', 'nsenter', 'tar'],
  paths: [CLI],
})('what Docker publishes is reached as the audit says', () => {
  it.each(CASES)('$fact', (each) => {
    expectAgreement(each.fact, carryOutWithDocker(each));
  });
});

function carryOutWithDocker({ options, before, after }: Case): Experiment {
  const lab = buildLab(HOST);
  let engine: Engine | undefined;
  try {
    const docker = startDocker(lab.target, options, before);
    engine = docker;
    const nameOfBridge = '--opt=com.docker.network.bridge.name';
    docker.call('network', 'create', `${nameOfBridge}=br-user`, 'user');
    docker.call('network', 'create', `${nameOfBridge}=br-inner`, '--internal', 'inner');
    for (const { name, options: own } of CONTAINERS) runContainer(docker, name, ...own);
    after?.(docker);
    const guests = CONTAINERS.map((container) => guestOf(docker, container, container.bridge));
    const namespaces = new Map(CONTAINERS.map(({ name }) => [name, namespaceOf(docker, name)]));
    const bridges = ['docker0', 'br-user', 'br-inner'].map((name) => bridgeOf(docker, name));
    const scenario = { ...HOST, bridges, guests };
    const probes = probesOf(scenario, PORTS);
    return compare({ ...lab, guests: namespaces }, { ...scenario, probes }, () => askInside(docker));
  } finally {
    engine?.stop();
    removeLab(lab);
  }
}
