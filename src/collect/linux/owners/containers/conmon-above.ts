import type { HostIo } from '../../../host-io.js';
import { parseCommandLine, parseParent } from '../parse-proc-pid.js';
import type { CgroupContainer } from './cgroup-container.js';

/** What is known already, by pid: processes have most of what is above them in common. */
export type KnownMonitors = Map<number, CgroupContainer | undefined>;

/** A service of a container may be that far below its first process. */
const FURTHEST = 12;

/**
 * The container that a process is in as conmon(8), which watches over it from above, was told: podman's, where no socket
 * answers and whosever storage it is in, and without a control group of its own as well.
 * `statOf`: /proc/PID/stat, where it may have been read already.
 */
export function conmonAbove(
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
    if (at !== pid && /^\d+ \(conmon\) /.test(stat)) return settle(told(io, at));
    passed.push(at);
    at = parseParent(stat);
  }
  // Given up on, those higher up may yet be near enough.
  return passed.length < FURTHEST ? settle(undefined) : undefined;
}

/** conmon -c ID -u ID -n NAME … --exit-command /usr/bin/podman … */
function told(io: HostIo, pid: number): CgroupContainer | undefined {
  const text = io.readText(`/proc/${pid}/cmdline`);
  const command = parseCommandLine(text.ok ? text.value : '');
  const optionOf = (...options: readonly string[]) => {
    const at = command.findIndex((word) => options.includes(word));
    return at < 0 ? undefined : command[at + 1];
  };
  const id = optionOf('-c', '--cid');
  if (id === undefined || !/^[0-9a-f]{64}$/.test(id)) return undefined;
  const isPodmans = optionOf('--exit-command')?.endsWith('/podman') === true;
  return { runtime: isPodmans ? 'podman' : 'unknown', id, name: optionOf('-n', '--name') };
}
