import type { Process } from '../../model/facts.js';
import type { HostIo } from '../host-io.js';
import { type CgroupContainer, shownId } from './containers/cgroup-container.js';
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
  /** The container that a process is in, as its control group tells. */
  containerOf(pid: number): CgroupContainer | undefined;
  /** Forgets every process that is not in `pids`. */
  retain(pids: ReadonlySet<number>): void;
}

export function createProcessReader(io: HostIo): ProcessReader {
  const remembered = new Map<number, { readonly stamp: string; readonly process: Process }>();
  const cgroupOf = (pid: number) => parseCgroup(textOf(io, `/proc/${pid}/cgroup`) ?? '');
  let users: ReadonlyMap<number, string> | undefined;
  let bootTime: number | undefined;

  const readNow = (pid: number, name: string, ticks: number | undefined): Process => {
    users ??= parsePasswd(textOf(io, '/etc/passwd') ?? '');
    bootTime ??= parseBootTime(textOf(io, '/proc/stat') ?? '');
    const uid = parseEffectiveUid(textOf(io, `/proc/${pid}/status`) ?? '');
    const cgroup = cgroupOf(pid);
    return {
      pid,
      name,
      uid,
      user: uid === undefined ? undefined : users.get(uid),
      command: parseCommandLine(textOf(io, `/proc/${pid}/cmdline`) ?? ''),
      startedAt: bootTime === undefined || ticks === undefined ? undefined : formatStart(bootTime, ticks),
      cgroup: cgroup?.path,
      systemdUnit: cgroup?.systemdUnit,
      systemdSlice: cgroup?.systemdSlice,
      container: cgroup?.container?.name ?? shownId(cgroup?.container?.id),
    };
  };

  return {
    read(pid) {
      const stat = textOf(io, `/proc/${pid}/stat`);
      if (stat === undefined) return undefined;
      const ticks = parseStartTicks(stat);
      const name = nameOf(io, pid, stat);
      // The same pid, started at the same time, under the same name: execve(2) changes the name, prctl(2) may.
      const stamp = `${ticks} ${name}`;
      const known = remembered.get(pid);
      if (known?.stamp === stamp) return known.process;
      const process = readNow(pid, name, ticks);
      remembered.set(pid, { stamp, process });
      return process;
    },
    containerOf: (pid) => cgroupOf(pid)?.container,
    retain(pids) {
      for (const pid of remembered.keys()) if (!pids.has(pid)) remembered.delete(pid);
    },
  };
}

/** The name between the brackets of /proc/PID/stat, unless it has a newline or a backslash, which stat may escape. */
function nameOf(io: HostIo, pid: number, stat: string): string {
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  return name.includes('\\') ? (textOf(io, `/proc/${pid}/comm`)?.replace(/\n$/, '') ?? name) : name;
}

function textOf(io: HostIo, path: string): string | undefined {
  const text = io.readText(path);
  return text.ok ? text.value : undefined;
}
