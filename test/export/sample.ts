import type { Audit, AuditedListener } from '../../src/model/audit.js';
import type { Process } from '../../src/model/facts.js';
import type { ReachEntry } from '../../src/model/reach.js';

/** A process with the least that one has. */
export function sampleProcess(given: Partial<Process> & { readonly pid: number }): Process {
  return {
    name: 'nginx',
    command: ['/usr/sbin/nginx', '-g', 'daemon off;'],
    uid: 33,
    user: 'www-data',
    ...given,
  };
}

/** An allowed way in from the local network. */
export function sampleEntry(given: Partial<ReachEntry> = {}): ReachEntry {
  return {
    namespace: 'net:[1]',
    interface: 'eth0',
    destinations: ['10.1.0.2'],
    port: 80,
    sources: ['10.1.0.0/24'],
    audience: 'local-network',
    verdict: 'allowed',
    reason: { code: 'no-firewall' },
    ...given,
  };
}

/** nginx on 0.0.0.0:80, reached by the local network. */
export function sampleListener(given: Partial<AuditedListener> = {}): AuditedListener {
  return {
    id: 'tcp/0.0.0.0:80',
    namespace: 'net:[1]',
    protocol: 'tcp',
    family: 'ipv4',
    address: '0.0.0.0',
    port: 80,
    deviceKnown: true,
    accepts: ['ipv4'],
    scope: 'all-interfaces',
    interfaces: ['eth0', 'lo'],
    sockets: [
      {
        protocol: 'tcp',
        family: 'ipv4',
        address: '0.0.0.0',
        port: 80,
        deviceKnown: true,
        pids: [812],
        pidsComplete: true,
      },
    ],
    owner: { kind: 'process', processes: [sampleProcess({ pid: 812 })] },
    service: 'http',
    reach: [sampleEntry()],
    oneWay: [],
    groupReach: [],
    groupOneWay: [],
    exposure: 'local-network',
    explanation: 'Anyone on 10.1.0.0/24 through eth0.',
    notes: [],
    ...given,
  };
}

/** A host with these listeners. */
export function sampleAudit(given: Partial<Audit> = {}): Audit {
  const capturedAt = '2026-11-21T22:30:00.000Z';
  const host = {
    hostname: 'web-01',
    platform: 'linux',
    os: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.18.0',
  };
  return {
    capturedAt,
    host,
    gaps: [],
    complete: true,
    namespaces: [{ id: 'net:[1]', current: true, containers: [] }],
    interfaces: [
      {
        namespace: 'net:[1]',
        name: 'eth0',
        index: 2,
        kind: 'veth',
        up: true,
        running: true,
        addresses: [{ family: 'ipv4', address: '10.1.0.2', prefix: 24, scope: 'global' }],
        audience: 'local-network',
      },
    ],
    firewalls: [],
    listeners: [sampleListener()],
    forwards: [],
    evidence: {
      facts: { format: 1, capturedAt, collector: 'linux', host, namespaces: [], processes: [], gaps: [] },
      rulesets: new Map(),
    },
    ...given,
  };
}
