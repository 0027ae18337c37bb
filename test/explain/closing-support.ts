import type { Audit, AuditedListener, Firewall } from '../../src/model/audit.js';
import type { Process } from '../../src/model/facts.js';
import type { Listener } from '../../src/model/listener.js';
import type { ReachEntry } from '../../src/model/reach.js';
import type { Chain, Table } from '../../src/model/ruleset.js';
import { entry, NS, noFirewall } from './situations.js';

const OPEN = entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24']);

export function audited(
  base: Listener,
  process: Partial<Process>,
  reach: readonly ReachEntry[] = [OPEN],
): AuditedListener {
  const held: Process = { pid: 812, name: 'agent', command: [], ...process };
  const owner = { kind: 'process', processes: [held] } as const;
  return {
    ...base,
    owner,
    reach,
    exposure: 'local-network',
    oneWay: [],
    groupReach: [],
    groupOneWay: [],
    explanation: '',
    notes: [],
  };
}

export function inputChain(name: string, policy: 'accept' | 'drop' = 'accept'): Chain {
  return { name, base: { hook: 'input', type: 'filter', priority: 0, policy }, rules: [] };
}

export function table(
  family: Table['family'],
  chains: readonly Chain[],
  changes: Partial<Table> = {},
): Table {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  return { family, name: 'filter', backend: 'nft', dormant: false, chains: byName, ...changes };
}

export function audit(tables: readonly Table[] = [], firewalls: readonly Firewall[] = []): Audit {
  const host = { hostname: 'web-01', platform: 'linux' };
  const facts = {
    format: 1,
    capturedAt: '',
    collector: 'linux',
    host,
    namespaces: [],
    processes: [],
    gaps: [],
  } as const;
  return {
    capturedAt: '',
    host,
    gaps: [],
    complete: true,
    namespaces: [],
    interfaces: [],
    firewalls,
    listeners: [],
    forwards: [],
    evidence: { facts, rulesets: new Map([[NS, { tables }]]) },
  };
}
