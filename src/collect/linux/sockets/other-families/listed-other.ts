import type { OtherSocket, PacketSocket, UnixSocket, VsockSocket } from '../../../../model/other-socket.js';

type Unheld<T> = T extends OtherSocket ? Omit<T, 'pids' | 'pidsComplete'> : never;

/** Sockets before it is known which processes hold them. */
export type ListedOther = Unheld<OtherSocket>;
export type ListedUnix = Unheld<UnixSocket>;
export type ListedPacket = Unheld<PacketSocket>;
export type ListedVsock = Unheld<VsockSocket>;

/** SOCK_* of linux/net.h. */
export const SOCKET_TYPES: Readonly<Record<number, UnixSocket['type']>> = {
  1: 'stream',
  2: 'dgram',
  5: 'seqpacket',
};
/** TCP_LISTEN of net/tcp_states.h, which all families use. */
export const LISTENING = 10;
export const CLOSED = 7;
export const ESTABLISHED = 1;
export const SOCK_DIAG_BY_FAMILY = 20;
