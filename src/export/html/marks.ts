import { markOf, RINGS, type Ring } from '../../explain/audience-mark.js';
import type { Exposed } from '../exposed.js';
import { type Html, html, trusted } from './html.js';

/** What stands for an audience: as in the view, drawn, since not every font has these characters. */
const SHAPES: Readonly<Record<Ring, string>> = {
  internet: '<circle cx="8" cy="8" r="6.5"/><circle cx="8" cy="8" r="3" fill="currentColor"/>',
  'private-networks': '<circle cx="8" cy="8" r="6.5"/><path d="M5 3v10M8 2v12M11 3v10"/>',
  'local-network': '<circle cx="8" cy="8" r="6.5"/><circle cx="8" cy="8" r="3"/>',
  vpn: '<circle cx="8" cy="8" r="6.5" stroke-dasharray="2.4 2.7"/>',
  containers: '<circle cx="8" cy="8" r="6.5"/>',
  'this-host': '<circle cx="8" cy="8" r="2" fill="currentColor"/>',
  unknown:
    '<path d="M5 5.5a3 3 0 1 1 4.5 2.6Q8 9 8 10.5"/><circle cx="8" cy="13.3" r=".6" fill="currentColor"/>',
  none: '<path d="M3 8h10"/>',
};

/** The shapes, once, for `mark` to use. */
export const MARK_SYMBOLS: Html = trusted(
  `<svg width="0" height="0" aria-hidden="true" focusable="false" class="symbols"><defs>${RINGS.map(
    (ring) =>
      `<symbol id="mark-${ring}" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6">${SHAPES[ring]}</symbol>`,
  ).join('')}</defs></svg>`,
);

/** The shape of an audience; its name stands beside it. */
export function mark(ring: Ring): Html {
  return html`<svg class="mark" aria-hidden="true"><use href="#mark-${ring}"/></svg>`;
}

/** Who reaches something, at the widest, in the colour of that audience: its shape and name, "perhaps" where it is not certain. */
export function reachedLabel({ widest, exposureAtMost }: Exposed): Html {
  const { label } = markOf(widest);
  return exposureAtMost === undefined
    ? html`<span class="who ${widest}">${mark(widest)} ${label}</span>`
    : html`<span class="who ${widest} perhaps">${mark('unknown')} perhaps ${label}</span>`;
}
