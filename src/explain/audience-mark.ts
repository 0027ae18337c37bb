import type { Exposure } from '../model/listener.js';

/** Where a picture of the host puts a listener: how widely it is exposed, or that this is not certain. */
export type Ring = Exposure | 'unknown';

/** Widest first, as they are shown. */
export const RINGS: readonly Ring[] = [
  'internet',
  'private-networks',
  'local-network',
  'vpn',
  'containers',
  'this-host',
  'unknown',
  'none',
];

export interface Mark {
  /** A shape for each, so that nothing is said by colour alone. */
  readonly shape: string;
  readonly label: string;
  /** For a line on which all of them stand. */
  readonly short: string;
  /** Whose colour it has. */
  readonly tone: Ring;
}

const MARKS: Readonly<Record<Ring, Mark>> = {
  internet: { shape: '◉', label: 'internet', short: 'internet', tone: 'internet' },
  'private-networks': { shape: '◍', label: 'private nets', short: 'private', tone: 'private-networks' },
  'local-network': { shape: '◎', label: 'local net', short: 'local', tone: 'local-network' },
  vpn: { shape: '◌', label: 'vpn', short: 'vpn', tone: 'vpn' },
  containers: { shape: '○', label: 'containers', short: 'containers', tone: 'containers' },
  'this-host': { shape: '·', label: 'this host', short: 'this host', tone: 'this-host' },
  unknown: { shape: '?', label: 'not certain', short: 'not certain', tone: 'unknown' },
  none: { shape: '–', label: 'nobody', short: 'nobody', tone: 'none' },
};

/** Who reaches a listener: certainly its ring or, where that is `unknown`, perhaps `widest`. */
export interface Reached {
  readonly ring: Ring;
  readonly widest: Exposure;
}

/** How a row of its own names who reaches a listener: "◉ internet", "? internet". */
export function reachedMark({ ring, widest }: Reached): Mark {
  return ring === 'unknown' ? { ...MARKS[widest], shape: MARKS.unknown.shape } : MARKS[ring];
}

/** The same in a sentence: "internet", "perhaps internet". */
export function reachedWords({ ring, widest }: Reached): string {
  return ring === 'unknown' ? `perhaps ${MARKS[widest].label}` : MARKS[ring].label;
}

/** Shape, label and tone of a ring. */
export function markOf(ring: Ring): Mark {
  return MARKS[ring];
}
