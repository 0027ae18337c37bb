import type { IpFamily } from '../net/address-set.js';

/** A multicast group that an interface takes in. */
export interface MulticastMembership {
  readonly family: IpFamily;
  readonly device: string;
  readonly group: string;
  /** How many joined it there, the kernel itself counted as one. */
  readonly users?: number;
  /** Sources that some of them joined it for, or without; absent where none did. */
  readonly filters?: readonly SourceFilter[];
}

/** How many joined a group for a source alone, or for some of which it is one, and how many for all but these. */
export interface SourceFilter {
  readonly source: string;
  readonly include: number;
  readonly exclude: number;
}
