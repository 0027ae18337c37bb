import type { IpFamily } from '../net/address-set.js';
import type { Process, Protocol, Socket } from './facts.js';
import type { KernelUse } from './kernel-use.js';
import type { StandsFor } from './stands-for.js';

/** What a bind address says by itself. */
export const SCOPES = ['all-interfaces', 'loopback-only', 'specific-interface'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who stands behind an interface or a source address, narrowest first. */
export const AUDIENCES = [
  'this-host',
  'containers',
  'vpn',
  'local-network',
  'private-networks',
  'internet',
] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The widest audience with an allowed entry, or none. */
export const EXPOSURES = ['none', ...AUDIENCES] as const;
export type Exposure = (typeof EXPOSURES)[number];

/**
 * Every socket with the same namespace, protocol, family, address, port, device and v6only: prefork workers and
 * SO_REUSEPORT siblings are one listener.
 */
export interface Listener {
  /**
   * Stable from run to run: "tcp/0.0.0.0:80", "tcp/[fe80::1%eth0]:22", "udp/0.0.0.0%eth0:67"; in other namespaces than the
   * current one "tcp/0.0.0.0:80@web".
   */
  readonly id: string;
  readonly namespace: string;
  readonly protocol: Protocol;
  readonly family: IpFamily;
  /** With its zone where it is link-local: "fe80::1%eth0". v4-mapped as the socket has it. */
  readonly address: string;
  readonly port: number;
  readonly device?: string;
  readonly deviceKnown: boolean;
  readonly v6only?: boolean;
  readonly accepts: readonly IpFamily[];
  readonly scope: Scope;
  readonly interfaces: readonly string[];
  /** At least one; more for prefork workers with their own sockets and SO_REUSEPORT siblings. */
  readonly sockets: readonly Socket[];
  readonly owner: Owner;
  /** The well-known name of the port, or what the process is known for. */
  readonly service?: string;
}

export type Owner =
  | {
      readonly kind: 'process';
      readonly processes: readonly Process[];
      /** Set where they hold the socket for somebody else. */
      readonly standsFor?: StandsFor;
    }
  | {
      readonly kind: 'kernel';
      readonly processes: readonly [];
      /** What it receives for, where that is known. */
      readonly use?: KernelUse;
    }
  | { readonly kind: 'unknown'; readonly processes: readonly [] };
