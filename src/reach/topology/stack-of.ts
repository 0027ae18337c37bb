import type { NamespaceFacts, Process } from '../../model/facts.js';
import type { Audience, Listener } from '../../model/listener.js';
import type { Reason } from '../../model/reason.js';
import { withIpvs } from '../ipvs/ipvs-runner.js';
import { noFirewall } from '../no-firewall.js';
import { createNetwork } from '../routing/network.js';
import { accessLists } from '../sockets/access-lists.js';
import { socketTable } from '../sockets/socket-lookup.js';
import type { HookRunner } from '../world.js';
import type { Stack } from './stack.js';

/** One namespace of the machine. */
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

/** Prepares what is known of a namespace for questions. */
export function stackOf({
  namespace,
  listeners,
  processes,
  audiences,
  firewall,
  firewallUnreadable,
}: ReachInput): Stack {
  const network = createNetwork(namespace);
  const rules = firewall ?? noFirewall;
  const { ipvs } = namespace.firewall ?? {};
  const unreadable: Reason[] =
    firewall === undefined
      ? [{ code: 'firewall-unreadable', subject: firewallUnreadable ?? 'firewall' }]
      : [];
  return {
    namespace,
    network,
    runner: ipvs === undefined ? rules : withIpvs(rules, network, ipvs),
    listeners,
    sockets: socketTable(listeners),
    access: accessLists(namespace.firewall, processes),
    audiences,
    doubt: [...unreadable, ...network.doubts][0],
  };
}
