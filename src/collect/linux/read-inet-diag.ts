import type { Protocol } from '../../model/facts.js';
import { WAITING_STATE } from './listed-socket.js';
import { NETLINK_SOCK_DIAG, type Netlink } from './netlink.js';
import { type DiagSocket, parseInetDiag } from './parse-inet-diag.js';

const SOCK_DIAG_BY_FAMILY = 20;
const AF_INET = 2;
const AF_INET6 = 10;
/** struct inet_diag_req_v2. */
const REQUEST_SIZE = 56;

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
 * The sockets of `protocol` that wait for others, of both families, through sock_diag(7): TCP's established sockets, which
 * may be many, are not even looked at. Undefined when the kernel cannot list this protocol so.
 */
export function readInetDiag(netlink: Netlink, protocol: Protocol): readonly DiagSocket[] | undefined {
  const state = WAITING_STATE[protocol];
  const found: DiagSocket[] = [];
  for (const family of [AF_INET, AF_INET6]) {
    const request = Buffer.alloc(REQUEST_SIZE);
    request.writeUInt8(family, 0);
    request.writeUInt8(NUMBERS[protocol], 1);
    request.writeUInt32LE(1 << state, 4);
    const answer = netlink.dump(NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY, request);
    // A kernel without IPv6 knows the protocol for one family only.
    if (!answer.ok && family === AF_INET) return undefined;
    if (!answer.ok) continue;
    for (const message of answer.messages) {
      const socket = parseInetDiag(message.payload);
      // raw_diag(4) lists connected sockets too, whatever states it is asked for.
      if (socket !== undefined && socket.state === state) found.push(socket);
    }
  }
  return found;
}
