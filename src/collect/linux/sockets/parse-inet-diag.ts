import type { IpFamily } from '../../../net/address-set.js';
import { AF_INET, addressAt } from '../netlink/address-bytes.js';
import { eachAttribute } from '../netlink/netlink-message.js';

/** A socket as sock_diag(7) tells of it (struct inet_diag_msg and the attributes that matter here). */
export interface DiagSocket {
  readonly family: IpFamily;
  /** TCP_* of net/tcp_states.h, for every protocol. */
  readonly state: number;
  readonly address: string;
  readonly port: number;
  /** sk_bound_dev_if: an interface index, 0 when it is bound to none. */
  readonly deviceIndex: number;
  readonly waiting: number;
  readonly limit: number;
  readonly uid: number;
  readonly inode: number;
  readonly v6only?: boolean;
  readonly transparent?: boolean;
  readonly multicastAll?: boolean;
  /** Inode of its directory in the cgroup2 file system. */
  readonly cgroupId?: number;
  /** SCTP: all the addresses that it is bound to, of which `address` is the first. */
  readonly locals?: readonly BoundAddress[];
}

export interface BoundAddress {
  readonly family: IpFamily;
  readonly address: string;
}

const MESSAGE_SIZE = 72;
const SOCKADDR_STORAGE = 128;
const INET_DIAG_SKV6ONLY = 11;
const INET_DIAG_LOCALS = 12;
const INET_DIAG_CGROUP_ID = 21;
const INET_DIAG_SOCKOPT = 22;
/** struct inet_diag_sockopt: recverr, is_icsk, freebind, hdrincl, mc_loop, transparent, mc_all, … one bit each. */
const SOCKOPT_TRANSPARENT = 1 << 5;
const SOCKOPT_MC_ALL = 1 << 6;

/** The payload of one answer to SOCK_DIAG_BY_FAMILY: linux/inet_diag.h. */
export function parseInetDiag(message: Buffer): DiagSocket {
  const family = message.readUInt8(0) === AF_INET ? 'ipv4' : 'ipv6';
  let v6only: boolean | undefined;
  let options: number | undefined;
  let cgroupId: number | undefined;
  let locals: readonly BoundAddress[] | undefined;
  eachAttribute(message, MESSAGE_SIZE, (type, start, end) => {
    // Without a value the attribute tells nothing, and what stands at `start` is the next one.
    if (start === end) return;
    if (type === INET_DIAG_SKV6ONLY) v6only = message.readUInt8(start) !== 0;
    else if (type === INET_DIAG_SOCKOPT) options = message.readUInt8(start);
    else if (type === INET_DIAG_LOCALS) locals = localsIn(message, start, end);
    else if (type === INET_DIAG_CGROUP_ID && end - start >= 8)
      cgroupId = message.readUInt32LE(start) + message.readUInt32LE(start + 4) * 2 ** 32;
  });
  return {
    family,
    state: message.readUInt8(1),
    address: addressAt(message, 8, family),
    port: message.readUInt16BE(4),
    deviceIndex: message.readUInt32LE(40),
    waiting: message.readUInt32LE(56),
    limit: message.readUInt32LE(60),
    uid: message.readUInt32LE(64),
    inode: message.readUInt32LE(68),
    v6only,
    transparent: options === undefined ? undefined : (options & SOCKOPT_TRANSPARENT) !== 0,
    multicastAll: options === undefined ? undefined : (options & SOCKOPT_MC_ALL) !== 0,
    cgroupId,
    locals,
  };
}

/** An array of struct sockaddr_storage. */
function localsIn(bytes: Buffer, start: number, end: number): BoundAddress[] {
  const found: BoundAddress[] = [];
  for (let at = start; at + SOCKADDR_STORAGE <= end; at += SOCKADDR_STORAGE) {
    const family = bytes.readUInt16LE(at) === AF_INET ? 'ipv4' : 'ipv6';
    found.push({ family, address: addressAt(bytes, at + (family === 'ipv4' ? 4 : 8), family) });
  }
  return found;
}
