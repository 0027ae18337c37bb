import type { HostIo } from '../../../host-io.js';
import { parseCommandLine, parseParent } from '../parse-proc-pid.js';
import type { CgroupContainer } from './cgroup-container.js';
import { machineOfNspawn } from './nspawn-command.js';

/** What is known already, by pid: processes have most of what is above them in common. */
export type KnownMonitors = Map<number, CgroupContainer | undefined>;

/** A service of a container may be that far below its first process. */
const FURTHEST = 12;

/** By the name of the program: what its command line tells of the container below it. */
const MONITORS = new Map<string, (command: readonly string[]) => CgroupContainer | undefined>([
  ['conmon', ofConmon],
  // libvirt_lxc --name NAME …
  ['libvirt_lxc', (command) => named('libvirt', wordAfter(command, '--name'))],
  ['systemd-nspawn', (command) => named('nspawn', machineOfNspawn(command))],
]);

/**
 * The container that a process is in as the program which watches over it from above was told: podman's by conmon(8), where no
 * socket answers and whosever storage it is in; and where no control group tells, or not all of the name.
 * `statOf`: /proc/PID/stat, where it may have been read already.
 */
export function monitorAbove(
  io: HostIo,
  pid: number,
  statOf: (pid: number) => string | undefined = (at) => {
    const stat = io.readText(`/proc/${at}/stat`);
    return stat.ok ? stat.value : undefined;
  },
  known: KnownMonitors = new Map(),
): CgroupContainer | undefined {
  const passed: number[] = [];
  const settle = (found: CgroupContainer | undefined) => {
    for (const each of passed) known.set(each, found);
    return found;
  };
  for (let at = pid; at > 1 && passed.length < FURTHEST; ) {
    if (known.has(at)) return settle(known.get(at));
    const stat = statOf(at);
    if (stat === undefined) break;
    const monitor = at === pid ? undefined : MONITORS.get(nameIn(stat));
    if (monitor !== undefined) return settle(monitor(commandOf(io, at)));
    passed.push(at);
    at = parseParent(stat);
  }
  // Given up on, those higher up may yet be near enough.
  return passed.length < FURTHEST ? settle(undefined) : undefined;
}

function nameIn(stat: string): string {
  return stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
}

function commandOf(io: HostIo, pid: number): readonly string[] {
  const text = io.readText(`/proc/${pid}/cmdline`);
  return parseCommandLine(text.ok ? text.value : '');
}

function wordAfter(command: readonly string[], ...options: readonly string[]): string | undefined {
  const at = command.findIndex((word) => options.includes(word));
  return at < 0 ? undefined : command[at + 1];
}

function named(runtime: 'libvirt' | 'nspawn', name: string | undefined): CgroupContainer | undefined {
  return name === undefined || name === '' ? undefined : { runtime, id: name, name };
}

/** conmon -c ID -u ID -n NAME … --exit-command /usr/bin/podman … */
function ofConmon(command: readonly string[]): CgroupContainer | undefined {
  const id = wordAfter(command, '-c', '--cid');
  if (id === undefined || !/^[0-9a-f]{64}$/.test(id)) return undefined;
  const isPodmans = wordAfter(command, '--exit-command')?.endsWith('/podman') === true;
  return { runtime: isPodmans ? 'podman' : 'unknown', id, name: wordAfter(command, '-n', '--name') };
}
