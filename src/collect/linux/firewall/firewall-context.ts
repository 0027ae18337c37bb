import type { Interface } from '../../../model/facts.js';
import type { FirewallFacts } from '../../../model/firewall-facts.js';
import type { Gap } from '../../../model/gap.js';
import type { HostIo } from '../../host-io.js';
import type { Enter, Netlink } from '../netlink/netlink.js';
import type { BpfCalls } from './bpf/bpf-programs.js';
import type { KernelLayers } from './read-kernel-layers.js';

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
  /** Leads into the namespace that is read; absent for the one of this thread. */
  readonly enter?: Enter;
  /** Programs that did not end in time, in whatever namespace; they get less of it in the next. */
  readonly hung?: Set<string>;
  /** Shared between namespaces; read for this one unless given. */
  readonly kernel?: () => KernelLayers;
}

export type ReadFirewall = (
  io: HostIo,
  context: FirewallContext,
) => Promise<{ readonly firewall: FirewallFacts | undefined; readonly gaps: readonly Gap[] }>;
