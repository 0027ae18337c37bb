import type { Facts, Interface } from '../../model/facts.js';
import type { FirewallFacts } from '../../model/firewall-facts.js';
import type { Gap } from '../../model/gap.js';
import type { OtherFamily } from '../../model/other-socket.js';
import type { HostIo } from '../host-io.js';
import type { BpfCalls } from './bpf/bpf-links.js';
import { createLinuxCollector } from './collector.js';
import type { AskRuntime } from './containers/ask-runtime.js';
import type { Netlink } from './netlink.js';
import type { KernelLayers } from './read-kernel-layers.js';
import type { SocketSource } from './read-sockets.js';

/** What reading the firewall needs to know. */
export interface FirewallContext {
  readonly uid: number | undefined;
  /** Sockets in the namespace that is read; undefined where netlink cannot be used. */
  readonly netlink: Netlink | undefined;
  /** What bpf(2) takes; undefined where it cannot be called. */
  readonly libc?: BpfCalls;
  /** Of the nftables ruleset, where it has been asked for. */
  readonly generation?: number;
  /** Of the namespace that is read. */
  readonly interfaces?: readonly Interface[];
  /** The namespace is not the one of this thread. */
  readonly elsewhere?: boolean;
  /** Programs that did not end in time, in whatever namespace; they get less of it in the next. */
  readonly hung?: Set<string>;
  /** Shared between namespaces; read for this one unless given. */
  readonly kernel?: () => Promise<KernelLayers>;
}

export type ReadFirewall = (
  io: HostIo,
  context: FirewallContext,
) => Promise<{ readonly firewall: FirewallFacts | undefined; readonly gaps: readonly Gap[] }>;

export interface CollectOptions {
  /** Without it nothing is said of the firewall. */
  readonly readFirewall?: ReadFirewall;
  /** Without it containers are known by what control groups and files tell. */
  readonly askRuntime?: AskRuntime;
  /** Families to list besides those with ports of IP; none unless told otherwise. */
  readonly otherFamilies?: readonly OtherFamily[];
  /** Every namespace that can be found, or that of this thread alone, which is the default. */
  readonly namespaces?: 'all' | 'current';
  /** The ways to list sockets, best first; all of them unless told otherwise. */
  readonly sources?: readonly SocketSource[];
  /** Awaited every few milliseconds of long work, so that a view can draw in between. */
  readonly pause?: () => Promise<void>;
  /**
   * Milliseconds to wait for the walk over the processes. What it has not found by then is told by a later collection; a gap
   * says so. Without it the walk is waited for.
   */
  readonly ownersWithin?: number;
}

/** Reads network namespaces, once. */
export async function collectLinux(io: HostIo, options: CollectOptions = {}): Promise<Facts> {
  const collector = createLinuxCollector(io, options);
  try {
    return await collector.collect();
  } finally {
    collector.close();
  }
}
