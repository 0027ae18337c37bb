import { closeAdvice } from '../../explain/closing.js';
import type { Audit } from '../../model/audit.js';
import type { Exposure } from '../../model/listener.js';
import { clip } from '../clip.js';
import { ownerName } from '../exposed.js';
import { whyExposed } from '../why.js';
import { advice } from './advice.js';
import { type Entry, placeOf } from './entry.js';
import { type Html, html } from './html.js';
import { reachedLabel } from './marks.js';

/** Those that are told here at most; all have their row, and most their section. */
const MOST_TOLD = 25;

/** Characters of a reason; the section has more. */
const LONG_REASON = 400;

/** Audiences on this machine. */
const NEAR: ReadonlySet<Exposure> = new Set(['containers', 'this-host', 'none']);

/** What others than this machine reach, the widest first: who, why, and what would change it. `whole` is the unfiltered audit. */
export function attention(entries: readonly Entry[], whole: Audit): Html {
  const open = entries.filter(({ widest }) => !NEAR.has(widest));
  const more = open.length - MOST_TOLD;
  if (open.length === 0) return html`<p>Nothing is reached from outside of this machine.</p>`;
  return html`<p>What is reached from outside of this machine, the widest first. If it is meant to be so, nothing needs to be done.</p>
${open.slice(0, MOST_TOLD).map((entry) => card(entry, whole))}${
  more > 0 && html`<p>And ${more} more, in <a href="#listeners">the list of all</a>.</p>`
}`;
}

function card(entry: Entry, whole: Audit): Html {
  const { protocol, address, listener, place } = entry;
  const [first, ...others] = closeAdvice(listener, whole);
  const name = ownerName(listener);
  const why = whyExposed(listener);
  const isTold = why === '' || listener.explanation.includes(why);
  return html`<article class="card ${entry.widest}">
<h3>${reachedLabel(entry)} <a href="${placeOf(entry)}"><code>${protocol} ${address}</code></a>${
    name !== '' && html` <span class="holder">${name}</span>`
  }${place !== undefined && html` <span class="holder">in ${place}</span>`}</h3>
<p>${listener.explanation}</p>
<dl>${!isTold && html`<dt>Why</dt><dd>${clip(why, LONG_REASON)}</dd>`}${
    first !== undefined &&
    html`<dt>To close it</dt><dd>${advice(first)}${others.length > 0 && otherWays(entry, others.length)}</dd>`
  }</dl>
</article>
`;
}

function otherWays(entry: Entry, count: number): Html {
  return html`<p class="aside"><a href="${placeOf(entry)}">${count} other ${count === 1 ? 'way' : 'ways'}, and all about it</a></p>`;
}
