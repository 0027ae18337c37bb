import { type ExplainedHost, explainedHost, type Subject } from '../../src/explain/host.js';
import { explainListener } from '../../src/explain/listener.js';
import type { AuditInterface } from '../../src/model/audit.js';
import type { Facts } from '../../src/model/facts.js';
import type { Audience, Listener } from '../../src/model/listener.js';
import type { ReachEntry, Verdict } from '../../src/model/reach.js';
import type { ChainRef, Reason, RuleRef } from '../../src/model/reason.js';

export const NS = 'net:[1]';

/** A listener on tcp port 80 held by nginx, unless told otherwise. */
export function listener(address: string, changes: Partial<Listener> = {}): Listener {
  const ipv6 = address.includes(':');
  const port = changes.port ?? 80;
  const protocol = changes.protocol ?? 'tcp';
  return {
    id: `${protocol}/${ipv6 ? `[${address}]` : address}:${port}`,
    namespace: NS,
    protocol,
    family: ipv6 ? 'ipv6' : 'ipv4',
    address,
    port,
    deviceKnown: true,
    accepts: ipv6 ? ['ipv6'] : ['ipv4'],
    scope: 'specific-interface',
    interfaces: ['eth0'],
    sockets: [],
    owner: { kind: 'process', processes: [{ pid: 812, name: 'nginx', command: ['nginx'] }] },
    ...changes,
  };
}

/** One entry: through eth0, dialling 10.1.0.2:80, unless told otherwise. */
export function entry(
  audience: Audience,
  verdict: Verdict,
  reason: Reason,
  sources: readonly string[],
  changes: Partial<ReachEntry> = {},
): ReachEntry {
  return {
    namespace: NS,
    interface: audience === 'this-host' ? 'lo' : 'eth0',
    destinations: ['10.1.0.2'],
    port: 80,
    sources,
    audience,
    verdict,
    reason,
    ...changes,
  };
}

export const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
export const INTERNET = ['1.0.0.0/8', '2.0.0.0/7', '16.0.0.0/4', '32.0.0.0/3', '64.0.0.0/3', '128.0.0.0/2'];

export const here = entry('this-host', 'allowed', { code: 'same-host' }, ['127.0.0.0/8', '10.1.0.2/32']);

export const ufwPolicy: Reason = {
  code: 'firewall-policy-drop',
  chain: chain('ip filter', 'INPUT', 'ufw'),
};
export const noFirewall: Reason = { code: 'no-firewall' };

export function chain(table: string, name: string, frontEnd?: string): ChainRef {
  return { table, chain: name, hook: 'input', backend: 'nft', frontEnd };
}

export function rule(text: string, frontEnd?: string, frontEndWords?: string): RuleRef {
  return { table: 'inet filter', chain: 'input', handle: 7, text, backend: 'nft', frontEnd, frontEndWords };
}

export function device(name: string, cidr: string, changes: Partial<AuditInterface> = {}): AuditInterface {
  const [address = '', prefix = '32'] = cidr.split('/');
  const ipv6 = address.includes(':');
  return {
    namespace: NS,
    name,
    index: 2,
    kind: 'physical',
    up: true,
    running: true,
    addresses: [{ family: ipv6 ? 'ipv6' : 'ipv4', address, prefix: Number(prefix), scope: 'global' }],
    audience: 'local-network',
    ...changes,
  };
}

export interface Surroundings {
  readonly interfaces?: readonly AuditInterface[];
  readonly others?: readonly Listener[];
  readonly facts?: Partial<Facts>;
  readonly containers?: readonly string[];
}

export function host(subject: Listener, around: Surroundings = {}): ExplainedHost {
  const facts: Facts = {
    format: 1,
    capturedAt: '2026-11-21T22:30:00.000Z',
    collector: 'linux',
    host: { hostname: 'web-01', platform: 'linux' },
    namespaces: [
      {
        id: NS,
        current: around.containers === undefined,
        containers: around.containers ?? [],
        sockets: [],
      },
    ],
    processes: [],
    gaps: [],
    ...around.facts,
  };
  const interfaces = around.interfaces ?? [device('eth0', '10.1.0.2/24')];
  return explainedHost(facts, interfaces, [subject, ...(around.others ?? [])]);
}

/** What is said of a listener; exposure and the like as `subject` has them. */
export function explained(subject: Partial<Subject> & { listener: Listener }, around: Surroundings = {}) {
  const whole: Subject = { reach: [], oneWay: [], groupReach: [], exposure: 'none', ...subject };
  return explainListener(whole, host(subject.listener, around));
}

export function headlineOf(subject: Partial<Subject> & { listener: Listener }, around: Surroundings = {}) {
  return explained(subject, around).explanation;
}
