import { formatAddress } from '../../../net/address.js';
import type { IpFamily } from '../../../net/address-set.js';
import { unreadable } from './netlink-message.js';

/** linux/socket.h. */
export const AF_INET = 2;
export const AF_INET6 = 10;
const UNSPECIFIED = Buffer.alloc(16);

/** The address in network byte order at `offset` of `bytes`, as text. */
export function addressAt(bytes: Buffer, offset: number, family: IpFamily): string {
  if (family === 'ipv4') return formatAddress('ipv4', bytes.readUInt32BE(offset));
  if (bytes.compare(UNSPECIFIED, 0, 16, offset, offset + 16) === 0) return '::';
  return formatAddress('ipv6', (bytes.readBigUInt64BE(offset) << 64n) | bytes.readBigUInt64BE(offset + 8));
}

/** The length of a prefix of `family`, which is the byte at `offset`. */
export function prefixLengthAt(bytes: Buffer, offset: number, family: IpFamily): number {
  const length = bytes.readUInt8(offset);
  if (length > (family === 'ipv4' ? 32 : 128)) throw unreadable();
  return length;
}

/** The family that the kernel calls by this number; undefined for others than IP. */
export function familyOf(number: number): IpFamily | undefined {
  if (number === AF_INET) return 'ipv4';
  return number === AF_INET6 ? 'ipv6' : undefined;
}
