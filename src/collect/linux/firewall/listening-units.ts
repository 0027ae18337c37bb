import type { Process, Protocol, Socket } from '../../../model/facts.js';
import type { ListeningUnit } from './read-unit-address-filters.js';

/** The outermost unit of a cgroup; those below it are of another systemd, a user's or a container's, with names of its own. */
const UNIT = /^(.*?\/([^/]+\.(?:service|socket|scope)))(?:\/|$)/;

/** The units of this system that sockets and their holders belong to, by cgroup, each once. */
export function listeningUnits(
  sockets: readonly Socket[],
  processes: readonly Process[],
): readonly ListeningUnit[] {
  const groups = new Set([...sockets, ...processes].flatMap(({ cgroup }) => cgroup ?? []));
  const units = new Map<string, ListeningUnit>();
  for (const group of groups) {
    const [, cgroup, unit] = UNIT.exec(group) ?? [];
    if (cgroup !== undefined && unit !== undefined) units.set(cgroup, { unit, cgroup });
  }
  return [...units.values()].sort((a, b) => (a.cgroup < b.cgroup ? -1 : 1));
}

/** The control groups of sockets, with the protocols of these. Where a socket does not tell, its holders stand in; without any, the topmost. */
export function groupsOfListeners(
  sockets: readonly Socket[],
  processes: readonly Process[],
): ReadonlyMap<string, ReadonlySet<Protocol>> {
  const groupOf = new Map(processes.map(({ pid, cgroup }) => [pid, cgroup]));
  const groups = new Map<string, Set<Protocol>>();
  for (const { cgroup, pids, protocol } of sockets) {
    const own = cgroup === undefined ? pids.flatMap((pid) => groupOf.get(pid) ?? []) : [cgroup];
    for (const group of own.length === 0 ? ['/'] : own) {
      const protocols = groups.get(group);
      if (protocols === undefined) groups.set(group, new Set([protocol]));
      else protocols.add(protocol);
    }
  }
  return groups;
}
