import type { HostIo } from '../../../host-io.js';
import { parseCgroup2Mount } from '../../owners/read-cgroup-path.js';
import { UNREAD, type Unread } from '../unread-layer.js';
import { ATTACH, attachedPrograms, type BpfCalls, type BpfProgram, hasPrograms } from './bpf-programs.js';

/** The BPF programs of a control group and of those above it: all that its sockets meet. */
export interface CgroupPrograms {
  /** They see each packet that its sockets get and send. */
  readonly packets: readonly BpfProgram[];
  /** They see each datagram that an unconnected socket of UDP sends, and may give it another destination. */
  readonly datagrams: readonly BpfProgram[];
  /** They see where its processes connect to, and may lead them elsewhere; told of the topmost control group alone. */
  readonly connections: readonly BpfProgram[];
}

/** Tells them by the path of the control group: unread where this one cannot be asked, undefined where nobody may ask of any. */
export type ProgramsOf = (path: string) => CgroupPrograms | Unread | undefined;

const NONE: CgroupPrograms = { packets: [], datagrams: [], connections: [] };
const EPERM = 1;
const O_PATH_CLOEXEC = 0o12000000;
const O_DIRECTORY = 0o200000;

/**
 * As they are now: each group is asked once. Programs that have a say when a socket is made, bound or released had it before it
 * listened; those for what a program receives (recvmsg) can refuse nothing.
 */
export function readCgroupPrograms(io: HostIo, libc: BpfCalls | undefined): ProgramsOf {
  if (libc?.bpf === undefined) return () => undefined;
  if (hasPrograms(libc) === false) return () => NONE;
  const mounts = io.readText('/proc/self/mountinfo');
  if (!mounts.ok) return () => UNREAD;
  const point = parseCgroup2Mount(mounts.value);
  // Without the file system there is nothing to attach to.
  if (point === undefined) return () => NONE;
  const known = new Map<string, ReturnType<ProgramsOf>>();
  return (path) => {
    if (!known.has(path)) known.set(path, readPrograms(libc, point, path));
    return known.get(path);
  };
}

function readPrograms(libc: BpfCalls, point: string, path: string): ReturnType<ProgramsOf> {
  const fd = libc.open(`${point}${path}`, O_PATH_CLOEXEC | O_DIRECTORY);
  // Of one that is gone, or out of sight, sockets may be left that its programs see to.
  if (fd < 0) return UNREAD;
  let refusal: number | undefined;
  const ask = (types: readonly number[]): readonly BpfProgram[] =>
    types.flatMap((type) => {
      const programs = attachedPrograms(libc, fd, type, true);
      if (programs !== UNREAD) return programs;
      refusal = libc.errno();
      return [];
    });
  const packets = ask([ATTACH.cgroupIngress, ATTACH.cgroupEgress]);
  const datagrams = ask([ATTACH.cgroupSendmsg4, ATTACH.cgroupSendmsg6]);
  const connections = path === '/' ? ask([ATTACH.cgroupConnect4, ATTACH.cgroupConnect6]) : [];
  libc.close(fd);
  if (refusal === EPERM) return undefined;
  return refusal === undefined ? { packets, datagrams, connections } : UNREAD;
}
