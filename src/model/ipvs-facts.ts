import type { IpFamily } from '../net/address-set.js';

/** IPVS of one network namespace, ipvsadm(8). */
export interface IpvsFacts {
  /** Those that take what is sent to an address and port. */
  readonly services: readonly VirtualService[];
  /** Those that take what rules of the firewall gave a mark. */
  readonly marked: readonly MarkedService[];
  /** Settings below /proc/sys/net/ipv4/vs by their name there, as far as they could be read. */
  readonly sysctls: Readonly<Record<string, string>>;
}

/** Whom a service gives its packets to, and how. */
export interface Scheduled {
  /** A client is sent to the real server that it was sent to before. */
  readonly persistent?: boolean;
  /** Each datagram is scheduled by itself (ipvsadm -o). */
  readonly onePacket?: boolean;
  readonly servers: readonly RealServer[];
}

export interface VirtualService extends Scheduled {
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly address: string;
  /** 0: every port that no other service of the address has. */
  readonly port: number;
}

export interface MarkedService extends Scheduled {
  readonly mark: number;
  /** Undefined where no real server tells it. */
  readonly family?: IpFamily;
}

export interface RealServer {
  readonly address: string;
  /** 0: the port that was dialled. */
  readonly port: number;
  readonly method: ForwardingMethod;
  /** 0: no new connections. */
  readonly weight: number;
}

/** What ipvsadm calls -m, -g and -i, and what the kernel does for itself. */
export type ForwardingMethod = 'masquerading' | 'direct-routing' | 'tunnel' | 'local';
