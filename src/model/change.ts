import type { AuditedListener } from './audit.js';
import type { Exposure } from './listener.js';

/** What is compared of a listener: what an audit document keeps of it. */
export type Compared = Pick<AuditedListener, 'id' | 'exposure' | 'reach' | 'owner'>;

/** Sources that can, or can no longer, get to one address and port by one interface. */
export interface Shift {
  readonly interface: string;
  readonly destination: string;
  readonly port: number;
  /** CIDRs. */
  readonly sources: readonly string[];
}

/** What became of one listener between two audits. */
export type Change =
  | { readonly kind: 'opened'; readonly listener: Compared }
  | { readonly kind: 'closed'; readonly listener: Compared }
  | {
      /** widened and narrowed: only gains, only losses; changed: both. */
      readonly kind: 'widened' | 'narrowed' | 'changed';
      readonly listener: Compared;
      readonly before: Exposure;
      readonly gained: readonly Shift[];
      readonly lost: readonly Shift[];
    };
