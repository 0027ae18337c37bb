import type { HostIo } from '../../../host-io.js';
import { PROC_NET } from '../../system/proc-net.js';
import type { ListedPacket } from './listed-other.js';

/** Packet sockets, from /proc/net/packet: proc_net(5). Undefined where there is no such file. */
export function readPacket(
  io: HostIo,
  deviceOf: (index: number) => string | undefined,
): readonly ListedPacket[] | undefined {
  const text = io.readText(`${PROC_NET}/packet`);
  if (!text.ok) return undefined;
  // sk RefCnt Type Proto Iface R Rmem User Inode
  return [...text.value.matchAll(/^\S+ +\d+ +\d+ +(\w{4}) +(\d+) +\d+ +\d+ +(\d+) +(\d+) *$/gm)].map(
    ([, protocol = '', index, uid, inode]) => ({
      family: 'packet',
      device: index === '0' ? undefined : (deviceOf(Number(index)) ?? `if${index}`),
      protocol: Number.parseInt(protocol, 16),
      uid: Number(uid),
      inode: Number(inode),
    }),
  );
}
