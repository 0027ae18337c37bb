import type { AuditedListener } from '../../../src/model/audit.js';
import type { Process } from '../../../src/model/facts.js';
import type { Audience, Scope } from '../../../src/model/listener.js';
import { AUDIENCES } from '../../../src/model/listener.js';
import type { ReachEntry } from '../../../src/model/reach.js';
import type { ChainRef, Reason, RuleRef } from '../../../src/model/reason.js';

/** The namespace of the sample host. */
export const NAMESPACE = 'net:[4026531840]';

const EVERYBODY = ['0.0.0.0/5', '8.0.0.0/7', '11.0.0.0/8', '12.0.0.0/6'];

const policy: ChainRef = {
  table: 'ip filter',
  chain: 'INPUT',
  hook: 'input',
  backend: 'iptables-nft',
  frontEnd: 'ufw',
};

/** Rules of the sample's firewall, in their order. */
export const RULES: readonly RuleRef[] = [
  rule(1, '-p tcp --dport 443 -j ACCEPT', 'ufw allow 443/tcp'),
  rule(2, '-s 10.1.0.0/24 -p tcp --dport 5432 -j ACCEPT', '5432/tcp ALLOW 10.1.0.0/24'),
  rule(3, '-p tcp --dport 22 -m limit --limit 6/min -j ACCEPT', 'ufw limit 22/tcp'),
  rule(4, '-p udp --dport 5353 -d 224.0.0.251 -j ACCEPT', 'allow mDNS'),
];

function rule(position: number, text: string, frontEndWords: string): RuleRef {
  return {
    table: 'ip filter',
    chain: 'ufw-user-input',
    position,
    text,
    backend: 'iptables-nft',
    frontEnd: 'ufw',
    frontEndWords,
  };
}

interface Sketch {
  readonly id: string;
  readonly scope?: Scope;
  readonly processes?: readonly Partial<Process>[];
  readonly service?: string;
  readonly reach?: readonly Partial<ReachEntry>[];
  readonly exposureAtMost?: Audience;
  readonly explanation?: string;
  readonly notes?: readonly string[];
}

/** A listener from the few facts that a test is about. */
export function listenerOf(sketch: Sketch): AuditedListener {
  const [, protocol = 'tcp', address = '', port = '0'] =
    /^(\w+)\/\[?([^\]]*?)\]?:(\d+)$/.exec(sketch.id) ?? [];
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  const reach = (sketch.reach ?? []).map((entry) => entryOf(entry, Number(port)));
  const allowed = reach.filter(({ verdict }) => verdict === 'allowed');
  const widest = Math.max(-1, ...allowed.map(({ audience }) => AUDIENCES.indexOf(audience)));
  return {
    id: sketch.id,
    namespace: NAMESPACE,
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    family,
    address,
    port: Number(port),
    deviceKnown: true,
    accepts: address === '::' ? ['ipv4', 'ipv6'] : [family],
    v6only: family === 'ipv6' ? false : undefined,
    scope: sketch.scope ?? 'all-interfaces',
    interfaces: ['eth0', 'lo'],
    sockets: [],
    owner:
      sketch.processes === undefined
        ? { kind: 'unknown', processes: [] }
        : { kind: 'process', processes: sketch.processes.map(processOf) },
    service: sketch.service,
    reach,
    exposure: AUDIENCES[widest] ?? 'none',
    ...(sketch.exposureAtMost === undefined ? {} : { exposureAtMost: sketch.exposureAtMost }),
    oneWay: [],
    groupReach: [],
    groupOneWay: [],
    explanation: sketch.explanation ?? `Sample sentence about ${sketch.id}.`,
    notes: sketch.notes ?? [],
  };
}

function processOf(process: Partial<Process>): Process {
  return {
    pid: 812,
    name: 'nginx',
    uid: 33,
    user: 'www-data',
    command: ['nginx: master process', '/usr/sbin/nginx'],
    startedAt: '2026-11-18T09:00:00.000Z',
    systemdUnit: 'nginx.service',
    ...process,
  };
}

function entryOf(entry: Partial<ReachEntry>, port: number): ReachEntry {
  return {
    namespace: NAMESPACE,
    interface: 'eth0',
    destinations: ['10.1.0.2'],
    port,
    sources: ['10.1.0.0/24'],
    audience: 'local-network',
    verdict: 'allowed',
    reason: { code: 'firewall-policy-drop', chain: policy },
    ...entry,
  };
}

function accept(position: number): Reason {
  const found = RULES[position - 1];
  return found === undefined ? { code: 'no-firewall' } : { code: 'firewall-accept', rule: found };
}

const SELF: Partial<ReachEntry> = {
  interface: 'lo',
  audience: 'this-host',
  sources: ['127.0.0.0/8', '10.1.0.2/32'],
  destinations: ['127.0.0.1', '10.1.0.2'],
  reason: { code: 'same-host' },
};
const DROPPED: Reason = { code: 'firewall-policy-drop', chain: policy };

function open(position: number, audience: Audience, sources = ['10.1.0.0/24']): Partial<ReachEntry> {
  return { audience, sources, reason: accept(position) };
}

function closed(audience: Audience, sources: readonly string[]): Partial<ReachEntry> {
  return { audience, sources, verdict: 'blocked', reason: DROPPED };
}

/** Listeners of a small web server with a database, behind ufw. */
export function sampleListeners(): readonly AuditedListener[] {
  return [
    listenerOf({
      id: 'tcp/0.0.0.0:443',
      processes: [{ pid: 812 }, { pid: 813 }, { pid: 814 }],
      service: 'https',
      reach: [SELF, open(1, 'local-network'), open(1, 'internet', EVERYBODY)],
      explanation: 'Anyone on the internet, through eth0 (203.0.113.7): ufw lets it in (ufw allow 443/tcp).',
    }),
    listenerOf({
      id: 'tcp/0.0.0.0:5432',
      processes: [
        {
          pid: 1290,
          name: 'postgres',
          user: 'postgres',
          systemdUnit: 'postgresql.service',
          command: ['postgres', '-D', '/var/lib/postgresql/15/main'],
        },
      ],
      service: 'postgresql',
      reach: [
        SELF,
        open(2, 'local-network'),
        { ...closed('containers', ['172.17.0.0/16']), interface: 'docker0' },
        closed('private-networks', ['10.0.0.0/8', '192.168.0.0/16']),
        closed('internet', EVERYBODY),
      ],
      explanation: "Everyone on 10.1.0.0/24 through eth0. Not the internet: ufw's default policy drops it.",
      notes: ['Dial 10.1.0.2:5432.'],
    }),
    listenerOf({
      id: 'tcp/[::]:22',
      processes: [
        { pid: 1, name: 'systemd', user: 'root', systemdUnit: 'init.scope' },
        { pid: 700, name: 'sshd', user: 'root', systemdUnit: 'ssh.service' },
      ],
      service: 'ssh',
      reach: [
        SELF,
        open(2, 'local-network'),
        {
          ...open(3, 'internet', EVERYBODY),
          verdict: 'conditional',
          reason: { code: 'rate-limit', rule: RULES[2] ?? rule(3, '', '') },
        },
      ],
      exposureAtMost: 'internet',
      explanation: 'Anyone on 10.1.0.0/24 through eth0; perhaps the internet: a rate limit decides.',
    }),
    listenerOf({
      id: 'udp/224.0.0.251:5353',
      scope: 'specific-interface',
      processes: [{ pid: 402, name: 'avahi-daemon', user: 'avahi', systemdUnit: 'avahi-daemon.service' }],
      service: 'mdns',
      reach: [open(4, 'local-network')],
    }),
    listenerOf({
      id: 'tcp/172.17.0.1:3128',
      scope: 'specific-interface',
      processes: [{ pid: 977, name: 'squid', user: 'proxy' }],
      reach: [
        SELF,
        {
          audience: 'containers',
          interface: 'docker0',
          sources: ['172.17.0.0/16'],
          reason: { code: 'firewall-policy-accept', chain: policy },
        },
      ],
    }),
    listenerOf({
      id: 'tcp/127.0.0.1:6379',
      scope: 'loopback-only',
      processes: [{ pid: 655, name: 'redis-server', user: 'redis' }],
      service: 'redis',
      reach: [SELF],
      explanation: 'Only programs on this machine: it is bound to 127.0.0.1.',
    }),
    listenerOf({
      id: 'tcp/[::1]:631',
      scope: 'loopback-only',
      processes: [{ pid: 610, name: 'cupsd', user: 'root' }],
      service: 'ipp',
      reach: [SELF],
    }),
    listenerOf({
      id: 'tcp/10.9.9.9:9000',
      scope: 'specific-interface',
      processes: [{ pid: 1999, name: 'old-agent', user: 'root' }],
      explanation: 'Nobody: no interface has 10.9.9.9 now.',
    }),
    listenerOf({
      id: 'udp/0.0.0.0:7777',
      processes: [{ pid: 2001, name: 'evil\x1b[31m\n名前', user: 'www-data' }],
      reach: [
        {
          audience: 'internet',
          sources: EVERYBODY,
          verdict: 'conditional',
          reason: { code: 'firewall-unreadable', subject: 'nftables' },
        },
      ],
      exposureAtMost: 'internet',
    }),
  ];
}

/** What reaches the sample's forwarded port. */
export function sampleForwardEntry(): ReachEntry {
  return entryOf(open(1, 'internet', EVERYBODY), 8080);
}
