import type { Audit } from '../../model/audit.js';
import type { AddressFacts } from './address-facts.js';
import { answersAt, type PortAnswers } from './answers.js';
import { factsOf } from './facts-of.js';
import { type Here, hereOf } from './here/here.js';

/** What an address means, in general and on one host, and who answers there. Data: JSON prints it, text is made of it. */
export interface AddressExplanation extends AddressFacts {
  readonly address: string;
  /** Absent where no host is at hand. */
  readonly here?: Here;
  /** Absent where no port was asked for, or no host is at hand. */
  readonly port?: PortAnswers;
}

/**
 * Explains one address (standard spelling, zone allowed), with a port also what answers there on the host of `audit`.
 * Without an audit, only what holds everywhere.
 */
export function explainAddress(address: string, audit: Audit | undefined, port?: number): AddressExplanation {
  const here = audit && hereOf(address, audit);
  // That of lo is told with the rest of its block.
  const isBroadcast = here?.broadcastOf !== undefined && !address.startsWith('127.');
  return {
    address,
    ...factsOf(address, isBroadcast ? [address] : []),
    here,
    port: audit && here && port !== undefined ? answersAt(address, port, audit, here) : undefined,
  };
}
