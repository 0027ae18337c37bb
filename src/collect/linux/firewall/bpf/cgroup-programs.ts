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

/** Tells them by the path of the control group. */
export type ProgramsOf = (path: string) => CgroupPrograms | Unread;

const NONE: CgroupPrograms = { packets: [], datagrams: [], connections: [] };
const O_PATH_CLOEXEC = 0o12000000;
const O_DIRECTORY = 0o200000;

/**
 * As they are now: each group is asked once. Programs that have a say when a socket is made, bound or released had it before it
 * listened; those for what a program receives (recvmsg) can refuse nothing.
 */
export function readCgroupPrograms(io: HostIo, libc: BpfCalls | undefined): ProgramsOf {
  if (libc?.bpf === undefined) return () => UNREAD;
  if (hasPrograms(libc) === false) return () => NONE;
  const mounts = io.readText('/proc/self/mountinfo');
  if (!mounts.ok) return () => UNREAD;
  const point = parseCgroup2Mount(mounts.value);
  // Without the file system there is nothing to attach to.
  if (point === undefined) return () => NONE;
  const known = new Map<string, CgroupPrograms | Unread>();
  return (path) => {
    const read = known.get(path) ?? readPrograms(libc, point, path);
    known.set(path, read);
    return read;
  };
}

function readPrograms(libc: BpfCalls, point: string, path: string): CgroupPrograms | Unread {
  const fd = libc.open(`${point}${path}`, O_PATH_CLOEXEC | O_DIRECTORY);
  // It is gone, and its sockets with it or soon.
  if (fd < 0) return NONE;
  const ask = (types: readonly number[]): readonly BpfProgram[] | Unread => {
    const found = types.map((type) => attachedPrograms(libc, fd, type, true));
    return found.some((programs) => programs === UNREAD)
      ? UNREAD
      : found.flatMap((programs) => (programs === UNREAD ? [] : programs));
  };
  const packets = ask([ATTACH.cgroupIngress, ATTACH.cgroupEgress]);
  const datagrams = ask([ATTACH.cgroupSendmsg4, ATTACH.cgroupSendmsg6]);
  const connections = path === '/' ? ask([ATTACH.cgroupConnect4, ATTACH.cgroupConnect6]) : [];
  libc.close(fd);
  if (packets === UNREAD || datagrams === UNREAD || connections === UNREAD) return UNREAD;
  return { packets, datagrams, connections };
}
