import type { Protocol } from '../../model/facts.js';
import type { IpFamily } from '../../net/address-set.js';

/** A process as a listing names it. */
export interface ListedHolder {
  readonly pid: number;
  /** "" where only the pid is printed. */
  readonly name: string;
  readonly user?: string;
  readonly uid?: number;
}

/** One socket of a listing that could be understood. */
export interface ListedSocket {
  readonly kind: 'socket';
  readonly protocol: Protocol;
  readonly family: IpFamily;
  readonly address: string;
  readonly port: number;
  readonly device?: string;
  readonly v6only?: boolean;
  /** It waits for others: LISTEN, or UDP without a peer. */
  readonly listening: boolean;
  /** The state in the listing's word; "" where it has none. */
  readonly state: string;
  readonly uid?: number;
  readonly inode?: number;
  readonly holders: readonly ListedHolder[];
}

/** A row that is a socket, but not one that could be understood: "fe80::aede:48ff.49152 is cut off". */
export interface UnusableRow {
  readonly kind: 'unusable';
  readonly why: string;
}

export type ListedRow = ListedSocket | UnusableRow;

/** What a listing's lines came to. */
export interface Listing {
  readonly rows: readonly ListedRow[];
  /** As `process.platform` has it; undefined where the format does not tell. */
  readonly platform?: string;
  /** False where this format never shows the device that a socket is bound to. */
  readonly deviceKnown: boolean;
}
