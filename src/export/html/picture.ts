import { markOf } from '../../explain/audience-mark.js';
import { groupBy } from '../../explain/group-by.js';
import { AUDIENCES, type Exposure } from '../../model/listener.js';
import { ownerName } from '../exposed.js';
import { countsOf } from '../reach-counts.js';
import { type Entry, placeOf } from './entry.js';
import { type Html, html } from './html.js';
import { mark } from './marks.js';

/** Listeners named in one place of the picture; the table has all. */
const MOST_NAMED = 24;

/**
 * The picture of the host: a frame for each audience within the frame of the next wider one, and in it what it reaches, at the
 * widest. What it reaches perhaps has a question mark and a broken outline.
 */
export function picture(items: readonly Entry[]): Html {
  const rings = AUDIENCES.reduce<Html | undefined>(
    (inner, audience) => ring(audience, items, inner),
    undefined,
  );
  return html`<p>A listener stands in the frame of the widest audience that reaches it. Nothing further in is reached from there. ${mark('unknown')} and a broken outline: whether it is reached cannot be decided from here.</p>
<div class="picture">${rings}${ring('none', items)}</div>`;
}

function ring(exposure: Exposure, items: readonly Entry[], inner?: Html): Html {
  const here = items.filter(({ widest }) => widest === exposure);
  return html`<div class="ring ${exposure}${here.length === 0 && ' empty'}">
<h3>${mark(exposure)} ${markOf(exposure).label} <span class="count">${countWords(here, exposure)}</span></h3>
${here.length > 0 && chips(here)}${inner}</div>
`;
}

function countWords(items: readonly Entry[], exposure: Exposure): string {
  const { certain, perhaps } = countsOf(items);
  if (perhaps[exposure] === 0) return String(certain[exposure]);
  return certain[exposure] === 0
    ? `perhaps ${perhaps[exposure]}`
    : `${certain[exposure]}, perhaps ${perhaps[exposure]} more`;
}

function chips(items: readonly Entry[]): Html {
  const alike = [
    ...groupBy(items, (item) => `${item.protocol} ${item.port} ${nameOf(item)} ${isSure(item)}`).values(),
  ];
  const rest = alike.slice(MOST_NAMED).reduce((sum, same) => sum + same.length, 0);
  return html`<ul class="chips">
${alike.slice(0, MOST_NAMED).map((same) => html`<li>${chip(same)}</li>\n`)}${
  rest > 0 && html`<li class="more"><a href="#listeners">and ${rest} more</a></li>\n`
}</ul>
`;
}

/** One name for those that differ by address alone, such as the IPv4 and the IPv6 socket of a server. */
function chip(same: readonly Entry[]): Html {
  const [first] = same;
  if (first === undefined) return html``;
  const { protocol, port, forward } = first;
  const doubt = !isSure(first);
  return html`<a class="chip${doubt && ' perhaps'}" href="${placeOf(first)}">${
    doubt && html`${mark('unknown')}<span class="spoken">perhaps</span> `
  }<b>${port}</b> <small>${protocol}</small> ${forward !== undefined && '→ '}<bdi>${nameOf(first)}</bdi>${
    same.length > 1 && html` <small>×${same.length}</small>`
  }</a>`;
}

function nameOf({ listener, forward }: Entry): string {
  return ownerName(listener) || (forward === undefined ? 'not known' : forward.target.address);
}

function isSure({ exposureAtMost }: Entry): boolean {
  return exposureAtMost === undefined;
}
