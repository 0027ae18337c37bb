import type { OutsideLayer } from '../../../model/firewall-facts.js';
import type { Gap } from '../../../model/gap.js';

/** Stands where something could not be read, so that nobody takes it for nothing. */
export const UNREAD = 'unread';
export type Unread = typeof UNREAD;

/** The layers of a namespace beside its rules, and what could not be learned of them. */
export interface OutsideReading {
  /** Of what could not be read too: it may be in the way, which makes answers conditional. */
  readonly layers: readonly OutsideLayer[];
  readonly gaps: readonly Gap[];
}

export const NO_LAYERS: OutsideReading = { layers: [], gaps: [] };

/** A layer that is there. */
export function layer(
  kind: OutsideLayer['kind'],
  detail: string,
  device?: string,
  more: Pick<OutsideLayer, 'egress' | 'mayRedirect' | 'mayAssign'> = {},
): OutsideReading {
  return { layers: [{ kind, device, ...more, detail }], gaps: [] };
}

/** A layer of which it could not be learned whether it is there. `what` follows "Whether". */
export function unreadLayer(
  kind: OutsideLayer['kind'],
  subject: string,
  what: string,
  remedy: string | undefined,
  device?: string,
): OutsideReading {
  const detail = `Whether ${what} could not be read.`;
  return {
    layers: [{ kind, device, detail }],
    gaps: [{ code: 'outside-layer-unreadable', subject, detail, remedy }],
  };
}

export function together(readings: readonly OutsideReading[]): OutsideReading {
  return {
    layers: readings.flatMap(({ layers }) => layers),
    gaps: readings.flatMap(({ gaps }) => gaps),
  };
}
