import type { Interface, Process, Socket } from '../../model/facts.js';
import type { FirewallFacts } from '../../model/firewall-facts.js';
import type { Gap } from '../../model/gap.js';
import type { HostIo } from '../host-io.js';
import type { FirewallContext, ReadFirewall } from './collect.js';
import { createFirewallCache, type FirewallCache } from './firewall-cache.js';
import type { Libc } from './libc.js';
import type { Place } from './places.js';
import { type KernelLayers, readKernelLayers } from './read-kernel-layers.js';
import { type AccessListReader, createAccessListReader } from './read-unit-access-lists.js';

/** Reads the firewall of each namespace and the access lists of its services, and keeps what did not change. */
export interface RuleReader {
  /** Begins with the namespaces in `ids`, and forgets all others. */
  begin(ids: ReadonlySet<string>): void;
  read(subject: RuleSubject): Promise<RuleReading>;
}

/** A namespace with what is known of it already. */
export interface RuleSubject {
  readonly place: Place;
  readonly interfaces: readonly Interface[] | undefined;
  readonly sockets: readonly Socket[];
  /** Those that hold the sockets. */
  readonly processes: readonly Process[];
}

export interface RuleReading {
  readonly firewall: FirewallFacts | undefined;
  readonly gaps: readonly Gap[];
}

export function createRuleReader(
  io: HostIo,
  libc: Libc | undefined,
  readFirewall: ReadFirewall | undefined,
): RuleReader {
  const kept = new Map<string, { readonly rules: FirewallCache; readonly lists: AccessListReader }>();
  let kernel: Promise<KernelLayers> | undefined;
  return {
    begin(ids) {
      kernel = undefined;
      for (const id of kept.keys()) if (!ids.has(id)) kept.delete(id);
    },
    async read({ place, interfaces, sockets, processes }) {
      const { rules, lists } = kept.get(place.id) ?? {
        rules: createFirewallCache(readFirewall),
        lists: createAccessListReader(io),
      };
      kept.set(place.id, { rules, lists });
      const context: FirewallContext = {
        uid: io.uid,
        netlink: place.netlink,
        libc,
        interfaces,
        elsewhere: !place.current,
        kernel: () => {
          kernel ??= readKernelLayers(io, { uid: io.uid, libc });
          return kernel;
        },
      };
      const { firewall, gaps } = await place.enter(() => rules.read(place.io, context));
      return { firewall: firewall && (await lists.complete(firewall, sockets, processes)), gaps };
    },
  };
}
