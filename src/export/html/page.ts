import { summaryWords } from '../../explain/summary.js';
import type { Audit } from '../../model/audit.js';
import { exposedOf } from '../exposed.js';
import { countsOf } from '../reach-counts.js';
import { partWords, type ReportOptions } from '../report-options.js';
import { attention } from './attention.js';
import { details } from './details.js';
import { type Entry, entriesOf } from './entry.js';
import { type Content, type Html, html, trusted } from './html.js';
import { MARK_SYMBOLS } from './marks.js';
import { picture } from './picture.js';
import { STYLE } from './style.js';
import { completeness, glossary, surroundings } from './surroundings.js';
import { listenerTable } from './table.js';

/** The parts of the report, in their order: id, title and content. */
type Part = readonly [id: string, title: string, content: Html];

/**
 * The report: one HTML file that needs nothing else, runs no script and asks for nothing, to be read on a screen, by
 * keyboard, by a screen reader and on paper.
 */
export function* htmlReport(audit: Audit, options: ReportOptions): Iterable<string> {
  const entries = entriesOf(exposedOf(audit));
  const parts = partsOf(audit, entries, options);
  const { hostname } = audit.host;
  yield head(hostname).markup;
  yield html`<body>
<a class="skip" href="#main">Skip to the report</a>
${MARK_SYMBOLS}
${banner(audit, entries, options)}
<nav aria-label="Contents"><ul>${parts.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main id="main" tabindex="-1">
${completeness(audit)}`.markup;
  for (const [id, title, content] of parts) yield part(id, title, content).markup;
  yield html`</main>
<footer><p>Made by listenscope ${options.version}, which changes nothing on the host and sends no packet. This file asks for nothing and runs no script. It names addresses, rules and programs: treat it as confidential.</p></footer>
</body>
</html>
`.markup;
}

/** What the page may load is nothing: a name that slipped through as markup could ask for nothing either. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E%3Ccircle cx=%228%22 cy=%228%22 r=%226.5%22 fill=%22none%22 stroke=%22%23c0392b%22 stroke-width=%222%22/%3E%3Ccircle cx=%228%22 cy=%228%22 r=%223%22 fill=%22%23c0392b%22/%3E%3C/svg%3E';

function head(hostname: string): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>Who can reach ${hostname}</title>
<link rel="icon" href="${trusted(ICON)}">
<style>${trusted(STYLE)}</style>
</head>
`;
}

function banner(audit: Audit, entries: readonly Entry[], options: ReportOptions): Html {
  const { host, capturedAt } = audit;
  const part = partWords(audit, options);
  const { certain, perhaps } = countsOf(entries);
  const system: Content[] = [
    host.os ?? host.platform,
    host.kernel !== undefined && ` · kernel ${host.kernel}`,
    host.uid !== undefined && ` · read ${host.uid === 0 ? 'as root' : `by uid ${host.uid}`}`,
  ];
  return html`<header>
<h1>Who can reach <span class="host">${host.hostname}</span></h1>
<p class="meta">${system} · <time datetime="${capturedAt}">${capturedAt.replace('T', ' ').replace(/\..*|Z$/, '')} UTC</time></p>
<p class="lead">${part ?? summaryWords(certain, perhaps, audit.complete)}</p>
</header>
`;
}

function partsOf(
  audit: Audit,
  entries: readonly Entry[],
  { whole, appendix = [] }: ReportOptions,
): readonly Part[] {
  const parts: readonly (Part | undefined)[] = [
    ['picture', 'At a glance', picture(entries)],
    ['attention', 'What needs attention', attention(entries, whole)],
    ['listeners', 'Everything that listens', listenerTable(entries)],
    entries.length > 0 ? ['details', 'One by one', details(entries, whole)] : undefined,
    ['surroundings', 'Interfaces and firewalls', surroundings(audit)],
    appendix.length > 0
      ? ['listing', 'The pasted listing', html`<pre>${lines(appendix.join(''))}</pre>`]
      : undefined,
    ['audiences', 'What the words mean', glossary()],
  ];
  return parts.filter((each) => each !== undefined);
}

function lines(text: string): Html {
  return html`${text
    .trim()
    .split('\n')
    .map((line) => html`${line}\n`)}`;
}

function part(id: string, title: string, content: Html): Html {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}</section>
`;
}
