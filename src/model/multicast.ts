import type { IpFamily } from '../net/address-set.js';

/** A multicast group that an interface takes in. */
export interface MulticastMembership {
  readonly family: IpFamily;
  readonly device: string;
  readonly group: string;
  /** How many joined it there, the kernel itself counted as one. */
  readonly users?: number;
}
