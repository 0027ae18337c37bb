import * as c from './kernel/constants.js';
import { DatagramExchange } from './kernel/datagram.js';
import { checked, libc } from './kernel/libc.js';
import { type Namespace, within } from './kernel/namespace.js';
import type { Poller } from './kernel/poller.js';
import { encodeSockaddr } from './kernel/sockaddr.js';
import { bindToDevice, joinGroup, openSocket, setOption } from './kernel/socket-options.js';
import type { ListenerSpec } from './scenario.js';

/** Told with the number of the listener and the probe's token when a datagram arrives. */
export type Arrival = (listener: number, token: number) => void;

/**
 * Opens the listeners in `target` and serves them from `poller`. A TCP client is told the number of the listener that
 * accepted it; a datagram is answered with it. Returns for each whether the kernel let it be: of two that ask for the
 * same place the second is refused. Their numbers count from `first` on.
 */
export function serve(
  target: Namespace,
  specs: readonly ListenerSpec[],
  poller: Poller,
  arrival: Arrival,
  first = 0,
): boolean[] {
  const exchange = new DatagramExchange();
  return specs.map((spec, place) => {
    const number = first + place;
    const fd = within(target, () => openListener(spec));
    if (fd === undefined) return false;
    const name = encodeNumber(number);
    poller.add(fd, c.EPOLLIN, () => {
      if (spec.protocol === 'tcp') acceptAll(fd, name);
      else answerAll(fd, name, exchange, (token) => arrival(number, token));
    });
    return true;
  });
}

/** Four bytes that stand for a listener or a probe. */
export function encodeNumber(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer;
}

/** A bound socket of the thread's namespace, listening where that applies; undefined when the place is taken. */
export function openListener(spec: ListenerSpec): number | undefined {
  const ipv6 = spec.address.includes(':');
  const fd = openSocket(spec.protocol, ipv6);
  setOption(fd, c.SOL_SOCKET, c.SO_REUSEADDR, spec.protocol === 'tcp' ? 1 : 0);
  if (spec.reuseport === true) setOption(fd, c.SOL_SOCKET, c.SO_REUSEPORT, 1);
  if (ipv6) setOption(fd, c.IPPROTO_IPV6, c.IPV6_V6ONLY, spec.v6only === true ? 1 : 0);
  if (spec.freebind === true)
    setOption(fd, ipv6 ? c.IPPROTO_IPV6 : c.IPPROTO_IP, ipv6 ? c.IPV6_FREEBIND : c.IP_FREEBIND, 1);
  if (spec.device !== undefined) bindToDevice(fd, spec.device);
  if (spec.protocol === 'udp') {
    setOption(fd, c.SOL_SOCKET, c.SO_RCVBUFFORCE, 16 << 20);
    if (ipv6) setOption(fd, c.IPPROTO_IPV6, c.IPV6_RECVPKTINFO, 1);
    else setOption(fd, c.IPPROTO_IP, c.IP_PKTINFO, 1);
    if (spec.multicastAll !== undefined)
      setOption(fd, c.IPPROTO_IP, c.IP_MULTICAST_ALL, spec.multicastAll ? 1 : 0);
  }
  const scope = spec.device === undefined ? 0 : libc().if_nametoindex(spec.device);
  const place = encodeSockaddr(spec.address, spec.port, scope);
  if (libc().bind(fd, place, place.length) < 0 || (spec.protocol === 'tcp' && libc().listen(fd, 4096) < 0)) {
    libc().close(fd);
    return undefined;
  }
  if (spec.join !== undefined) joinGroup(fd, spec.join.group, libc().if_nametoindex(spec.join.device));
  return fd;
}

function acceptAll(fd: number, name: Buffer): void {
  for (;;) {
    const connection = libc().accept4(fd, null, null, c.SOCK_NONBLOCK | c.SOCK_CLOEXEC);
    if (connection < 0) return;
    libc().send(connection, name, name.length, 0);
    checked('close', libc().close(connection));
  }
}

function answerAll(
  fd: number,
  name: Buffer,
  exchange: DatagramExchange,
  arrived: (token: number) => void,
): void {
  for (;;) {
    const datagram = exchange.receive(fd);
    if (datagram === undefined) return;
    if (datagram.length === 4) arrived(datagram.readInt32LE());
    exchange.answer(fd, name);
  }
}
