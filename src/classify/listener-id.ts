import type { Socket } from '../model/facts.js';
import { bindKind } from './scope.js';

/** The address as people write it: with its zone where it is link-local and the device is known (RFC 4007 §11). */
export function zonedAddress(socket: Socket): string {
  return socket.device !== undefined && socket.family === 'ipv6' && needsZone(socket.address)
    ? `${socket.address}%${socket.device}`
    : socket.address;
}

/**
 * "tcp/0.0.0.0:80", "tcp/[fe80::1%eth0]:22", device-bound "udp/0.0.0.0%eth0:67" and "tcp/[::]%eth0:80". Without pid,
 * inode or time, so that it is the same on the next run.
 */
export function listenerId(socket: Socket): string {
  const address = zonedAddress(socket);
  const host = socket.family === 'ipv6' ? `[${address}]` : address;
  const device = socket.device !== undefined && address === socket.address ? `%${socket.device}` : '';
  return `${socket.protocol}/${host}${device}:${socket.port}`;
}

function needsZone(address: string): boolean {
  // ff01::/16 and ff02::/16 are interface-local and link-local multicast (RFC 4291 §2.7).
  return bindKind(address) === 'link-local' || /^ff[0-9a-f][12]:/i.test(address);
}
