import { EXPOSURES, type Exposure } from '../model/listener.js';

/** What is sorted: a listener or a forward. */
export interface Ranked {
  readonly id: string;
  readonly protocol: string;
  readonly port: number;
  readonly exposure: Exposure;
  readonly exposureAtMost?: Exposure;
}

/** 0 for none, then one more for each wider audience. */
export function exposureRank(exposure: Exposure): number {
  return EXPOSURES.indexOf(exposure);
}

/** Orders by how far something can be reached, worst first; what is certain stands before what is possible. */
export function byExposure(a: Ranked, b: Ranked): number {
  return (
    possibleRank(b) - possibleRank(a) ||
    exposureRank(b.exposure) - exposureRank(a.exposure) ||
    a.port - b.port ||
    compare(a.protocol, b.protocol) ||
    compare(a.id, b.id)
  );
}

function possibleRank({ exposure, exposureAtMost }: Ranked): number {
  return exposureRank(exposureAtMost ?? exposure);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
