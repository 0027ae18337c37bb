import type { Process, Socket } from '../../model/facts.js';
import type { FirewallFacts } from '../../model/firewall-facts.js';
import type { HostIo } from '../host-io.js';
import { monotonicMs } from './monotonic-ms.js';
import { readTcpWrappers } from './read-tcp-wrappers.js';
import { type ListeningUnit, readUnitAddressFilters } from './read-unit-address-filters.js';

/** Adds to the facts of the firewall what binds single services: address lists of systemd units, and tcp wrappers. */
export interface AccessListReader {
  /**
   * `firewall` with the lists that bind the holders of `sockets`. The same object as long as `firewall` is the same, no
   * other process or unit listens, and a minute has not passed.
   */
  complete(
    firewall: FirewallFacts,
    sockets: readonly Socket[],
    processes: readonly Process[],
  ): Promise<FirewallFacts>;
}

const MAX_AGE_MS = 60_000;

export function createAccessListReader(io: HostIo): AccessListReader {
  let last: { firewall: FirewallFacts; holders: string; until: number; completed: FirewallFacts } | undefined;
  return {
    async complete(firewall, sockets, processes) {
      const pids = [...new Set(sockets.flatMap((socket) => socket.pids))].sort((a, b) => a - b);
      const units = listeningUnits(sockets, processes);
      const holders = [...pids, ...units.map(({ cgroup }) => cgroup)].join('\n');
      const now = monotonicMs();
      if (last?.firewall === firewall && last.holders === holders && now < last.until) return last.completed;
      const unitAddressFilters = await readUnitAddressFilters(io, units);
      const tcpWrappers = readTcpWrappers(io, pids);
      const bare = unitAddressFilters.length === 0 && tcpWrappers === undefined;
      const completed = bare ? firewall : { ...firewall, unitAddressFilters, tcpWrappers };
      last = { firewall, holders, until: now + MAX_AGE_MS, completed };
      return completed;
    },
  };
}

const UNIT = /^(.*\/([^/]+\.(?:service|socket|scope)))(?:\/|$)/;

/** The units that sockets and their holders belong to, by cgroup, each once. */
function listeningUnits(sockets: readonly Socket[], processes: readonly Process[]): readonly ListeningUnit[] {
  const groups = new Set([...sockets, ...processes].flatMap(({ cgroup }) => cgroup ?? []));
  const units = new Map<string, ListeningUnit>();
  for (const group of groups) {
    const [, cgroup, unit] = UNIT.exec(group) ?? [];
    if (cgroup !== undefined && unit !== undefined) units.set(cgroup, { unit, cgroup });
  }
  return [...units.values()].sort((a, b) => (a.cgroup < b.cgroup ? -1 : 1));
}
