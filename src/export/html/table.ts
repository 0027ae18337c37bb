import { clip } from '../clip.js';
import { ownerText } from '../exposed.js';
import { whyExposed } from '../why.js';
import type { Entry } from './entry.js';
import { type Html, html } from './html.js';
import { reachedLabel } from './marks.js';

/** Characters of a reason in a row; its section has more. */
const LONG_REASON = 300;

/** Every listener and forward, a row each. */
export function listenerTable(entries: readonly Entry[]): Html {
  if (entries.length === 0) return html`<p>No listeners.</p>`;
  return html`<table class="listeners">
<caption>A row for each socket, and for each port that NAT hands on (→); the widest exposed first</caption>
<thead><tr><th scope="col">Reached by</th><th scope="col">Listener</th><th scope="col">Held by</th><th scope="col">Why</th></tr></thead>
<tbody>
${entries.map(row)}</tbody>
</table>
`;
}

function row(entry: Entry): Html {
  const { row: id, section, protocol, address, listener, place } = entry;
  const name = html`<code>${protocol} ${address}</code>`;
  const { service } = listener;
  return html`<tr id="${id}" data-id="${entry.id}" data-exposure="${entry.exposure}"><td>${reachedLabel(entry)}</td><th scope="row">${
    section === undefined ? name : html`<a href="#${section}">${name}</a>`
  }${service !== undefined && html` <small>${service}</small>`}${
    place !== undefined && html` <small>in ${place}</small>`
  }</th><td>${ownerText(listener)}</td><td>${clip(whyExposed(listener), LONG_REASON)}</td></tr>
`;
}
