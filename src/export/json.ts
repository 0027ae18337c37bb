import type { Audit, AuditedLine, AuditedListener, AuditInterface } from '../model/audit.js';
import type { Gap } from '../model/gap.js';
import type { Forward, ReachEntry } from '../model/reach.js';
import type { ChainRef, Reason, RuleRef } from '../model/reason.js';
import { containerDocument } from './container-json.js';
import { otherSocketDocument } from './other-socket-json.js';
import { ownerDocument } from './owner-json.js';

/**
 * The audit document: what `--json` prints. Names and meanings are fixed under `schema_version`; fields may be added,
 * what is absent is null. `version` is this program's.
 */
export function auditDocument(audit: Audit, version: string) {
  const { listeners } = audit;
  return {
    schema_version: 1,
    tool: { name: 'listenscope', version },
    captured_at: audit.capturedAt,
    host: {
      hostname: audit.host.hostname,
      platform: audit.host.platform,
      os: audit.host.os ?? null,
      kernel: audit.host.kernel ?? null,
    },
    complete: audit.complete,
    gaps: audit.gaps.map(gapDocument),
    namespaces: audit.namespaces.map(({ id, current, name, containers }) => ({
      id,
      current,
      name: name ?? null,
      containers,
    })),
    containers: audit.containers?.map(containerDocument) ?? null,
    interfaces: audit.interfaces.map(interfaceDocument),
    firewalls: audit.firewalls.map(({ namespace, kind, frontEnd, rules }) => ({
      namespace,
      kind,
      front_end: frontEnd ?? null,
      rules,
    })),
    summary: {
      listeners: listeners.length,
      by_scope: countBy(listeners.map(({ scope }) => scope)),
      by_exposure: countBy(listeners.map(({ exposure }) => exposure)),
    },
    listeners: listeners.map(listenerDocument),
    forwards: audit.forwards.map(forwardDocument),
    listing: audit.listing?.map(lineDocument) ?? null,
    other_sockets: audit.otherSockets?.map(otherSocketDocument) ?? null,
  };
}

/** One listener as the audit document has it. */
export function listenerDocument(listener: AuditedListener): object {
  return {
    id: listener.id,
    protocol: listener.protocol,
    family: listener.family,
    address: listener.address,
    port: listener.port,
    device: listener.device ?? null,
    accepts: listener.accepts,
    v6only: listener.v6only ?? null,
    scope: listener.scope,
    interfaces: listener.interfaces,
    namespace: listener.namespace,
    sockets: listener.sockets.length,
    owner: ownerDocument(listener.owner),
    service: listener.service ?? null,
    exposure: listener.exposure,
    exposure_at_most: listener.exposureAtMost ?? null,
    reach: listener.reach.map(reachDocument),
    one_way: listener.oneWay.map(reachDocument),
    group_reach: listener.groupReach.map(reachDocument),
    group_one_way: listener.groupOneWay.map(reachDocument),
    explanation: listener.explanation,
    notes: listener.notes,
  };
}

/** One reach entry as the audit document has it. */
export function reachDocument(entry: ReachEntry): object {
  const { namespace, destinations, port, sources, audience, verdict } = entry;
  const reason = reasonDocument(entry.reason);
  const asymmetric = entry.asymmetric ?? false;
  return {
    namespace,
    interface: entry.interface,
    destinations,
    port,
    sources,
    audience,
    verdict,
    reason,
    asymmetric,
    ipvs: entry.ipvs ?? null,
  };
}

/** A reason code with its arguments; those that name a rule or a chain name it in full. */
export function reasonDocument(reason: Reason): object {
  const details = Object.entries(reason).map(([key, value]) => {
    if (key === 'rule') return [key, value === undefined ? null : ruleDocument(value as RuleRef)];
    if (key === 'chain') return [key, value === undefined ? null : chainDocument(value as ChainRef)];
    return [key, value];
  });
  return Object.fromEntries(details);
}

/** A rule as documents name it. */
export function ruleDocument(rule: RuleRef): object {
  return {
    table: rule.table,
    chain: rule.chain,
    handle: rule.handle ?? null,
    text: rule.text,
    position: rule.position ?? null,
    comment: rule.comment ?? null,
    backend: rule.backend,
    front_end: rule.frontEnd ?? null,
    front_end_words: rule.frontEndWords ?? null,
    sets_as_of_now: (rule.setsAsOfNow ?? []).map(({ name, filledBy }) => ({
      name,
      filled_by: filledBy ?? null,
    })),
  };
}

/** A chain as documents name it. */
export function chainDocument(chain: ChainRef): object {
  const { table, hook, backend } = chain;
  return { table, chain: chain.chain, hook, backend, front_end: chain.frontEnd ?? null };
}

/** A gap as documents have it. */
export function gapDocument({ code, subject, detail, remedy, namespace }: Gap): object {
  return { code, subject, detail, remedy: remedy ?? null, namespace: namespace ?? null };
}

function interfaceDocument(item: AuditInterface): object {
  return {
    namespace: item.namespace,
    name: item.name,
    index: item.index,
    kind: item.kind,
    up: item.up,
    addresses: item.addresses.map(({ address, prefix }) => `${address}/${prefix}`),
    audience: item.audience,
    master: item.master ?? null,
    running: item.running,
  };
}

function forwardDocument(forward: Forward): object {
  const { id, namespace, protocol, port, target } = forward;
  return {
    id,
    namespace,
    protocol,
    port,
    target: {
      address: target.address,
      port: target.port,
      interface: target.interface ?? null,
      guest: target.guest ?? null,
    },
    exposure: forward.exposure ?? null,
    exposure_at_most: forward.exposureAtMost ?? null,
    reach: forward.reach.map(reachDocument),
    explanation: forward.explanation ?? null,
  };
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** A line of a pasted listing: what it is, what it means, and of a connection its ends and state. */
function lineDocument(line: AuditedLine) {
  const { line: number, text, kind, listener, meaning } = line;
  const connection = kind === 'connection' ? line : undefined;
  return {
    line: number,
    text,
    kind,
    listener: listener ?? null,
    protocol: connection?.protocol ?? null,
    local: connection?.local ?? null,
    peer: connection?.peer ?? null,
    state: connection?.state ?? null,
    pids: connection?.pids ?? [],
    meaning,
  };
}
