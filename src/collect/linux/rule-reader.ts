import type { Process, Socket } from '../../model/facts.js';
import type { FirewallFacts } from '../../model/firewall-facts.js';
import type { Gap } from '../../model/gap.js';
import type { HostIo } from '../host-io.js';
import type { ReadFirewall } from './collect.js';
import { createFirewallCache, type FirewallCache } from './firewall-cache.js';
import type { Libc } from './libc.js';
import type { Place } from './places.js';
import { type AccessListReader, createAccessListReader } from './read-unit-access-lists.js';

/** Reads the firewall of each namespace and the access lists of its services, and keeps what did not change. */
export interface RuleReader {
  /** `sockets` and `processes`: those of the namespace, and who holds them. */
  read(place: Place, sockets: readonly Socket[], processes: readonly Process[]): Promise<RuleReading>;
  /** Forgets every namespace that is not among `ids`. */
  retain(ids: ReadonlySet<string>): void;
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
  return {
    async read(place, sockets, processes) {
      const { rules, lists } = kept.get(place.id) ?? {
        rules: createFirewallCache(readFirewall),
        lists: createAccessListReader(io),
      };
      kept.set(place.id, { rules, lists });
      const context = { uid: io.uid, netlink: place.netlink, libc };
      const { firewall, gaps } = await place.enter(() => rules.read(place.io, context));
      return { firewall: firewall && (await lists.complete(firewall, sockets, processes)), gaps };
    },
    retain(ids) {
      for (const id of kept.keys()) if (!ids.has(id)) kept.delete(id);
    },
  };
}
