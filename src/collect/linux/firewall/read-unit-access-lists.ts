import type { Process, Socket } from '../../../model/facts.js';
import type { FirewallFacts } from '../../../model/firewall-facts.js';
import type { Gap } from '../../../model/gap.js';
import type { HostIo } from '../../host-io.js';
import { monotonicMs } from '../system/monotonic-ms.js';
import { readTcpWrappers } from './read-tcp-wrappers.js';
import { type ListeningUnit, readUnitAddressFilters } from './read-unit-address-filters.js';

/** Adds to the facts of the firewall what binds single services: address lists of systemd units, and tcp wrappers. */
export interface AccessListReader {
  /**
   * `firewall` with the lists that bind the holders of `sockets`. The same objects as long as `firewall` is the same, no
   * other process or unit listens, and a minute has not passed.
   */
  complete(
    firewall: FirewallFacts,
    sockets: readonly Socket[],
    processes: readonly Process[],
  ): Promise<CompletedFirewall>;
}

export interface CompletedFirewall {
  readonly firewall: FirewallFacts;
  readonly gaps: readonly Gap[];
}

const MAX_AGE_MS = 60_000;

export function createAccessListReader(io: HostIo): AccessListReader {
  let last:
    | { firewall: FirewallFacts; holders: string; until: number; completed: CompletedFirewall }
    | undefined;
  return {
    async complete(firewall, sockets, processes) {
      const pids = [...new Set(sockets.flatMap((socket) => socket.pids))].sort((a, b) => a - b);
      const units = listeningUnits(sockets, processes);
      const holders = [...pids, ...units.map(({ cgroup }) => cgroup)].join('\n');
      const now = monotonicMs();
      if (last?.firewall === firewall && last.holders === holders && now < last.until) return last.completed;
      const unitAddressFilters = await readUnitAddressFilters(io, units);
      const { tcpWrappers, unread } = readTcpWrappers(io, pids);
      const bare = unitAddressFilters.length === 0 && tcpWrappers === undefined && unread.length === 0;
      const tcpWrappersUnread = unread.length === 0 ? undefined : unread;
      const unreadUnits = unitAddressFilters.filter((filter) => filter.unread).map(({ unit }) => unit);
      const completed = {
        firewall: bare ? firewall : { ...firewall, unitAddressFilters, tcpWrappers, tcpWrappersUnread },
        gaps: [
          ...(unread.length === 0 ? [] : [unreadWrappers(unread, io.uid)]),
          ...(unreadUnits.length === 0 ? [] : [unreadFilters(unreadUnits)]),
        ],
      };
      last = { firewall, holders, until: now + MAX_AGE_MS, completed };
      return completed;
    },
  };
}

function unreadWrappers(pids: readonly number[], uid: number | undefined): Gap {
  const which = pids.length === 1 ? `process ${pids[0]}` : `${pids.length} processes`;
  return {
    code: 'outside-layer-unreadable',
    subject: 'hosts.allow and hosts.deny',
    detail: `The hosts.allow and hosts.deny that ${which} may look at could not be read, or are in another file system, so that it is not known whom they turn away.`,
    remedy: uid === 0 ? 'run in its container' : 'run as root',
  };
}

function unreadFilters(units: readonly string[]): Gap {
  return {
    code: 'outside-layer-unreadable',
    subject: 'IPAddressAllow= and IPAddressDeny=',
    detail: `systemd did not tell which addresses it keeps from ${units.join(', ')}.`,
    remedy: 'see what "systemctl show" says',
  };
}

/** The outermost unit of a cgroup; those below it are of another systemd, a user's or a container's, with names of its own. */
const UNIT = /^(.*?\/([^/]+\.(?:service|socket|scope)))(?:\/|$)/;

/** The units of this system that sockets and their holders belong to, by cgroup, each once. */
function listeningUnits(sockets: readonly Socket[], processes: readonly Process[]): readonly ListeningUnit[] {
  const groups = new Set([...sockets, ...processes].flatMap(({ cgroup }) => cgroup ?? []));
  const units = new Map<string, ListeningUnit>();
  for (const group of groups) {
    const [, cgroup, unit] = UNIT.exec(group) ?? [];
    if (cgroup !== undefined && unit !== undefined) units.set(cgroup, { unit, cgroup });
  }
  return [...units.values()].sort((a, b) => (a.cgroup < b.cgroup ? -1 : 1));
}
