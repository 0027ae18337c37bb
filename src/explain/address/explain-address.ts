import type { Audit } from '../../model/audit.js';
import type { AddressFacts } from './address-facts.js';
import { type Answer, answersAt } from './answers.js';
import { factsOf } from './facts-of.js';
import { type Here, hereOf } from './here.js';

/** What an address means, in general and on one host, and who answers there. Data: JSON prints it, text is made of it. */
export interface AddressExplanation extends AddressFacts {
  readonly address: string;
  /** Absent where no host is at hand. */
  readonly here?: Here;
  readonly port?: {
    readonly number: number;
    /** Per transport protocol that answers, the listeners and who reaches them at this address. */
    readonly answers: readonly Answer[];
  };
}

/**
 * Explains one address (standard spelling, zone allowed), with a port also what answers there on the host of `audit`.
 * Without an audit, only what holds everywhere.
 */
export function explainAddress(address: string, audit: Audit | undefined, port?: number): AddressExplanation {
  const broadcasts = (audit?.interfaces ?? []).flatMap(({ addresses }) =>
    addresses.flatMap(({ broadcast }) => broadcast ?? []),
  );
  return {
    address,
    ...factsOf(address, broadcasts),
    here: audit && hereOf(address, audit),
    port:
      audit && port !== undefined ? { number: port, answers: answersAt(address, port, audit) } : undefined,
  };
}
