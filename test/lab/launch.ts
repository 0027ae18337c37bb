import * as c from './kernel/constants.js';
import { errno, libc } from './kernel/libc.js';
import { encodeSockaddr } from './kernel/sockaddr.js';
import { bindToDevice, openSocket, sendGroupsBy, setOption } from './kernel/socket-options.js';
import { isToGroup, type Probe } from './scenario.js';

const EINPROGRESS = 115;

/**
 * Opens, binds and connects the client's socket of a probe in the thread's namespace. `mark` sends it out by the link of
 * that mark. Returns the descriptor, or the negated errno when the kernel refuses to send.
 */
export function launch(probe: Probe, mark: number | undefined): number {
  const ipv6 = probe.destination.includes(':');
  const fd = openSocket(probe.protocol, ipv6);
  // ICMP errors of every kind end the wait, for TCP also.
  setOption(fd, ipv6 ? c.IPPROTO_IPV6 : c.IPPROTO_IP, ipv6 ? c.IPV6_RECVERR : c.IP_RECVERR, 1);
  const toGroup = isToGroup(probe);
  if (mark !== undefined && !toGroup) setOption(fd, c.SOL_SOCKET, c.SO_MARK, mark);
  if (probe.boundTo !== undefined) bindToDevice(fd, probe.boundTo);
  const device = mark === undefined ? (toGroup ? 'eth0' : probe.device) : `c-${probe.via}`;
  const scope = device === undefined ? 0 : libc().if_nametoindex(device);
  if (toGroup) sendGroupsBy(fd, ipv6, scope);
  if (probe.source !== undefined) {
    const from = encodeSockaddr(probe.source, 0, probe.source.startsWith('fe80:') ? scope : 0);
    if (libc().bind(fd, from, from.length) < 0) return abandon(fd);
  }
  // Answers come from another address than was dialled: it is not connected, and takes them all.
  if (toGroup) return fd;
  const to = encodeSockaddr(probe.destination, probe.port, probe.destination.startsWith('fe80:') ? scope : 0);
  return libc().connect(fd, to, to.length) < 0 && errno() !== EINPROGRESS ? abandon(fd) : fd;
}

function abandon(fd: number): number {
  const why = errno();
  libc().close(fd);
  return -why;
}
