import type { Protocol } from '../../../model/facts.js';
import { formatAddress } from '../../../net/address.js';
import type { IpFamily } from '../../../net/address-set.js';
import { type ListedSocket, WAITING_STATE } from './listed-socket.js';

/**
 * The waiting sockets in a file such as /proc/net/tcp6. It tells neither the device that a socket is bound to nor, for `::`,
 * whether IPV6_V6ONLY is set; binding to any other address settles that (inet6_bind: only v4-mapped ones take IPv4).
 */
export function parseProcNet(text: string, protocol: Protocol, family: IpFamily): ListedSocket[] {
  const sockets: ListedSocket[] = [];
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [, local = '', , state, queues = '', , , uid, , inode] = fields;
    const [address, port] = local.split(':');
    if (address === undefined || port === undefined || inode === undefined) continue;
    if (Number.parseInt(state ?? '', 16) !== WAITING_STATE[protocol]) continue;
    if (address.length !== HEX_DIGITS[family] || /[^0-9A-F]/i.test(address)) continue;
    const text = formatAddress(family, parseHexAddress(address));
    sockets.push({
      protocol,
      family,
      address: text,
      port: Number.parseInt(port, 16),
      deviceKnown: false,
      v6only: family === 'ipv4' || text === '::' ? undefined : !text.startsWith('::ffff:'),
      uid: Number(uid),
      inode: Number(inode),
      queue: { waiting: Number.parseInt(queues.split(':')[1] ?? '', 16) },
    });
  }
  return sockets;
}

/** True when a piece of /proc/net/tcp reaches beyond the listening sockets, which the kernel prints first. */
export function isPastListening(piece: string): boolean {
  return /:[0-9A-F]{4} (?!0A)[0-9A-F]{2} /.test(piece);
}

const HEX_DIGITS: Readonly<Record<IpFamily, number>> = { ipv4: 8, ipv6: 32 };

/** 32 bit words in the byte order of the host, which is little-endian where this runs. */
function parseHexAddress(hex: string): number | bigint {
  const bytes = Buffer.from(hex, 'hex');
  bytes.swap32();
  return bytes.length === 4 ? bytes.readUInt32BE() : BigInt(`0x${bytes.toString('hex')}`);
}
