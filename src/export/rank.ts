import type { AuditedListener } from '../model/audit.js';
import { AUDIENCES, type Exposure } from '../model/listener.js';

/** 0 for none, then one more for each wider audience. */
export function exposureRank(exposure: Exposure): number {
  return exposure === 'none' ? 0 : AUDIENCES.indexOf(exposure) + 1;
}

/** Orders listeners by how far they can be reached, worst first; what is certain stands before what is possible. */
export function byExposure(a: AuditedListener, b: AuditedListener): number {
  return (
    possibleRank(b) - possibleRank(a) ||
    exposureRank(b.exposure) - exposureRank(a.exposure) ||
    a.port - b.port ||
    compare(a.protocol, b.protocol) ||
    compare(a.id, b.id)
  );
}

function possibleRank({ exposure, exposureAtMost }: AuditedListener): number {
  return exposureRank(exposureAtMost ?? exposure);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
