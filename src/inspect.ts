import { interfaceAudiences } from './classify/audience.js';
import { classifyListeners } from './classify/listeners.js';
import { namespaceSuffixes } from './classify/namespace-labels.js';
import { explainForward } from './explain/forward.js';
import { groupBy } from './explain/group-by.js';
import { guestAt } from './explain/guest-at.js';
import { explainedHost } from './explain/host.js';
import { explainListener } from './explain/listener.js';
import { explainListing } from './explain/listing/explain-listing.js';
import { explainOtherSockets } from './explain/other-sockets.js';
import { translateFirewall } from './firewall/translate.js';
import type { Audit, AuditedListener, AuditInterface, Firewall } from './model/audit.js';
import type { Facts, NamespaceFacts } from './model/facts.js';
import type { FirewallFacts } from './model/firewall-facts.js';
import type { Listener } from './model/listener.js';
import type { Ruleset, Table } from './model/ruleset.js';
import { createHookRunner } from './reach/firewall/runner.js';
import { doubtedReach } from './reach/outside/doubted-reach.js';
import { computeReach, type ListenerReach, type ReachOutput } from './reach/reach.js';
import { isAmongGuests, isConfined } from './reach/topology/confinement.js';
import { type LinkEnd, segmentsOf } from './reach/topology/segments.js';
import type { ReachInput } from './reach/topology/stack-of.js';

/**
 * From the facts of a host to all that is said of it: classify, translate the firewall, compute reach, explain.
 * Pure; the same facts give the same audit.
 */
export function inspect(facts: Facts): Audit {
  const interfaces = auditInterfaces(facts.namespaces);
  const listeners = classifyListeners(facts);
  const rules = new Map(facts.namespaces.map(({ id, firewall }) => [id, translated(firewall)]));
  const rulesets = new Map([...rules].map(([id, { ruleset }]) => [id, ruleset]));
  const { byListener, forwards, gaps: uncomputed } = reachOf(facts, listeners, rulesets);
  const gaps = [
    ...facts.gaps,
    ...[...rules].flatMap(([namespace, { gaps }]) => gaps.map((gap) => ({ ...gap, namespace }))),
    ...uncomputed,
  ];
  const host = explainedHost({ ...facts, gaps }, interfaces, listeners);
  const audited = listeners.map((listener): AuditedListener => {
    const found = byListener.get(listener.id) ?? UNREACHED;
    return { ...listener, ...found, ...explainListener({ listener, ...found }, host) };
  });
  return {
    capturedAt: facts.capturedAt,
    host: facts.host,
    gaps,
    // Of relays there are but hints.
    complete: gaps.every(({ code }) => code === 'relays-partly-sought'),
    namespaces: facts.namespaces.map(({ id, current, name, containers }) => ({
      id,
      current,
      name,
      containers,
    })),
    containers: facts.containers,
    interfaces,
    firewalls: [...rulesets].flatMap(([id, ruleset]) => firewallsOf(id, ruleset)),
    listeners: audited,
    forwards: forwards.map((each) => {
      const forward = { ...each, target: { ...each.target, guest: guestAt(each, host) } };
      return { ...forward, explanation: explainForward(forward, host) };
    }),
    otherSockets: explainOtherSockets(facts),
    listing: explainListing(facts, audited),
    evidence: { facts, rulesets },
  };
}

const UNREACHED: ListenerReach = { reach: [], oneWay: [], groupReach: [], groupOneWay: [], exposure: 'none' };

type Translated = ReturnType<typeof translateFirewall>;

/** Who reaches what, with what could not be read left in doubt. */
function reachOf(
  facts: Facts,
  listeners: readonly Listener[],
  rulesets: ReadonlyMap<string, Ruleset>,
): ReachOutput {
  const { byListener, forwards, gaps } = computeReach(reachInputs(facts, listeners, rulesets));
  const doubted = doubtedReach(facts.namespaces, rulesets, interfaceAudiences);
  const suffixes = namespaceSuffixes(facts.namespaces);
  return {
    byListener: new Map(
      listeners.map((listener) => [
        listener.id,
        doubted(byListener.get(listener.id) ?? UNREACHED, { namespace: listener.namespace, listener }),
      ]),
    ),
    forwards: forwards.map((forward) => ({
      ...doubted(forward, { namespace: forward.namespace, device: forward.target.interface }),
      id: `${forward.id}${suffixes.get(forward.namespace) ?? ''}`,
    })),
    gaps,
  };
}

/** What reach is computed from, and packets are traced through: each namespace with its sockets and its rules. */
export function reachInputs(
  facts: Facts,
  listeners: readonly Listener[],
  rulesets: ReadonlyMap<string, Ruleset>,
): readonly ReachInput[] {
  const processes = new Map(facts.processes.map((process) => [process.pid, process]));
  const byNamespace = groupBy(listeners, ({ namespace }) => namespace);
  const { kernel } = facts.host;
  return facts.namespaces.map((namespace) => {
    const own = byNamespace.get(namespace.id) ?? [];
    const ruleset = rulesets.get(namespace.id);
    return {
      namespace,
      listeners: own,
      processes,
      audiences: interfaceAudiences(namespace),
      firewall:
        namespace.firewall && ruleset && createHookRunner(ruleset, { namespace, listeners: own, kernel }),
    };
  });
}

/** Translating is the dearest step of a live refresh, and the collector hands on the same object while no rule changed. */
const translations = new WeakMap<FirewallFacts, Translated>();
const NO_RULES: Translated = { ruleset: { tables: [] }, gaps: [] };

function translated(firewall: FirewallFacts | undefined): Translated {
  if (firewall === undefined) return NO_RULES;
  const known = translations.get(firewall) ?? translateFirewall(firewall);
  translations.set(firewall, known);
  return known;
}

/** Every interface with who stands behind it: behind a container's own, what else is on the machine's links. */
function auditInterfaces(namespaces: readonly NamespaceFacts[]): readonly AuditInterface[] {
  const segments = segmentsOf(namespaces);
  const audiences = new Map(namespaces.map((namespace) => [namespace.id, interfaceAudiences(namespace)]));
  const audienceOf = ({ namespace, device }: LinkEnd) => audiences.get(namespace)?.get(device);
  return namespaces.flatMap((namespace) =>
    (namespace.interfaces ?? []).map((iface) => {
      const amongGuests =
        isConfined(segments, namespace, iface.name) ||
        isAmongGuests(segments, namespace, iface.name, audienceOf);
      const own = audienceOf({ namespace: namespace.id, device: iface.name }) ?? 'local-network';
      return { ...iface, namespace: namespace.id, audience: amongGuests ? 'containers' : own };
    }),
  );
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
