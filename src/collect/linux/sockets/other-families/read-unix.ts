import type { HostIo } from '../../../host-io.js';
import { NETLINK_SOCK_DIAG, type Netlink } from '../../netlink/netlink.js';
import { attributes, parseAll } from '../../netlink/netlink-message.js';
import { PROC_NET } from '../../system/proc-net.js';
import {
  CLOSED,
  ESTABLISHED,
  LISTENING,
  type ListedUnix,
  SOCK_DIAG_BY_FAMILY,
  SOCKET_TYPES,
} from './listed-other.js';
import type { AccessReader } from './unix-access.js';

const AF_UNIX = 1;
/** struct unix_diag_req of linux/unix_diag.h, and what it asks to be shown: name, file, owner. */
const REQUEST_SIZE = 24;
const SHOW = 0x1 | 0x2 | 0x40;
const UNIX_DIAG_NAME = 0;
const UNIX_DIAG_VFS = 1;
const UNIX_DIAG_UID = 7;
/** struct unix_diag_msg: family, type, state, pad, inode, cookie. */
const MESSAGE_SIZE = 16;

/** Unix sockets that can be connected or sent to by a name; undefined where they cannot be listed. */
export function readUnix(
  io: HostIo,
  netlink: Netlink | undefined,
  access: AccessReader,
): readonly ListedUnix[] | undefined {
  return (netlink && askKernel(netlink, access)) ?? readProc(io, access);
}

function askKernel(netlink: Netlink, access: AccessReader): readonly ListedUnix[] | undefined {
  const request = Buffer.alloc(REQUEST_SIZE);
  request.writeUInt8(AF_UNIX, 0);
  request.writeUInt32LE((1 << LISTENING) | (1 << CLOSED) | (1 << ESTABLISHED), 4);
  request.writeUInt32LE(SHOW, 12);
  const answer = netlink.dump(NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY, request);
  if (!answer.ok) return undefined;
  return parseAll(answer.messages, (payload) => {
    const found = attributes(payload, MESSAGE_SIZE);
    const name = found.get(UNIX_DIAG_NAME);
    const type = SOCKET_TYPES[payload.readUInt8(1)];
    const isOpen = type === 'dgram' ? name !== undefined : payload.readUInt8(2) === LISTENING;
    if (type === undefined || !isOpen) return undefined;
    const file = found.get(UNIX_DIAG_VFS)?.readUInt32LE(0);
    const uid = found.get(UNIX_DIAG_UID)?.readUInt32LE(0);
    return { family: 'unix', type, inode: payload.readUInt32LE(4), uid, ...namedBy(name, file, access) };
  });
}

/** A name that begins with NUL is of the abstract namespace, and may have more of them. */
function namedBy(
  name: Buffer | undefined,
  file: number | undefined,
  access: AccessReader,
): Pick<ListedUnix, 'path' | 'abstract' | 'access'> {
  if (name === undefined || name.length === 0) return {};
  if (name[0] === 0) return { abstract: name.toString('utf8', 1) };
  const end = name.indexOf(0);
  const path = name.toString('utf8', 0, end < 0 ? name.length : end);
  return { path, access: access.accessTo(path, file) };
}

/** /proc/net/unix, proc_net(5): "@" stands for the NUL of an abstract name, and for each within. */
function readProc(io: HostIo, access: AccessReader): readonly ListedUnix[] | undefined {
  const text = io.readText(`${PROC_NET}/unix`);
  if (!text.ok) return undefined;
  return [...text.value.matchAll(/^\w+: \w+ \w+ (\w+) (\w+) \w+ +(\d+)(?: (.*))?$/gm)].flatMap(
    ([, flags, kind = '', inode, name]) => {
      const type = SOCKET_TYPES[Number.parseInt(kind, 16)];
      // __SO_ACCEPTCON of linux/net.h: it listens.
      const isOpen = type === 'dgram' ? name !== undefined : flags === '00010000';
      if (type === undefined || !isOpen) return [];
      const named =
        name === undefined
          ? {}
          : name.startsWith('@')
            ? { abstract: name.slice(1).replaceAll('@', '\0') }
            : { path: name, access: access.accessTo(name, undefined) };
      return [{ family: 'unix' as const, type, inode: Number(inode), ...named }];
    },
  );
}
