import { fstatSync } from 'node:fs';
import { expect, it } from 'vitest';
import { requires } from '../../support/requires.js';
import type { AuditDocument } from '../ask.js';
import { buildLab, removeLab } from '../build.js';
import { bridgeOf, type Engine, guestOf, namespaceOf, runContainer } from '../engines/engine.js';
import { askInside, CLI, expectAgreement, publishingHost, TCP, UDP } from '../engines/publishing-host.js';
import { compare, type Experiment } from '../experiment.js';
import { probesOf } from '../generate/everybody.js';
import type { ListenerSpec } from '../scenario.js';
import { serve, startPodman } from './podman-engine.js';

const HOST = publishingHost('podman', [
  TCP('0.0.0.0', 22),
  // What runs with --network host.
  TCP('::', 8090),
]);

interface Container {
  readonly name: string;
  /** The network that podman made, or "podman", which it always has. */
  readonly network: string;
  readonly options: readonly string[];
  readonly listeners: readonly ListenerSpec[];
}

const CONTAINERS: readonly Container[] = [
  {
    name: 'web',
    network: 'podman',
    options: ['-p', '8080:80', '--label', 'io.podman.compose.project=shop'],
    listeners: [TCP('0.0.0.0', 80), TCP('0.0.0.0', 443)],
  },
  {
    name: 'private',
    network: 'podman',
    options: ['-p', '127.0.0.1:8081:80'],
    listeners: [TCP('0.0.0.0', 80)],
  },
  {
    name: 'lan',
    network: 'podman',
    options: ['-p', '10.7.0.1:8083:80', '-p', '5300:5353/udp'],
    listeners: [TCP('::', 80), UDP('::', 5353)],
  },
  { name: 'dead', network: 'podman', options: ['-p', '8112:99'], listeners: [TCP('127.0.0.1', 99)] },
  { name: 'own', network: 'user', options: ['-p', '8110:80'], listeners: [TCP('::', 80)] },
  { name: 'closed', network: 'inner', options: [], listeners: [TCP('0.0.0.0', 80)] },
  // The first of a pod keeps its namespace, and publishes for all of it.
  { name: 'duo-infra', network: 'podman', options: ['-p', '8120:80'], listeners: [TCP('0.0.0.0', 80)] },
];
const PORTS = { tcp: [22, 80, 443, 8080, 8081, 8083, 8090, 8110, 8112, 8120], udp: [5300, 5353] };

interface Case {
  readonly fact: string;
  readonly before?: string;
  /** Whether podman answers at its socket; otherwise its files tell. */
  readonly served: boolean;
}

const CASES: readonly Case[] = [
  { fact: 'without a firewall', served: true },
  {
    fact: 'under ufw that denies the very port',
    before: 'ufw allow 22/tcp && ufw --force enable && ufw deny 8080',
    served: false,
  },
];

requires({
  root: true,
  tools: ['podman', 'runc', 'busybox', 'ip', 'iptables', 'ufw', 'unshare', 'nsenter', 'tar'],
  paths: [CLI, '/usr/lib/podman/netavark', '/usr/lib/podman/aardvark-dns'],
})('what podman publishes is reached as the audit says', () => {
  it.each(CASES)('$fact', (each) => {
    const { experiment, document, own } = carryOutWithPodman(each);
    expectAgreement(each.fact, experiment);
    expect(heldFor(document)).toEqual(each.served ? HELD_FOR : withoutService(HELD_FOR));
    expect(inContainers(document, own.namespaces)).toEqual([
      'closed',
      'dead',
      'duo-infra member',
      'lan',
      'own',
      'private',
      'web',
    ]);
    // Other tests may have containers at the same time.
    const ours = document.containers?.filter(({ id }) => own.ids.has(id)) ?? [];
    expect(ours).toHaveLength(CONTAINERS.length + (each.served ? 2 : 1));
    const known = new Map(ours.map((container) => [container.name, container]));
    expect(known.get('member')).toMatchObject({
      runtime: 'podman',
      image: 'localhost/lab:latest',
      pod: each.served ? { name: 'duo', namespace: null } : null,
    });
    expect(known.get('web')?.compose).toEqual(each.served ? { project: 'shop', service: null } : null);
    expect(document.containers?.map(({ id }) => id)).not.toContain(own.pod);
  });
});

/** What conmon holds the published TCP ports for, where podman answers. */
const HELD_FOR: Readonly<Record<number, string>> = {
  8080: 'web 80',
  8081: 'private 80',
  8083: 'lan 80',
  8110: 'own 80',
  8112: 'dead 99',
  8120: 'duo-infra 80 of duo',
};

/** Without it the command line of conmon tells the name alone. */
function withoutService(held: typeof HELD_FOR): Record<string, string> {
  return Object.fromEntries(Object.entries(held).map(([port, text]) => [port, text.split(' ')[0] ?? '']));
}

function heldFor({ listeners }: AuditDocument): Record<string, string> {
  const found = listeners.flatMap(({ protocol, port, owner: { stands_for: held } }) =>
    protocol === 'tcp' && held?.by === 'conmon'
      ? [[port, [held.container, held.port, held.pod && `of ${held.pod}`].filter(Boolean).join(' ')] as const]
      : [],
  );
  return Object.fromEntries(found);
}

/** The containers of each of these namespaces, which have no other names. */
function inContainers({ namespaces }: AuditDocument, among: ReadonlySet<string>): string[] {
  return namespaces
    .filter(({ id, name }) => among.has(id) && name === null)
    .map(({ containers }) => containers.join(' '))
    .sort();
}

interface Result {
  readonly experiment: Experiment;
  readonly document: AuditDocument;
  /** Ids of what podman made. */
  readonly own: {
    readonly ids: ReadonlySet<string>;
    readonly pod: string;
    readonly namespaces: ReadonlySet<string>;
  };
}

function carryOutWithPodman({ before, served }: Case): Result {
  const lab = buildLab(HOST);
  let engine: Engine | undefined;
  try {
    const podman = startPodman(lab.target, before);
    engine = podman;
    podman.call('network', 'create', '--ipv6', 'user');
    podman.call('network', 'create', '--internal', 'inner');
    for (const { name, network, options } of CONTAINERS) {
      if (name === 'duo-infra')
        podman.call('pod', 'create', '--name', 'duo', '--infra-name', name, ...options);
      else runContainer(podman, name, '--network', network, ...options);
    }
    runContainer(podman, 'member', '--pod', 'duo');
    runContainer(podman, 'host', '--network', 'host');
    if (served) serve(podman);
    const bridgeFor = (network: string) =>
      podman.call('network', 'inspect', '--format', '{{.NetworkInterface}}', network).trim();
    const guests = CONTAINERS.map((container) => guestOf(podman, container, bridgeFor(container.network)));
    const namespaces = new Map(CONTAINERS.map(({ name }) => [name, namespaceOf(podman, name)]));
    const bridges = [...new Set(guests.map(({ bridge }) => bridge))].map((name) => bridgeOf(podman, name));
    const scenario = { ...HOST, bridges, guests };
    const probes = probesOf(scenario, PORTS);
    let document: AuditDocument | undefined;
    const experiment = compare({ ...lab, guests: namespaces }, { ...scenario, probes }, () => {
      document = askInside(podman);
      return document;
    });
    const own = {
      ids: new Set(podman.call('ps', '--quiet', '--no-trunc').trim().split('\n')),
      pod: podman.call('pod', 'ps', '--quiet', '--no-trunc').trim(),
      namespaces: new Set([...namespaces.values()].map(({ fd }) => `net:[${fstatSync(fd).ino}]`)),
    };
    return { experiment, document: document as AuditDocument, own };
  } finally {
    engine?.stop();
    removeLab(lab);
  }
}
