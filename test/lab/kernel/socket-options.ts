import * as c from './constants.js';
import { checked, libc } from './libc.js';
import { encodeSockaddr } from './sockaddr.js';

/** Opens a non-blocking TCP or UDP socket of the thread's namespace; throws when the kernel refuses. */
export function openSocket(protocol: 'tcp' | 'udp', ipv6: boolean): number {
  const type = protocol === 'tcp' ? c.SOCK_STREAM : c.SOCK_DGRAM;
  const domain = ipv6 ? c.AF_INET6 : c.AF_INET;
  return checked('socket', libc().socket(domain, type | c.SOCK_NONBLOCK | c.SOCK_CLOEXEC, 0));
}

/** setsockopt with an int. */
export function setOption(fd: number, level: number, name: number, value: number): void {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  checked(`setsockopt ${level}/${name}`, libc().setsockopt(fd, level, name, buffer, 4));
}

/** SO_BINDTODEVICE. */
export function bindToDevice(fd: number, device: string): void {
  const name = Buffer.from(`${device}\0`);
  checked('SO_BINDTODEVICE', libc().setsockopt(fd, c.SOL_SOCKET, c.SO_BINDTODEVICE, name, name.length));
}

/** SO_LINGER with zero seconds: close sends a reset and leaves no TIME_WAIT behind. */
export function resetOnClose(fd: number): void {
  const linger = Buffer.alloc(8);
  linger.writeInt32LE(1);
  libc().setsockopt(fd, c.SOL_SOCKET, c.SO_LINGER, linger, linger.length);
}

/** SO_ERROR: the errno that waits on the socket, 0 for none. Reading clears it. */
export function pendingError(fd: number): number {
  const value = Buffer.alloc(4);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(4);
  libc().getsockopt(fd, c.SOL_SOCKET, c.SO_ERROR, value, length);
  return value.readInt32LE();
}

/** IP_ADD_MEMBERSHIP or IPV6_ADD_MEMBERSHIP on the interface with this index. */
export function joinGroup(fd: number, group: string, index: number): void {
  const ipv6 = group.includes(':');
  const place = encodeSockaddr(group, 0);
  const request = Buffer.alloc(ipv6 ? 20 : 12);
  place.copy(request, 0, ipv6 ? 8 : 4, ipv6 ? 24 : 8);
  request.writeUInt32LE(index, ipv6 ? 16 : 8);
  const [level, name] = ipv6 ? [c.IPPROTO_IPV6, c.IPV6_ADD_MEMBERSHIP] : [c.IPPROTO_IP, c.IP_ADD_MEMBERSHIP];
  checked('joining a group', libc().setsockopt(fd, level, name, request, request.length));
}

/** Has a socket send to groups and broadcast addresses by the interface with this index, whatever routes say. */
export function sendGroupsBy(fd: number, ipv6: boolean, index: number): void {
  setOption(fd, c.SOL_SOCKET, c.SO_BROADCAST, 1);
  if (ipv6) {
    setOption(fd, c.IPPROTO_IPV6, c.IPV6_MULTICAST_IF, index);
    return;
  }
  const request = Buffer.alloc(12);
  request.writeUInt32LE(index, 8);
  checked('IP_MULTICAST_IF', libc().setsockopt(fd, c.IPPROTO_IP, c.IP_MULTICAST_IF, request, request.length));
  const swapped = Buffer.alloc(4);
  swapped.writeUInt32BE(index);
  setOption(fd, c.IPPROTO_IP, c.IP_UNICAST_IF, swapped.readInt32LE());
}
