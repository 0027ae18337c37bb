import type { HostIo } from '../../host-io.js';
import { type Enter, type Netlink, openNetlink } from '../netlink/netlink.js';
import { numberOf } from '../processes/namespace-numbers.js';
import type { Libc } from '../system/libc.js';
import { ioInside, type NamespaceDoor, type OpenNamespace } from './enter-namespace.js';
import type { FoundNamespace } from './find-namespaces.js';

/** `pids` is absent where no process was asked. */
type Identity = Pick<FoundNamespace, 'id' | 'name' | 'mounts'> & Partial<Pick<FoundNamespace, 'pids'>>;

/** A network namespace, and what to read it through. */
export interface Place extends Identity {
  readonly current: boolean;
  readonly io: HostIo;
  /** Undefined where netlink cannot be used. */
  readonly netlink: Netlink | undefined;
  /** Runs synchronous work inside. */
  readonly enter: Enter;
  /** A descriptor of it; undefined where none can be had. */
  readonly fd: number | undefined;
  /** Closes the sockets of `netlink` that would keep a namespace that nobody else keeps any more. It can still be asked. */
  release(): void;
}

/** That of this thread first, the others by the number in their id. */
export function inOrder(a: Place, b: Place): number {
  return Number(b.current) - Number(a.current) || numberOf(a.id) - numberOf(b.id);
}

/** The namespace of this thread. `netlink`: sockets in it, which stay open. */
export function ownPlace(
  io: HostIo,
  { id, name, mounts, pids }: Identity,
  netlink: Netlink | undefined,
  door: NamespaceDoor | undefined,
): Place {
  const enter: Enter = (work) => work();
  const release = () => {};
  return { id, name, mounts, pids, current: true, io, netlink, enter, fd: door?.home, release };
}

export function otherPlace(
  io: HostIo,
  libc: Libc,
  { id, name, mounts, pids }: FoundNamespace,
  { fd, enter }: OpenNamespace,
): Place {
  const netlink = openNetlink(libc, enter);
  const inside = ioInside(io, enter);
  const release = () => netlink.close();
  return { id, name, mounts, pids, current: false, io: inside, netlink, enter, fd, release };
}
