/**
 * A socket of a family that has no ports of IP, listed when asked for. Who may send to it is decided by other means: the
 * permissions of a file, an interface, a hypervisor.
 */
export type OtherSocket = UnixSocket | PacketSocket | VsockSocket;

export const OTHER_FAMILIES = ['unix', 'packet', 'vsock'] as const;
export type OtherFamily = (typeof OTHER_FAMILIES)[number];

interface HeldSocket {
  readonly inode: number;
  readonly uid?: number;
  /** As in `Socket`. */
  readonly pids: readonly number[];
  readonly pidsComplete: boolean;
}

/** unix(7): a stream or seqpacket socket that listens, or a datagram socket with a name. */
export interface UnixSocket extends HeldSocket {
  readonly family: 'unix';
  readonly type: 'stream' | 'dgram' | 'seqpacket';
  /** As it was bound, which may be relative to a directory that nothing tells. Hostile. */
  readonly path?: string;
  /** Name in the abstract namespace, without the NUL that it begins with. Hostile. */
  readonly abstract?: string;
  /** Who may connect; absent where the file cannot be looked at, or is in the way of another mount namespace. */
  readonly access?: UnixAccess;
}

/** What the permissions of a socket's file, and of the directories above it, allow. Access control lists are not looked at. */
export interface UnixAccess {
  readonly everyone: boolean;
  /** Names of users and groups besides root, or their numbers; empty for everyone. */
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** packet(7): sees frames of an interface before the firewall does. */
export interface PacketSocket extends HeldSocket {
  readonly family: 'packet';
  /** Absent: all of the namespace. */
  readonly device?: string;
  /** EtherType; 3 (ETH_P_ALL) is every frame, 0 none yet. */
  readonly protocol: number;
}

/** vsock(7): between a virtual machine and its host. */
export interface VsockSocket extends HeldSocket {
  readonly family: 'vsock';
  readonly type: 'stream' | 'dgram' | 'seqpacket';
  /** VMADDR_CID_ANY, 4294967295, takes every one. */
  readonly cid: number;
  readonly port: number;
}
