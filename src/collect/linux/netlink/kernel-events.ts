import type { Libc } from '../system/libc.js';
import { NETLINK_NETFILTER, NETLINK_ROUTE } from './netlink.js';

/** Tells that the kernel's tables of interfaces, addresses, routes, rules of routing or nftables have changed. */
export interface KernelEvents {
  /** Descriptors that have something to read when something has changed. */
  readonly descriptors: readonly number[];
  /** Whether anything has changed since it was asked last. */
  changed(): boolean;
  close(): void;
}

const AF_NETLINK = 16;
/** SOCK_RAW, SOCK_NONBLOCK, SOCK_CLOEXEC. */
const SOCKET_TYPE = 0o2004003;
const SOL_NETLINK = 270;
const NETLINK_LISTEN_ALL_NSID = 8;
const EAGAIN = 11;
const ENOBUFS = 105;
const EINTR = 4;
const DATAGRAM = 32_768;

/** linux/rtnetlink.h: links, addresses, routes and rules, of IPv4 and IPv6. */
const ROUTE_GROUPS = [1, 5, 7, 8, 9, 11, 19];
/** linux/nfnetlink.h: NFNLGRP_NFTABLES. */
const NFTABLES_GROUP = 7;

/**
 * Listens to the kernel's own messages, in the namespace of this thread and, with the right to it, in those that have an id there
 * (ip-netns(8)). Without the right to hear of nftables it tells of the rest; sockets of programs come and go untold.
 */
export function openKernelEvents(libc: Libc): KernelEvents {
  const descriptors = [
    subscribe(libc, NETLINK_ROUTE, ROUTE_GROUPS),
    subscribe(libc, NETLINK_NETFILTER, [NFTABLES_GROUP]),
  ].filter((fd) => fd !== undefined);
  const target = Buffer.allocUnsafe(DATAGRAM);
  return {
    descriptors,
    // Each is emptied, whatever the others hold.
    changed: () => descriptors.filter((fd) => drain(libc, fd, target)).length > 0,
    close() {
      for (const fd of descriptors.splice(0)) libc.close(fd);
    },
  };
}

function subscribe(libc: Libc, protocol: number, groups: readonly number[]): number | undefined {
  const fd = libc.socket(AF_NETLINK, SOCKET_TYPE, protocol);
  if (fd < 0) return undefined;
  // struct sockaddr_nl: family, padding, port (the kernel chooses), groups.
  const address = Buffer.alloc(12);
  address.writeUInt16LE(AF_NETLINK, 0);
  address.writeUInt32LE(
    groups.reduce((mask, group) => mask + 2 ** (group - 1), 0),
    8,
  );
  if (libc.bind(fd, address, address.length) !== 0) {
    libc.close(fd);
    return undefined;
  }
  const yes = Buffer.from(Uint32Array.of(1).buffer);
  libc.setsockopt(fd, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, yes, yes.length);
  return fd;
}

/** Reads all that has come. More of it than the kernel could keep (ENOBUFS) is a change as well. */
function drain(libc: Libc, fd: number, target: Buffer): boolean {
  let changed = false;
  for (;;) {
    if (libc.recv(fd, target, target.length, 0) >= 0) {
      changed = true;
      continue;
    }
    const errno = libc.errno();
    if (errno === EAGAIN) return changed;
    changed = true;
    // ENOBUFS is told once, and the next read goes on. Anything else would not end.
    if (errno !== EINTR && errno !== ENOBUFS) return changed;
  }
}
