import { markOf } from '../../explain/audience-mark.js';
import { AUDIENCE_MEANINGS } from '../../explain/audience-meanings.js';
import { gapSentence } from '../../explain/gaps.js';
import { namespaceLabel } from '../../explain/namespace-words.js';
import type { Audit } from '../../model/audit.js';
import { EXPOSURES } from '../../model/listener.js';
import { type Html, html } from './html.js';
import { mark } from './marks.js';

/** How far the answer is complete: each gap with what would mend it. */
export function completeness({ gaps, complete }: Audit): Html {
  if (gaps.length === 0)
    return html`<p class="complete">✓ Complete: nothing was missing for want of rights or tools.</p>\n`;
  const sentences = [...new Set(gaps.map(gapSentence))];
  return html`<section class="gaps" aria-labelledby="gaps">
<h2 id="gaps">${complete ? 'Worth knowing' : 'This answer is not complete'}</h2>
<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>
</section>
`;
}

/** The interfaces, with who stands behind each, and the firewalls. */
export function surroundings({ interfaces, firewalls, namespaces, evidence }: Audit): Html {
  const wasRead = evidence.facts.namespaces.some(({ firewall }) => firewall !== undefined);
  const others = new Map(
    namespaces.filter(({ current }) => !current).map((each) => [each.id, `in ${namespaceLabel(each)}`]),
  );
  const place = (namespace: string) => {
    const name = others.get(namespace);
    return name !== undefined && html` <small>${name}</small>`;
  };
  return html`${
    interfaces.length === 0
      ? html`<p>The interfaces are not known.</p>`
      : html`<table>
<caption>Interfaces, and who stands behind them</caption>
<thead><tr><th scope="col">Interface</th><th scope="col">Addresses</th><th scope="col">Behind it</th></tr></thead>
<tbody>${interfaces.map(
          ({ name, kind, up, addresses, audience, namespace }) =>
            html`<tr><th scope="row"><code>${name}</code> <small>${kind}${!up && ', down'}</small>${place(namespace)}</th><td>${addresses.map(({ address, prefix }) => `${address}/${prefix}`).join(', ')}</td><td><span class="who ${audience}">${mark(audience)} ${markOf(audience).label}</span></td></tr>\n`,
        )}</tbody>
</table>`
  }
${
  firewalls.length === 0
    ? html`<p>${wasRead ? 'No firewall rules were found.' : 'Whether there is a firewall is not known.'}</p>`
    : html`<table>
<caption>Firewalls</caption>
<thead><tr><th scope="col">Firewall</th><th scope="col">Written by</th><th scope="col">Rules</th></tr></thead>
<tbody>${firewalls.map(
        ({ kind, frontEnd, rules, namespace }) =>
          html`<tr><th scope="row">${kind}${place(namespace)}</th><td>${frontEnd ?? 'no front end seen'}</td><td>${rules}</td></tr>\n`,
      )}</tbody>
</table>`
}
`;
}

/** Who each audience is. */
export function glossary(): Html {
  return html`<dl class="glossary">${EXPOSURES.toReversed().map(
    (exposure) =>
      html`<div><dt class="who ${exposure}">${mark(exposure)} ${markOf(exposure).label}</dt><dd>${AUDIENCE_MEANINGS[exposure]}</dd></div>\n`,
  )}<div><dt class="who">${mark('unknown')} perhaps</dt><dd>It cannot be decided from here: a rate limit, a set that changes, rules that could not be read, programs in the way of packets. The reason says which.</dd></div>
</dl>
`;
}
