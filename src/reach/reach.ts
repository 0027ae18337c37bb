import type { NamespaceFacts, Process } from '../model/facts.js';
import type { Audience, Exposure, Listener } from '../model/listener.js';
import type { Forward, ReachEntry } from '../model/reach.js';
import type { Reason } from '../model/reason.js';
import { exposureOf } from './exposure.js';
import { listedReach } from './listed-reach.js';
import { noFirewall } from './no-firewall.js';
import { createNetwork } from './routing/network.js';
import { surveyNamespace } from './survey/survey.js';
import type { HookRunner } from './world.js';

export interface ReachInput {
  readonly namespace: NamespaceFacts;
  /** Those of this namespace. */
  readonly listeners: readonly Listener[];
  readonly processes: ReadonlyMap<number, Process>;
  /** Who stands behind each interface, by name. */
  readonly audiences: ReadonlyMap<string, Audience>;
  /** Undefined when the rules could not be read: then nothing is certain. */
  readonly firewall: HookRunner | undefined;
  /** What could not be read, where that is known: "nftables". */
  readonly firewallUnreadable?: string;
}

/** Who reaches one listener. */
export interface ListenerReach {
  readonly reach: readonly ReachEntry[];
  /** UDP: sources whose datagrams arrive although no answer can leave. */
  readonly oneWay: readonly ReachEntry[];
  readonly exposure: Exposure;
  readonly exposureAtMost?: Audience;
}

export interface ReachOutput {
  /** By listener id; every listener of the input has its place. */
  readonly byListener: ReadonlyMap<string, ListenerReach>;
  readonly forwards: readonly Forward[];
}

/**
 * Who can reach each listener of one namespace, by which way, and by what that is decided: the kernel's own answer,
 * computed from its routes, settings, sockets and rules. See docs/reachability.md for the reason codes.
 */
export function computeReach(input: ReachInput): ReachOutput {
  if (input.namespace.interfaces === undefined) {
    const listed = input.listeners.map((listener) => [listener.id, listedReach(listener)] as const);
    return { byListener: new Map(listed), forwards: [] };
  }
  const network = createNetwork(input.namespace);
  const unreadable: Reason[] =
    input.firewall === undefined
      ? [{ code: 'firewall-unreadable', subject: input.firewallUnreadable ?? 'firewall' }]
      : [];
  const survey = surveyNamespace({
    ...input,
    network,
    runner: input.firewall ?? noFirewall,
    doubt: [...unreadable, ...network.doubts][0],
  });
  const found = new Map<string, ListenerReach>();
  const reachOf = (id: string): ListenerReach => {
    const known = found.get(id);
    if (known !== undefined) return known;
    const reach = survey.listeners.entries(id);
    const made = { reach, oneWay: survey.oneWay.entries(id), ...exposureOf(reach) };
    found.set(id, made);
    return made;
  };
  const byListener = input.listeners.map(({ id, port }): [string, ListenerReach] => {
    const twin = survey.twins.get(id);
    if (twin === undefined) return [id, reachOf(id)];
    // What was found under its own id is what NAT led to it from other ports.
    return [id, joined(atPort(reachOf(twin.id), twin.port, port), reachOf(id))];
  });
  return { byListener: new Map(byListener), forwards: survey.forwards };
}

/** What is true of one listener at its own port is true of its twin at another; what NAT adds at further ports is not. */
function atPort({ reach, oneWay, ...exposure }: ListenerReach, from: number, to: number): ListenerReach {
  const moved = (entries: readonly ReachEntry[]) =>
    entries.filter(({ port }) => port === from).map((entry) => ({ ...entry, port: to }));
  const own = moved(reach);
  const exposed = own.length === reach.length ? exposure : exposureOf(own);
  return { reach: own, oneWay: moved(oneWay), ...exposed };
}

function joined(one: ListenerReach, other: ListenerReach): ListenerReach {
  if (other.reach.length === 0 && other.oneWay.length === 0) return one;
  const reach = [...one.reach, ...other.reach];
  return { reach, oneWay: [...one.oneWay, ...other.oneWay], ...exposureOf(reach) };
}
