import type { Protocol } from '../../model/facts.js';
import type * as model from '../../model/listing.js';
import type { IpFamily } from '../../net/address-set.js';

/** A process as a listing names it. */
export interface ListedHolder {
  readonly pid: number;
  /** "" where only the pid is printed. */
  readonly name: string;
  readonly user?: string;
  readonly uid?: number;
}

/** A socket that waits for others: LISTEN, or UDP without a peer. */
export interface ListedListener {
  readonly kind: 'listener';
  readonly protocol: Protocol;
  readonly family: IpFamily;
  readonly address: string;
  readonly port: number;
  readonly device?: string;
  readonly v6only?: boolean;
  readonly uid?: number;
  readonly inode?: number;
  readonly holders: readonly ListedHolder[];
  /** Where the tool prints a line for each descriptor: what the lines of one socket have in common. */
  readonly identity?: string;
}

/** A socket that has a peer, or had one, or wants one. */
export interface ListedConnection extends Omit<model.ListedConnection, 'pids'> {
  readonly holders: readonly ListedHolder[];
}

/** A line that is a row by its looks, but not one that can be relied on: "fe80::aede:48ff.49152 may be cut off". */
export interface NotUnderstood {
  readonly kind: 'not-understood';
  readonly why: string;
}

/** What a tool's reader makes of a line. */
export type ListedLine =
  | ListedListener
  | ListedConnection
  | NotUnderstood
  | { readonly kind: 'other'; readonly what: model.OtherSocket }
  | { readonly kind: 'heading' }
  | { readonly kind: 'detail' };

/** What one tool's reader makes of a text, line by line; undefined where a line is none of that tool's. */
export interface Listing {
  readonly lines: readonly (ListedLine | undefined)[];
  /** As `process.platform` has it; undefined where the format does not tell. */
  readonly platform?: string;
  /** False where this format never shows the device that a socket is bound to. */
  readonly deviceKnown: boolean;
}

export const HEADING = { kind: 'heading' } as const;
export const DETAIL = { kind: 'detail' } as const;

/** A line that has the looks of a row, but not its shape. */
export const NO_SUCH_ROW: NotUnderstood = { kind: 'not-understood', why: 'it is cut off or damaged' };
