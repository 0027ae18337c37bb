import type { Libc } from '../system/libc.js';
import { EBADMSG, readDatagram } from './netlink-datagram.js';
import { buildRequest, type Message, NLM_F_DUMP } from './netlink-message.js';

/** The subsystems asked: linux/netlink.h. */
export const NETLINK_ROUTE = 0;
export const NETLINK_SOCK_DIAG = 4;
export const NETLINK_NETFILTER = 12;
/** Its answers may hold keys: none is kept. */
export const NETLINK_GENERIC = 16;

/**
 * The kernel's answer: its messages, or the errno it refused with. Where it answers byte for byte as it did before, `messages` is
 * the same list.
 */
export type NetlinkAnswer =
  | { readonly ok: true; readonly messages: readonly Message[] }
  | { readonly ok: false; readonly errno: number };

/** Netlink sockets of the network namespace in which each was first used, kept open for the next question. */
export interface Netlink {
  /**
   * Asks for everything of a kind, or for the first few: no more datagrams are taken once `enough` messages came. Tables that
   * change meanwhile are asked for again, at most three times.
   */
  dump(protocol: number, type: number, payload: Uint8Array, enough?: number): NetlinkAnswer;
  /** Asks for one thing, which comes in one message. */
  get(protocol: number, type: number, payload: Uint8Array): NetlinkAnswer;
  /** The number that this namespace has alone for as long as the kernel runs; an inode's is used again. Linux 5.14 and later. */
  cookie(): bigint | undefined;
  /** Closes the sockets. The next question opens another. */
  close(): void;
}

/** Runs `work`, which is synchronous, in a network namespace. */
export type Enter = <T>(work: () => T) => T;

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 0o2000003;
const SOL_SOCKET = 1;
const SO_NETNS_COOKIE = 71;
const EINTR = 4;
/** The kernel answers before send(2) returns, or the next part before recv(2) does: there is nothing to wait for. */
const MSG_DONTWAIT = 0x40;
/** The kernel fills datagrams of up to 32 KiB for a reader that offers as much. */
const DATAGRAM = 65_536;
const DUMPS = 3;

/** `inside`: how to be in the namespace while a socket is opened; unless given, it is that of this thread. */
export function openNetlink(libc: Libc, inside: Enter = (work) => work()): Netlink {
  const sockets = new Map<number, number>();
  let sequence = 0;

  const socketOf = (protocol: number): number => {
    const open = sockets.get(protocol);
    if (open !== undefined) return open;
    const fd = inside(() => libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol));
    if (fd >= 0) sockets.set(protocol, fd);
    return fd;
  };

  const ask = (protocol: number, type: number, flags: number, payload: Uint8Array, enough?: number) => {
    const fd = socketOf(protocol);
    if (fd < 0) return { answer: refused(libc.errno()), interrupted: false, cut: false };
    sequence += 1;
    const request = buildRequest(type, flags, sequence, payload);
    if (libc.send(fd, request, request.length, 0) < 0)
      return { answer: refused(libc.errno()), interrupted: false, cut: false };
    const secret = protocol === NETLINK_GENERIC;
    const result = receive(libc, fd, datagram(), sequence, { isDump: flags === NLM_F_DUMP, secret, enough });
    // The rest of the answer would be in the way of the next one.
    if (result.cut) {
      libc.close(fd);
      sockets.delete(protocol);
    }
    return result;
  };

  return {
    dump(protocol, type, payload, enough) {
      let result = ask(protocol, type, NLM_F_DUMP, payload, enough);
      for (let tries = 1; result.interrupted && tries < DUMPS; tries++)
        result = ask(protocol, type, NLM_F_DUMP, payload, enough);
      return result.answer;
    },
    get: (protocol, type, payload) => ask(protocol, type, 0, payload).answer,
    cookie() {
      const value = Buffer.alloc(8);
      const length = Buffer.from(Uint32Array.of(value.length).buffer);
      const fd = socketOf(NETLINK_ROUTE);
      return fd >= 0 && libc.getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, value, length) === 0
        ? value.readBigUInt64LE()
        : undefined;
    },
    close() {
      for (const fd of sockets.values()) libc.close(fd);
      sockets.clear();
    },
  };
}

let target: Buffer | undefined;

/** Room for an answer, which is taken out of it before anybody else asks. */
function datagram(): Buffer {
  target ??= Buffer.allocUnsafe(DATAGRAM);
  return target;
}

interface Reception {
  readonly isDump: boolean;
  readonly secret: boolean;
  readonly enough?: number;
}

/** Reads datagrams until the answer to `sequence` is complete. */
function receive(
  libc: Libc,
  fd: number,
  target: Buffer,
  sequence: number,
  { isDump, secret, enough = Number.POSITIVE_INFINITY }: Reception,
) {
  const parts: (readonly Message[])[] = [];
  let count = 0;
  let interrupted = false;
  for (;;) {
    const length = libc.recv(fd, target, target.length, MSG_DONTWAIT);
    if (length < 0) {
      if (libc.errno() === EINTR) continue;
      return { answer: refused(libc.errno()), interrupted, cut: false };
    }
    const datagram = readDatagram(target.subarray(0, length), secret);
    if (secret) target.fill(0, 0, length);
    // What is left of an answer that was not read to its end.
    if (datagram.sequence !== sequence) continue;
    interrupted ||= datagram.interrupted;
    if (datagram.errno > 0)
      return { answer: refused(datagram.errno), interrupted, cut: datagram.errno === EBADMSG };
    if (datagram.messages.length > 0) parts.push(datagram.messages);
    count += datagram.messages.length;
    const ended = datagram.ended || !isDump;
    if (!ended && count < enough) continue;
    const [only = datagram.messages] = parts;
    const answer: NetlinkAnswer = { ok: true, messages: parts.length > 1 ? parts.flat() : only };
    return { answer, interrupted, cut: !ended };
  }
}

function refused(errno: number): NetlinkAnswer {
  return { ok: false, errno };
}
