import type { Audit } from '../model/audit.js';
import type { Trace } from '../model/trace.js';

export interface PacketQuestion {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** The interface it comes in by; where the route back leads when it is not named. */
  readonly via?: string;
}

/** One packet's way through the current namespace of `audit`. */
export function traceOn(_audit: Audit, _question: PacketQuestion): Trace {
  throw new Error('trace is not available yet');
}
