import { formatAddress, parseAddress } from '../../../src/net/address.js';
import { AF_INET, AF_INET6 } from './constants.js';

/** struct sockaddr_in or sockaddr_in6 for `address` (without zone) and `port`; `scope` is an interface index. */
export function encodeSockaddr(address: string, port: number, scope = 0): Buffer {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new Error(`not an address: ${address}`);
  if (parsed.family === 'ipv4') {
    const buffer = Buffer.alloc(16);
    buffer.writeUInt16LE(AF_INET, 0);
    buffer.writeUInt16BE(port, 2);
    buffer.writeUInt32BE(Number(parsed.value), 4);
    return buffer;
  }
  const buffer = Buffer.alloc(28);
  buffer.writeUInt16LE(AF_INET6, 0);
  buffer.writeUInt16BE(port, 2);
  writeIpv6(buffer, BigInt(parsed.value), 8);
  buffer.writeUInt32LE(scope, 24);
  return buffer;
}

/** Address and port out of a sockaddr; v4-mapped addresses as plain IPv4. */
export function decodeSockaddr(buffer: Buffer): { readonly address: string; readonly port: number } {
  const port = buffer.readUInt16BE(2);
  if (buffer.readUInt16LE(0) === AF_INET) {
    return { address: formatAddress('ipv4', buffer.readUInt32BE(4)), port };
  }
  const value = (buffer.readBigUInt64BE(8) << 64n) | buffer.readBigUInt64BE(16);
  if (value >> 32n === 0xffffn) return { address: formatAddress('ipv4', Number(value & 0xffffffffn)), port };
  return { address: formatAddress('ipv6', value), port };
}

function writeIpv6(buffer: Buffer, value: bigint, offset: number): void {
  buffer.writeBigUInt64BE(value >> 64n, offset);
  buffer.writeBigUInt64BE(value & 0xffffffffffffffffn, offset + 8);
}
