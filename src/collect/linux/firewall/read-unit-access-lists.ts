import type { Process, Socket } from '../../../model/facts.js';
import type { FirewallFacts } from '../../../model/firewall-facts.js';
import type { Gap } from '../../../model/gap.js';
import type { HostIo } from '../../host-io.js';
import { monotonicMs } from '../system/monotonic-ms.js';
import { cgroupLayers } from './bpf/cgroup-layers.js';
import type { ProgramsOf } from './bpf/cgroup-programs.js';
import { groupsOfListeners, listeningUnits } from './listening-units.js';
import { readTcpWrappers } from './read-tcp-wrappers.js';
import { readUnitAddressFilters } from './read-unit-address-filters.js';
import { UNREAD } from './unread-layer.js';

/**
 * Adds to the facts of the firewall what binds single services: address lists of systemd units and other BPF programs of control groups,
 * and tcp wrappers.
 */
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

/** `programsNow` makes what tells the programs of control groups as they are now. */
export function createAccessListReader(
  io: HostIo,
  programsNow: () => ProgramsOf = () => () => undefined,
): AccessListReader {
  let last:
    | { firewall: FirewallFacts; holders: string; until: number; completed: CompletedFirewall }
    | undefined;
  return {
    async complete(firewall, sockets, processes) {
      const pids = [...new Set(sockets.flatMap((socket) => socket.pids))].sort((a, b) => a - b);
      const units = listeningUnits(sockets, processes);
      const groups = groupsOfListeners(sockets, processes);
      const holders = [...pids, ...groups.keys(), ...units.map(({ cgroup }) => cgroup)].join('\n');
      const now = monotonicMs();
      if (last?.firewall === firewall && last.holders === holders && now < last.until) return last.completed;
      const programsOf = programsNow();
      // systemd's lists are programs of the unit's control group: without any it keeps nobody out, whatever its files say.
      const filtering = units.filter(({ cgroup }) => {
        const programs = programsOf(cgroup);
        return programs === undefined || programs === UNREAD || programs.packets.length > 0;
      });
      const unitAddressFilters = await readUnitAddressFilters(io, filtering);
      const { layers, gaps } = cgroupLayers(groups, programsOf, units, unitAddressFilters);
      const { tcpWrappers, unread } = readTcpWrappers(io, pids);
      const bare =
        unitAddressFilters.length === 0 &&
        layers.length === 0 &&
        tcpWrappers === undefined &&
        unread.length === 0;
      const outside = [...firewall.outside, ...layers];
      const tcpWrappersUnread = unread.length === 0 ? undefined : unread;
      const unreadUnits = unitAddressFilters.filter((filter) => filter.unread).map(({ unit }) => unit);
      const completed = {
        firewall: bare
          ? firewall
          : { ...firewall, outside, unitAddressFilters, tcpWrappers, tcpWrappersUnread },
        gaps: [
          ...(unread.length === 0 ? [] : [unreadWrappers(unread, io.uid)]),
          ...(unreadUnits.length === 0 ? [] : [unreadFilters(unreadUnits)]),
          ...gaps,
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
