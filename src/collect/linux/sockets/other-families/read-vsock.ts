import { NETLINK_SOCK_DIAG, type Netlink } from '../../netlink/netlink.js';
import { parseAll } from '../../netlink/netlink-message.js';
import { CLOSED, LISTENING, type ListedVsock, SOCK_DIAG_BY_FAMILY, SOCKET_TYPES } from './listed-other.js';

const AF_VSOCK = 40;
/** struct vsock_diag_req of linux/vm_sockets_diag.h. */
const REQUEST_SIZE = 24;

/** Sockets of vsock(7) that wait for others; undefined where the kernel does not list them (it takes the module vsock_diag). */
export function readVsock(netlink: Netlink | undefined): readonly ListedVsock[] | undefined {
  if (netlink === undefined) return undefined;
  const request = Buffer.alloc(REQUEST_SIZE);
  request.writeUInt8(AF_VSOCK, 0);
  request.writeUInt32LE((1 << LISTENING) | (1 << CLOSED), 4);
  const answer = netlink.dump(NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY, request);
  if (!answer.ok) return undefined;
  return parseAll(answer.messages, parseVsock);
}

/** The payload of one answer: struct vsock_diag_msg. */
export function parseVsock(message: Buffer): ListedVsock | undefined {
  const type = SOCKET_TYPES[message.readUInt8(1)];
  const state = message.readUInt8(2);
  if (type === undefined || state !== (type === 'dgram' ? CLOSED : LISTENING)) return undefined;
  return {
    family: 'vsock',
    type,
    cid: message.readUInt32LE(4),
    port: message.readUInt32LE(8),
    inode: message.readUInt32LE(20),
  };
}
