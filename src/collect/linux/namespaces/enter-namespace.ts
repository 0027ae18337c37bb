import { type HostIo, readTexts } from '../../host-io.js';
import type { Enter } from '../netlink/netlink.js';
import type { Libc } from '../system/libc.js';
import { type MountPoint, openMountPoint } from './open-mount-point.js';
import { readNamespaceId } from './read-namespace.js';

/** A network namespace that is open, so that it stays, and can be entered. */
export interface OpenNamespace {
  readonly fd: number;
  readonly enter: Enter;
}

/** Leads into other network namespaces, and back into the one in which it was made. */
export interface NamespaceDoor {
  /** A descriptor of the namespace in which it was made. */
  readonly home: number;
  /**
   * The namespace `id` ("net:[4026531840]") by the first of `paths`, then of `points`, that leads to it. "gone" when none does any
   * more, "refused" without the right to enter it, or when too many descriptors are open.
   */
  open(
    id: string,
    paths: readonly string[],
    points: readonly MountPoint[],
  ): OpenNamespace | 'gone' | 'refused';
  /** Closes every descriptor. */
  close(): void;
}

const O_RDONLY_CLOEXEC = 0o2000000;
const CLONE_NEWNET = 0x40000000;
const EPERM = 1;
const ENOENT = 2;
const ESRCH = 3;
const ENOTDIR = 20;

/**
 * setns(2) moves this thread alone, and only for as long as synchronous work runs: no other code ever sees the thread
 * elsewhere. Programs started meanwhile run inside, and sockets opened meanwhile stay there. Undefined when the own namespace
 * cannot be opened, without which there is no way back.
 */
export function openNamespaceDoor(io: HostIo, libc: Libc): NamespaceDoor | undefined {
  const home = libc.open('/proc/thread-self/ns/net', O_RDONLY_CLOEXEC);
  if (home < 0) return undefined;
  const opened = [home];
  let inside = home;

  const enterBy = (fd: number): Enter => {
    return (work) => {
      if (inside === fd) return work();
      if (libc.setns(fd, CLONE_NEWNET) !== 0) throw new Error(`setns: errno ${libc.errno()}`);
      const before = inside;
      inside = fd;
      try {
        return work();
      } finally {
        // Whatever ran next would speak of the wrong namespace as if it were this one.
        if (libc.setns(before, CLONE_NEWNET) !== 0) process.abort();
        inside = before;
      }
    };
  };

  return {
    home,
    open(id, paths, points) {
      let outcome: 'gone' | 'refused' = 'gone';
      const attempts = [
        ...paths.map((path) => () => openPath(libc, path)),
        ...points.map((point) => () => openMountPoint(libc, id, point)),
      ];
      for (const attempt of attempts) {
        const fd = attempt();
        if (fd === 'refused') outcome = fd;
        if (typeof fd === 'string') continue;
        const whereTo = lookBehind(io, libc, home, fd);
        if (whereTo === id) {
          opened.push(fd);
          return { fd, enter: enterBy(fd) };
        }
        if (whereTo === 'refused') outcome = 'refused';
        libc.close(fd);
      }
      return outcome;
    },
    close() {
      for (const fd of opened.splice(0)) libc.close(fd);
    },
  };
}

function openPath(libc: Libc, path: string): number | 'gone' | 'refused' {
  const fd = libc.open(path, O_RDONLY_CLOEXEC);
  if (fd >= 0) return fd;
  return [ENOENT, ESRCH, ENOTDIR].includes(libc.errno()) ? 'gone' : 'refused';
}

/**
 * The id of the network namespace that `fd` refers to, asked from inside: a process may have ended and its pid be another's, and
 * the name of a file tells nothing once it is unmounted.
 */
function lookBehind(io: HostIo, libc: Libc, home: number, fd: number): string {
  if (libc.setns(fd, CLONE_NEWNET) !== 0) return libc.errno() === EPERM ? 'refused' : 'no namespace';
  const id = readNamespaceId(io);
  if (libc.setns(home, CLONE_NEWNET) !== 0) process.abort();
  return id;
}

/** The same system, with every call made by way of `enter`: a program that is started runs inside as well. */
export function ioInside(io: HostIo, enter: Enter): HostIo {
  return {
    ...io,
    readText: (path, enough) => enter(() => io.readText(path, enough)),
    readTexts: io.readTexts && ((directory, names) => enter(() => readTexts(io, directory, names))),
    listDir: (path) => enter(() => io.listDir(path)),
    readLink: (path) => enter(() => io.readLink(path)),
    inodeOf: (path) => enter(() => io.inodeOf(path)),
    statusOf: (path) => enter(() => io.statusOf(path)),
    run: (name, args, options) => enter(() => io.run(name, args, options)),
  };
}
