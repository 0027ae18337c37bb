import type { Exposed } from '../exposed.js';

/** Listeners and forwards with a section of their own, the widest exposed first: a host may have thousands. */
export const MOST_DETAILED = 400;

/** A listener or forward in its place in the report. */
export interface Entry extends Exposed {
  /** The id of its row in the table. */
  readonly row: string;
  /** The id of its own section, where it has one. */
  readonly section?: string;
}

/** The entries of a report, in the order given. */
export function entriesOf(items: readonly Exposed[]): readonly Entry[] {
  return items.map((item, index) => ({
    ...item,
    row: `row-${index + 1}`,
    section: index < MOST_DETAILED ? `listener-${index + 1}` : undefined,
  }));
}

/** Where to read on about an entry. */
export function placeOf({ row, section }: Entry): string {
  return `#${section ?? row}`;
}
