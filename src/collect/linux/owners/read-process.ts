import type { Process } from '../../../model/facts.js';
import { type HostIo, type Result, readTexts } from '../../host-io.js';
import { type CgroupContainer, namedByCommand, shownId } from './containers/cgroup-container.js';
import { type KnownMonitors, monitorAbove } from './containers/monitor-above.js';
import { parseCgroup } from './parse-cgroup.js';
import {
  formatStart,
  parseBootTime,
  parseCommandLine,
  parseEffectiveUid,
  parsePasswd,
  parseStartTicks,
} from './parse-proc-pid.js';

/** Reads what /proc tells of processes, and remembers it for as long as they are the same. */
export interface ProcessReader {
  /** Undefined when the process is gone, or hidden. */
  read(pid: number): Process | undefined;
  /** Whether the process that was read last with this pid had started before then, in ticks since boot. */
  startedBefore(pid: number, ticks: number): boolean;
  /** The container that a process is in, as its control group tells; its name as the program above it does, where that is not all of it. */
  containerOf(pid: number): CgroupContainer | undefined;
  /** The same where no control group tells: as the monitor above it does. */
  monitoredContainerOf(pid: number): CgroupContainer | undefined;
  /** The systemd unit that a process is in, as its control group tells. */
  unitOf(pid: number): string | undefined;
  /** Forgets every process that is not in `pids`. */
  retain(pids: ReadonlySet<number>): void;
}

const FILES = ['stat', 'status', 'cmdline', 'cgroup'];

interface Remembered {
  readonly stamp: string;
  /** As it was read last. */
  stat: string;
  /** When it started, since boot. */
  readonly ticks: number | undefined;
  readonly process: Process;
  readonly container: CgroupContainer | undefined;
}

export function createProcessReader(io: HostIo): ProcessReader {
  const remembered = new Map<number, Remembered>();
  // What stands above a process does not change while it lives; its pid may be another's next time.
  const monitors: KnownMonitors = new Map();
  let users: ReadonlyMap<number, string> | undefined;
  let bootTime: number | undefined;

  const readNow = (pid: number): Remembered | undefined => {
    // Of one directory, which stays that of this process should its pid become another's.
    const [stat, status, commandLine, cgroupText] = readTexts(io, `/proc/${pid}`, FILES).map(textIn);
    if (stat === undefined) return undefined;
    users ??= parsePasswd(textIn(io.readText('/etc/passwd')) ?? '');
    bootTime ??= parseBootTime(textIn(io.readText('/proc/stat')) ?? '');
    const ticks = parseStartTicks(stat);
    const command = parseCommandLine(commandLine ?? '');
    const name = nameOf(io, pid, stat, command);
    const uid = parseEffectiveUid(status ?? '');
    const cgroup = parseCgroup(cgroupText ?? '');
    const container = cgroup?.container && namedByCommand(cgroup.container, command);
    const process = {
      pid,
      name,
      uid,
      user: uid === undefined ? undefined : users.get(uid),
      command,
      startedAt: bootTime === undefined || ticks === undefined ? undefined : formatStart(bootTime, ticks),
      cgroup: cgroup?.path,
      systemdUnit: cgroup?.systemdUnit,
      systemdSlice: cgroup?.systemdSlice,
      container: container?.name ?? shownId(container?.id),
    };
    return { stamp: stampOf(stat), stat, ticks, process, container };
  };

  const cgroupOf = (pid: number) => parseCgroup(textIn(io.readText(`/proc/${pid}/cgroup`)) ?? '');
  const statOf = (pid: number) => remembered.get(pid)?.stat ?? textIn(io.readText(`/proc/${pid}/stat`));
  const monitorOf = (pid: number) => monitorAbove(io, pid, statOf, monitors);

  return {
    read(pid) {
      const known = remembered.get(pid);
      const stat = known && textIn(io.readText(`/proc/${pid}/stat`));
      if (known !== undefined && stat !== undefined && stampOf(stat) === known.stamp) {
        known.stat = stat;
        return known.process;
      }
      const now = readNow(pid);
      if (now === undefined) remembered.delete(pid);
      else remembered.set(pid, now);
      return now?.process;
    },
    startedBefore: (pid, ticks) => (remembered.get(pid)?.ticks ?? ticks) < ticks,
    containerOf(pid) {
      const known = remembered.get(pid);
      const cgroup = known === undefined ? cgroupOf(pid) : undefined;
      const container = known?.container ?? cgroup?.container;
      if (!isToldByMonitor(container, known?.process.cgroup ?? cgroup?.path)) return container;
      const monitored = monitorOf(pid);
      const isIts =
        container?.runtime === 'podman'
          ? monitored?.id === container.id
          : monitored?.runtime === (container?.runtime ?? 'nspawn');
      return isIts ? monitored : container;
    },
    monitoredContainerOf: monitorOf,
    unitOf: (pid) => (remembered.get(pid)?.process ?? cgroupOf(pid))?.systemdUnit,
    retain(pids) {
      for (const pid of remembered.keys()) if (!pids.has(pid)) remembered.delete(pid);
      monitors.clear();
    },
  };
}

/**
 * Podman keeps names to itself, libvirt leaves letters out of those of control groups, and systemd-nspawn in a unit that somebody
 * else made (--keep-unit) has one for its payload, without a name.
 */
function isToldByMonitor(container: CgroupContainer | undefined, path: string | undefined): boolean {
  if (container === undefined) return /\/payload(?:\/|$)/.test(path ?? '');
  const isLxc = container.runtime === 'libvirt' && container.isVirtualMachine !== true;
  return isLxc || container.runtime === 'podman';
}

/** The same pid, started at the same time, under the same name: execve(2) changes the name, prctl(2) may. */
function stampOf(stat: string): string {
  return `${parseStartTicks(stat)} ${nameIn(stat)}`;
}

function nameIn(stat: string): string {
  return stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
}

/** The first thread of Node.js from version 24 on, and what programs in Go are called that start themselves again. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['MainThread', 'exe']);

/** The name of its file, where that may be seen, else of what it was started as. */
function programName(io: HostIo, pid: number, self: string | undefined): string | undefined {
  const link = io.readLink(`/proc/${pid}/exe`);
  const path = link.ok ? link.value.replace(/ \(deleted\)$/, '') : self;
  const name = path?.slice(path.lastIndexOf('/') + 1);
  return name === '' || name === 'exe' ? undefined : name;
}

/** The name between the brackets of /proc/PID/stat, unless it has a newline or a backslash, which stat may escape. */
function nameOf(io: HostIo, pid: number, stat: string, [self]: readonly string[]): string {
  const name = nameIn(stat);
  if (SAYS_NOTHING.has(name)) return programName(io, pid, self) ?? name;
  if (!name.includes('\\')) return name;
  return textIn(io.readText(`/proc/${pid}/comm`))?.replace(/\n$/, '') ?? name;
}

function textIn(text: Result<string>): string | undefined {
  return text.ok ? text.value : undefined;
}
