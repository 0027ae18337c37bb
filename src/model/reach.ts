import type { Audience, Exposure } from './listener.js';
import type { Reason } from './reason.js';

export type Verdict = 'allowed' | 'blocked' | 'conditional';

/** One answer to "who, by which way, with what result": see CONTRACT "reach, exactly" for the meaning of each field. */
export interface ReachEntry {
  readonly namespace: string;
  /** Where the packet comes in; "lo" for processes of this namespace, whatever way the packet then takes. */
  readonly interface: string;
  /** Addresses a client dials; a CIDR for a whole local prefix (127.0.0.0/8, AnyIP). */
  readonly destinations: readonly string[];
  /** Port a client dials. */
  readonly port: number;
  /** CIDRs, disjoint, fewest. */
  readonly sources: readonly string[];
  readonly audience: Audience;
  /** This host answers these sources by another interface: only whoever is on the link would send under their addresses. */
  readonly asymmetric?: boolean;
  /** The virtual service of IPVS that hands it there: "tcp 10.0.0.1:80", "mark 5". */
  readonly ipvs?: string;
  readonly verdict: Verdict;
  readonly reason: Reason;
}

export interface ForwardTarget {
  readonly address: string;
  readonly port: number;
  readonly interface?: string;
  /** The virtual machine that has the address. Hostile. */
  readonly guest?: string;
}

/** A port that NAT or IPVS hands to a target whose socket cannot be seen from here. */
export interface Forward {
  /** "tcp/8080→172.17.0.2:80", with the same "@web" as a listener's. */
  readonly id: string;
  readonly namespace: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly target: ForwardTarget;
  readonly reach: readonly ReachEntry[];
  /** As a listener has them; absent where they were not computed. */
  readonly exposure?: Exposure;
  readonly exposureAtMost?: Audience;
  /** The headline, as a listener has it. */
  readonly explanation?: string;
}
