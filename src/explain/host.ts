import type { AuditInterface } from '../model/audit.js';
import type { Facts, NamespaceFacts, Process } from '../model/facts.js';
import type { OutsideLayer } from '../model/firewall-facts.js';
import type { Gap } from '../model/gap.js';
import type { Audience, Exposure, Listener } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import type { Relay } from '../model/relay.js';
import type { Address } from '../net/address.js';
import { type AudienceGroup, ownAddresses } from './audience-group.js';
import { groupBy } from './group-by.js';
import { ListMemo } from './list-memo.js';
import { wayName } from './namespace-words.js';

/** What was found out of one listener, before it is put into words. */
export interface Subject {
  readonly listener: Listener;
  readonly reach: readonly ReachEntry[];
  readonly oneWay: readonly ReachEntry[];
  /** By broadcast addresses and groups. */
  readonly groupReach?: readonly ReachEntry[];
  readonly exposure: Exposure;
  readonly exposureAtMost?: Audience;
}

/** The surroundings that sentences speak of; made once for all listeners of an audit. */
export interface ExplainedHost {
  readonly collector: Facts['collector'];
  /** As `process.platform` has it. */
  readonly platform: string;
  readonly gaps: readonly Gap[];
  namespace(id: string): ExplainedNamespace;
  /** Other listeners of the same namespace, protocol and port. */
  siblings(listener: Listener): readonly Listener[];
  /** The listener with this id, to name its owner. */
  listener(id: string): Listener | undefined;
  /** A process that holds a socket, or hands on to one. */
  process(pid: number): Process | undefined;
}

/** A sentence on an audience, and what of it may stand in a headline already. */
export interface AudienceNote {
  readonly text: string;
  readonly who: string;
  readonly why: string;
}

export interface ExplainedNamespace {
  readonly id: string;
  readonly current: boolean;
  /** What ip-netns(8) calls it. */
  readonly name?: string;
  readonly containers: readonly string[];
  readonly interfaces: readonly AuditInterface[];
  /** Every interface by which packets come in to the machine, by the name that `labelled` gives it. */
  readonly ways: ReadonlyMap<string, AuditInterface>;
  readonly outside: readonly OutsideLayer[];
  readonly relays: readonly Relay[];
  /** What nobody else sends from: its addresses, and those of the namespace that the question is asked from. */
  readonly own: readonly Address[];
  /** What many listeners share. */
  readonly groups: ListMemo<AudienceGroup>;
  readonly audienceNotes: ListMemo<readonly AudienceNote[]>;
}

/** Gathers the surroundings of all listeners of `facts`. */
export function explainedHost(
  facts: Facts,
  interfaces: readonly AuditInterface[],
  listeners: readonly Listener[],
): ExplainedHost {
  const namespaces = explainedNamespaces(facts.namespaces, interfaces);
  const nowhere = explainedNamespace(
    { id: '', current: true, containers: [], sockets: [] },
    [],
    new Map(),
    [],
  );
  const byPort = groupBy(listeners, portKey);
  const processes = new Map(facts.processes.map((process) => [process.pid, process]));
  const byId = new Map(listeners.map((listener) => [listener.id, listener]));
  return {
    collector: facts.collector,
    platform: facts.host.platform,
    gaps: facts.gaps,
    namespace: (id) => namespaces.get(id) ?? nowhere,
    siblings: (listener) => (byPort.get(portKey(listener)) ?? []).filter(({ id }) => id !== listener.id),
    listener: (id) => byId.get(id),
    process: (pid) => processes.get(pid),
  };
}

function explainedNamespaces(
  facts: readonly NamespaceFacts[],
  interfaces: readonly AuditInterface[],
): ReadonlyMap<string, ExplainedNamespace> {
  const byNamespace = groupBy(interfaces, ({ namespace }) => namespace);
  const names = new Map(facts.map((namespace) => [namespace.id, namespace]));
  const ways = new Map<string, AuditInterface>();
  for (const iface of interfaces) {
    const namespace = names.get(iface.namespace);
    const isHere = namespace === undefined || namespace.current;
    const name = isHere ? iface.name : wayName(iface.name, namespace);
    if (!ways.has(name)) ways.set(name, iface);
  }
  const current = facts.find((namespace) => namespace.current);
  const here = ownAddresses(byNamespace.get(current?.id ?? '') ?? []);
  return new Map(
    facts.map((namespace) => {
      const own = byNamespace.get(namespace.id) ?? [];
      const addresses = namespace.current ? here : [...ownAddresses(own), ...here];
      return [namespace.id, explainedNamespace(namespace, own, ways, addresses)];
    }),
  );
}

function explainedNamespace(
  { id, current, name, containers, firewall, relays }: NamespaceFacts,
  interfaces: readonly AuditInterface[],
  ways: ReadonlyMap<string, AuditInterface>,
  own: readonly Address[],
): ExplainedNamespace {
  return {
    id,
    current,
    name,
    containers,
    interfaces,
    ways,
    outside: firewall?.outside ?? [],
    relays: relays ?? [],
    own,
    groups: new ListMemo(),
    audienceNotes: new ListMemo(),
  };
}

function portKey(listener: Listener): string {
  return `${listener.namespace} ${listener.protocol} ${listener.port}`;
}
