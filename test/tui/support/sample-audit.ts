import type { Audit, AuditedListener, AuditInterface } from '../../../src/model/audit.js';
import type { Audience } from '../../../src/model/listener.js';
import type { Chain, Ruleset } from '../../../src/model/ruleset.js';
import { NAMESPACE, RULES, sampleForwardEntry, sampleListeners } from './sample-listeners.js';

/** When the sample was taken: 2026-11-21 14:02:11 UTC. */
export const CAPTURED_AT = '2026-11-21T14:02:11.000Z';

/** An audit of the sample host with the given listeners. */
export function sampleAudit(listeners: readonly AuditedListener[] = sampleListeners()): Audit {
  return {
    capturedAt: CAPTURED_AT,
    host: {
      hostname: 'web-01',
      platform: 'linux',
      os: 'Debian GNU/Linux 12 (bookworm)',
      kernel: '6.18',
      uid: 0,
    },
    gaps: [],
    complete: true,
    namespaces: [{ id: NAMESPACE, current: true, containers: [] }],
    interfaces: [
      link('lo', 1, 'loopback', 'this-host', '127.0.0.1', 8),
      link('eth0', 2, 'physical', 'local-network', '10.1.0.2', 24),
      link('docker0', 3, 'bridge', 'containers', '172.17.0.1', 16),
    ],
    firewalls: [{ namespace: NAMESPACE, kind: 'iptables-nft', frontEnd: 'ufw', rules: 214 }],
    listeners,
    forwards: [
      {
        id: 'tcp/8080→172.17.0.2:80',
        namespace: NAMESPACE,
        protocol: 'tcp',
        port: 8080,
        target: { address: '172.17.0.2', port: 80, interface: 'docker0' },
        reach: [sampleForwardEntry()],
      },
    ],
    evidence: {
      facts: {
        format: 1,
        capturedAt: CAPTURED_AT,
        collector: 'linux',
        host: { hostname: 'web-01', platform: 'linux' },
        namespaces: [],
        processes: [],
        gaps: [],
      },
      rulesets: new Map([[NAMESPACE, ruleset()]]),
    },
  };
}

function link(
  name: string,
  index: number,
  kind: string,
  audience: Audience,
  address: string,
  prefix: number,
): AuditInterface {
  return {
    namespace: NAMESPACE,
    name,
    index,
    kind,
    up: true,
    running: true,
    audience,
    addresses: [{ family: 'ipv4', address, prefix, scope: name === 'lo' ? 'host' : 'global' }],
  };
}

function ruleset(): Ruleset {
  const input: Chain = {
    name: 'INPUT',
    base: { hook: 'input', type: 'filter', priority: 0, policy: 'drop' },
    rules: [],
  };
  const user: Chain = { name: 'ufw-user-input', rules: RULES.map((ref) => ({ ref, statements: [] })) };
  const chains = new Map([
    [input.name, input],
    [user.name, user],
  ]);
  return {
    tables: [
      { family: 'ip', name: 'filter', backend: 'iptables-nft', frontEnd: 'ufw', dormant: false, chains },
    ],
  };
}
