import { type HostIo, readTexts } from '../../../host-io.js';
import { addressAt } from '../../netlink/address-bytes.js';
import { NETLINK_SOCK_DIAG, type Netlink } from '../../netlink/netlink.js';
import { parseAll } from '../../netlink/netlink-message.js';
import { parseInetDiag } from '../../sockets/parse-inet-diag.js';
import { PROC_NET } from '../../system/proc-net.js';

/** The near end of a connection. */
export interface TcpClient {
  readonly inode: number;
  /** Of the far end. */
  readonly address: string;
  readonly port: number;
}

type Family = 'ipv4' | 'ipv6';

const SOCK_DIAG_BY_FAMILY = 20;
const IPPROTO_TCP = 6;
const ESTABLISHED = 1;
const FAMILIES: Readonly<Record<Family, number>> = { ipv4: 2, ipv6: 10 };
const BOTH: readonly Family[] = ['ipv4', 'ipv6'];
/** struct inet_diag_req_v2; INET_DIAG_REQ_BYTECODE. */
const REQUEST_SIZE = 56;
const BYTECODE = 1;
/** More connections tell nothing new of who is connected; a kernel that has them by the thousand is not asked for all. */
const ENOUGH = 512;
/** Ports that one question names. */
const PORTS = 128;

/** Those of `readTcpClients` that go by the loopback. */
export function readLoopbackClients(netlink: Netlink, ports: readonly number[]): readonly TcpClient[] {
  return readTcpClients(netlink, ports).filter(
    ({ address }) => address.startsWith('127.') || address === '::1',
  );
}

/**
 * The kernel goes over the connections of all namespaces to find some: 1 ms for each thousand or two of them. Where this one has
 * many, its answer would be long as well.
 */
const MOST_CONNECTIONS = { here: 5000, everywhere: 200_000 };

/** Sockets of TCP by /proc/net/sockstat and sockstat6, proc_net(5). */
export interface TcpCount {
  /** In this namespace. */
  readonly inUse: Readonly<Record<Family, number>>;
  /** In all together. */
  readonly allocated: number;
  /** So few that the kernel may be asked for connections. */
  readonly isFew: boolean;
  /** So many that it is not; where they could not be counted neither is true. */
  readonly tooMany: boolean;
}

/** Of the namespace that this thread is in. */
export function countTcpSockets(io: HostIo): TcpCount {
  const [ipv4, ipv6] = readTexts(io, PROC_NET, ['sockstat', 'sockstat6']);
  const [, inUse, alloc] = /^TCP: inuse (\d+).* alloc (\d+)/m.exec(ipv4?.ok ? ipv4.value : '') ?? [];
  // Absent in a kernel without IPv6.
  const [, inUse6 = 0] = /^TCP6: inuse (\d+)/m.exec(ipv6?.ok ? ipv6.value : '') ?? [];
  const allocated = Number(alloc);
  return {
    inUse: { ipv4: Number(inUse), ipv6: Number(inUse6) },
    allocated,
    isFew: Number(inUse) <= MOST_CONNECTIONS.here && allocated <= MOST_CONNECTIONS.everywhere,
    tooMany: Number(inUse) > MOST_CONNECTIONS.here || allocated > MOST_CONNECTIONS.everywhere,
  };
}

/**
 * Who is connected to `ports`, of at most a few hundred connections; of all connections there are where the ports are too many to be
 * named. Empty where the kernel does not tell.
 */
export function readTcpClients(
  netlink: Netlink,
  ports: readonly number[],
  families: readonly Family[] = BOTH,
): readonly TcpClient[] {
  if (ports.length === 0) return [];
  const wanted = new Set(ports);
  const isNamed = ports.length <= PORTS;
  const filter = isNamed ? toAnyOf(ports) : TO_ALL;
  const enough = isNamed ? ENOUGH : MOST_CONNECTIONS.here;
  return families.flatMap((family) =>
    dumpEstablished(netlink, family, filter, enough, (_, port) => wanted.has(port)),
  );
}

/** The connections but those to `ports` of this host: what programs here opened themselves. */
export function readOwnConnections(netlink: Netlink, ports: ReadonlySet<number>): readonly TcpClient[] {
  return BOTH.flatMap((family) =>
    dumpEstablished(netlink, family, TO_ALL, MOST_CONNECTIONS.here, (near) => !ports.has(near)),
  );
}

function dumpEstablished(
  netlink: Netlink,
  family: Family,
  filter: Buffer,
  enough: number,
  isWanted: (near: number, far: number) => boolean,
): readonly TcpClient[] {
  const request = Buffer.alloc(REQUEST_SIZE + 4 + filter.length);
  request.writeUInt8(FAMILIES[family], 0);
  request.writeUInt8(IPPROTO_TCP, 1);
  request.writeUInt32LE(1 << ESTABLISHED, 4);
  request.writeUInt16LE(4 + filter.length, REQUEST_SIZE);
  request.writeUInt16LE(BYTECODE, REQUEST_SIZE + 2);
  filter.copy(request, REQUEST_SIZE + 4);
  const answer = netlink.dump(NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY, request, enough);
  if (!answer.ok) return [];
  const clients = parseAll(answer.messages, (payload) => {
    const { inode } = parseInetDiag(payload);
    const port = payload.readUInt16BE(6);
    if (inode === 0 || !isWanted(payload.readUInt16BE(4), port)) return undefined;
    const address = addressAt(payload, 24, family).replace(/^::ffff:(?=\d+\.)/, '');
    return { inode, address, port };
  });
  return clients ?? [];
}

const OP_JMP = 1;
const OP_D_COND = 8;
/** struct inet_diag_bc_op and struct inet_diag_hostcond without an address. */
const CONDITION = 12;
const JUMP = 4;

/** A jump to the end, which accepts. */
const TO_ALL = Buffer.of(0, JUMP, JUMP, 0);

/**
 * A filter of inet_diag (net/ipv4/inet_diag.c) that takes connections to any of `ports`: each condition that is met jumps to
 * the end, which accepts; behind the end is what refuses.
 */
function toAnyOf(ports: readonly number[]): Buffer {
  const length = ports.length * (CONDITION + JUMP) - JUMP;
  const code = Buffer.alloc(length);
  ports.forEach((port, i) => {
    const at = i * (CONDITION + JUMP);
    code.writeUInt8(OP_D_COND, at);
    code.writeUInt8(CONDITION, at + 1);
    code.writeUInt16LE(CONDITION + JUMP, at + 2);
    code.writeInt32LE(port, at + 8);
    if (i === ports.length - 1) return;
    code.writeUInt8(OP_JMP, at + CONDITION);
    code.writeUInt8(JUMP, at + CONDITION + 1);
    code.writeUInt16LE(length - at - CONDITION, at + CONDITION + 2);
  });
  return code;
}
