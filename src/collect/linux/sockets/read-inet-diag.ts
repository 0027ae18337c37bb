import type { Protocol } from '../../../model/facts.js';
import type { IpFamily } from '../../../net/address-set.js';
import { AF_INET, AF_INET6 } from '../netlink/address-bytes.js';
import { NETLINK_SOCK_DIAG, type Netlink } from '../netlink/netlink.js';
import { type Message, parseAll } from '../netlink/netlink-message.js';
import { WAITING_STATE } from './listed-socket.js';
import { type DiagSocket, parseInetDiag } from './parse-inet-diag.js';

const SOCK_DIAG_BY_FAMILY = 20;
const TCPDIAG_GETSOCK = 18;
/** ENOENT, EAFNOSUPPORT. */
const WITHOUT_IPV6: ReadonlySet<number> = new Set([2, 97]);
/** struct inet_diag_req_v2, and struct inet_diag_req. */
const REQUEST_SIZE = 56;
const REQUEST_SIZE_V1 = 60;

/** IP protocol numbers. IPPROTO_RAW stands for every raw socket, whatever protocol it takes. */
const NUMBERS: Readonly<Record<Protocol, number>> = {
  tcp: 6,
  udp: 17,
  udplite: 136,
  sctp: 132,
  dccp: 33,
  raw: 255,
};

/**
 * The sockets of `protocol` that wait for others, of `families`, through sock_diag(7): TCP's established sockets, which
 * may be many, are not even looked at. Undefined when the kernel cannot list this protocol so.
 */
export function readInetDiag(
  netlink: Netlink,
  protocol: Protocol,
  families: readonly IpFamily[] = ['ipv4', 'ipv6'],
): readonly DiagSocket[] | undefined {
  const state = WAITING_STATE[protocol];
  const messages =
    (protocol === 'tcp' && families.length === 2 ? bothFamilies(netlink, state) : undefined) ??
    eachFamily(netlink, protocol, families, state);
  const sockets = messages && parseAll(messages, parseInetDiag);
  // Raw sockets come with the connected ones, whatever states were asked for (raw_diag.c).
  return sockets?.flatMap((socket) => (socket.state === state ? perAddress(socket) : []));
}

/** TCP as it was asked for before there was SOCK_DIAG_BY_FAMILY: the kernel goes through its tables once for both families. */
function bothFamilies(netlink: Netlink, state: number): readonly Message[] | undefined {
  const request = Buffer.alloc(REQUEST_SIZE_V1);
  request.writeUInt8(AF_INET, 0);
  request.writeUInt32LE(1 << state, 52);
  const answer = netlink.dump(NETLINK_SOCK_DIAG, TCPDIAG_GETSOCK, request);
  return answer.ok ? answer.messages : undefined;
}

function eachFamily(
  netlink: Netlink,
  protocol: Protocol,
  families: readonly IpFamily[],
  state: number,
): readonly Message[] | undefined {
  let found: readonly Message[] = [];
  for (const family of families.map((each) => (each === 'ipv4' ? AF_INET : AF_INET6))) {
    const request = Buffer.alloc(REQUEST_SIZE);
    request.writeUInt8(family, 0);
    request.writeUInt8(NUMBERS[protocol], 1);
    request.writeUInt32LE(1 << state, 4);
    const answer = netlink.dump(NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY, request);
    if (answer.ok) found = found.concat(answer.messages);
    // A kernel without IPv6 knows the protocol for one family only.
    else if (family !== AF_INET6 || !WITHOUT_IPV6.has(answer.errno)) return undefined;
  }
  return found;
}

/** A socket of SCTP that is bound to several addresses waits at each. */
function perAddress(socket: DiagSocket): readonly DiagSocket[] {
  return socket.locals?.map((local) => ({ ...socket, ...local })) ?? [socket];
}
