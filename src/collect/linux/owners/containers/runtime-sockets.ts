import type { Runtime } from '../../../../model/container.js';
import type { HostIo } from '../../../host-io.js';
import { PROC_NET } from '../../system/proc-net.js';

/** A socket at which a container runtime answers. */
export interface RuntimeSocket {
  readonly runtime: Runtime;
  readonly path: string;
  /** Of the listening socket; undefined where it is in no list of this network namespace. */
  readonly inode?: number;
}

/** The sockets of Docker and podman that exist: the system's, and those of users who run them without root. */
export function findRuntimeSockets(io: HostIo): readonly RuntimeSocket[] {
  const found = candidates(io).filter(({ path }) => io.inodeOf(path).ok);
  if (found.length === 0) return [];
  const listed = io.readText(`${PROC_NET}/unix`);
  const inodes = listed.ok ? listeningInodes(listed.value) : new Map<string, number>();
  return found.map((socket) => ({
    ...socket,
    inode: inodes.get(socket.path) ?? inodes.get(`/var${socket.path}`),
  }));
}

function candidates(io: HostIo): readonly RuntimeSocket[] {
  const users = io.listDir('/run/user');
  return ['/run', ...(users.ok ? users.value.map((uid) => `/run/user/${uid}`) : [])].flatMap((folder) => [
    { runtime: 'docker', path: `${folder}/docker.sock` } as const,
    { runtime: 'podman', path: `${folder}/podman/podman.sock` } as const,
  ]);
}

/** By path: the inodes of listening sockets in the text of /proc/net/unix, proc_net(5). */
function listeningInodes(text: string): Map<string, number> {
  const inodes = new Map<string, number>();
  // __SO_ACCEPTCON of linux/net.h.
  for (const [, inode, path = ''] of text.matchAll(/^\w+: \w+ \w+ 00010000 \w+ \w+ +(\d+) (\/.*)$/gm))
    inodes.set(path, Number(inode));
  return inodes;
}
