import type { Advice } from '../../explain/closing/advice.js';
import { type Html, html } from './html.js';

/** One way to close a listener: where, and the very words. */
export function advice({ title, where, lines, note }: Advice): Html {
  return html`<div class="advice"><p>${title}${where !== undefined && html` <span class="where">(${where})</span>`}</p>
${lines.length > 0 && html`<pre><code>${lines.map((line, index) => html`${index > 0 && NEWLINE}${line}`)}</code></pre>`}${
  note !== undefined && html`<p class="aside">${note}</p>`
}</div>`;
}

/** `html` would make a newline of a value visible. */
const NEWLINE = html`
`;
