import { interfaceAudiences } from './classify/audience.js';
import { classifyListeners } from './classify/listeners.js';
import { explainForward } from './explain/forward.js';
import { explainedHost } from './explain/host.js';
import { explainListener } from './explain/listener.js';
import { translateFirewall } from './firewall/translate.js';
import type { Audit, AuditedListener, AuditInterface, Firewall } from './model/audit.js';
import type { Facts, NamespaceFacts } from './model/facts.js';
import type { FirewallFacts } from './model/firewall-facts.js';
import type { Gap } from './model/gap.js';
import type { Listener } from './model/listener.js';
import type { Forward, ReachEntry } from './model/reach.js';
import type { Ruleset, Table } from './model/ruleset.js';
import { exposureOf } from './reach/exposure.js';
import { createHookRunner } from './reach/firewall/runner.js';
import { applyOutsideLayers, applyUnreadableRules } from './reach/outside-layers.js';
import { computeReach, type ListenerReach } from './reach/reach.js';

/**
 * From the facts of a host to all that is said of it: classify, translate the firewall, compute reach, explain.
 * Pure; the same facts give the same audit.
 */
export function inspect(facts: Facts): Audit {
  const interfaces = facts.namespaces.flatMap(auditInterfaces);
  const listeners = classifyListeners(facts);
  const namespaces = facts.namespaces.map((namespace) =>
    inspectNamespace(
      namespace,
      listeners.filter((listener) => listener.namespace === namespace.id),
      facts,
    ),
  );
  const gaps = [...facts.gaps, ...namespaces.flatMap((namespace) => namespace.gaps)];
  const host = explainedHost({ ...facts, gaps }, interfaces, listeners);
  const reached = new Map(namespaces.flatMap(({ reach }) => [...reach]));
  return {
    capturedAt: facts.capturedAt,
    host: facts.host,
    gaps,
    complete: gaps.length === 0,
    namespaces: facts.namespaces.map(({ id, current, name, containers }) => ({
      id,
      current,
      name,
      containers,
    })),
    interfaces,
    firewalls: namespaces.flatMap(({ firewalls }) => firewalls),
    listeners: listeners.map((listener): AuditedListener => {
      const found = reached.get(listener.id) ?? UNREACHED;
      return { ...listener, ...found, ...explainListener({ listener, ...found }, host) };
    }),
    forwards: namespaces
      .flatMap(({ forwards }) => forwards)
      .map((forward) => ({ ...forward, explanation: explainForward(forward, host) })),
    evidence: { facts, rulesets: new Map(namespaces.map(({ id, ruleset }) => [id, ruleset])) },
  };
}

const UNREACHED: ListenerReach = { reach: [], oneWay: [], exposure: 'none' };
const NO_RULES: Ruleset = { tables: [] };

interface InspectedNamespace {
  readonly id: string;
  readonly ruleset: Ruleset;
  readonly gaps: readonly Gap[];
  readonly firewalls: readonly Firewall[];
  readonly reach: ReadonlyMap<string, ListenerReach>;
  readonly forwards: readonly Forward[];
}

function inspectNamespace(
  namespace: NamespaceFacts,
  listeners: readonly Listener[],
  facts: Facts,
): InspectedNamespace {
  const { ruleset, gaps } = translated(namespace.firewall);
  const processes = new Map(facts.processes.map((process) => [process.pid, process]));
  const firewall = namespace.firewall && createHookRunner(ruleset, { namespace, listeners });
  const { byListener, forwards } = computeReach({
    namespace,
    listeners,
    processes,
    audiences: interfaceAudiences(namespace),
    firewall,
  });
  return {
    id: namespace.id,
    ruleset,
    gaps: gaps.map((gap) => ({ ...gap, namespace: namespace.id })),
    firewalls: firewallsOf(namespace.id, ruleset),
    reach: new Map([...byListener].map(([id, found]) => [id, doubted(found, namespace.firewall)])),
    forwards: forwards.map((forward) => doubted(forward, namespace.firewall)),
  };
}

/** Translating is the dearest step of a live refresh, and the collector hands on the same object while no rule changed. */
const translations = new WeakMap<FirewallFacts, ReturnType<typeof translateFirewall>>();

function translated(firewall: FirewallFacts | undefined): ReturnType<typeof translateFirewall> {
  if (firewall === undefined) return { ruleset: NO_RULES, gaps: [] };
  const known = translations.get(firewall) ?? translateFirewall(firewall);
  translations.set(firewall, known);
  return known;
}

/** The entries with what rules that could not be read and layers that are not evaluated leave in doubt, and their exposure. */
function doubted<T extends { readonly reach: readonly ReachEntry[] }>(
  found: T,
  firewall: FirewallFacts | undefined,
): T & ReturnType<typeof exposureOf> {
  const unreadable = firewall && unreadableRules(firewall);
  const known = unreadable === undefined ? found.reach : applyUnreadableRules(found.reach, unreadable);
  const reach = applyOutsideLayers(known, firewall?.outside ?? []);
  return { ...found, reach, ...exposureOf(reach) };
}

function unreadableRules({ nft, xtables }: FirewallFacts): string | undefined {
  if (nft === undefined) return 'nftables';
  return xtables === undefined ? 'iptables' : undefined;
}

function auditInterfaces(namespace: NamespaceFacts): readonly AuditInterface[] {
  const audiences = interfaceAudiences(namespace);
  return (namespace.interfaces ?? []).map((iface) => ({
    ...iface,
    namespace: namespace.id,
    audience: audiences.get(iface.name) ?? 'local-network',
  }));
}

/** One entry for each back end and the program that wrote its rules. */
function firewallsOf(namespace: string, ruleset: Ruleset): readonly Firewall[] {
  const found = new Map<string, Firewall>();
  for (const table of ruleset.tables) {
    const kind = table.backend === 'nft' ? 'nftables' : table.backend;
    const key = `${kind} ${table.frontEnd}`;
    const rules = (found.get(key)?.rules ?? 0) + countRules(table);
    found.set(key, { namespace, kind, frontEnd: table.frontEnd, rules });
  }
  return [...found.values()];
}

function countRules(table: Table): number {
  let rules = 0;
  for (const chain of table.chains.values()) rules += chain.rules.length;
  return rules;
}
