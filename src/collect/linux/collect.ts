import type { Facts } from '../../model/facts.js';
import type { OtherFamily } from '../../model/other-socket.js';
import type { HostIo } from '../host-io.js';
import { createLinuxCollector } from './collector.js';
import type { ReadFirewall } from './firewall/firewall-context.js';
import type { AskRuntime } from './owners/containers/ask-runtime.js';
import type { SocketSource } from './sockets/read-sockets.js';

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
