import { readFileSync } from 'node:fs';
import { csvRows } from '../../src/export/csv.js';
import { htmlReport } from '../../src/export/html/page.js';
import { auditDocument } from '../../src/export/json.js';
import { renderListing } from '../../src/export/listing.js';
import { renderMarkdown } from '../../src/export/markdown.js';
import { ndjsonLines } from '../../src/export/ndjson.js';
import { prometheusMetrics } from '../../src/export/prometheus.js';
import { renderTable } from '../../src/export/table.js';
import { inspect } from '../../src/inspect.js';
import type { Facts } from '../../src/model/facts.js';
import type { FirewallFacts } from '../../src/model/firewall-facts.js';
import { schemaProblem } from '../support/schemas.js';

const HOST: Facts = JSON.parse(
  readFileSync(new URL('../fixtures/hosts/ufw-default/facts.json', import.meta.url), 'utf8'),
);
export const NOW = new Date('2026-01-01T00:00:00Z');

let audited: ReturnType<typeof inspect> | undefined;
export function audit() {
  audited ??= inspect(HOST);
  return audited;
}

/** Reach on a recorded host that has these rules instead of its own. */
export function behind(rules: Partial<FirewallFacts>): void {
  const firewall = { nft: { nftables: [] }, xtables: [], ipset: '', outside: [], ...rules };
  const [namespace] = HOST.namespaces;
  if (namespace === undefined) throw new Error('a host without a namespace');
  const few = namespace.sockets.slice(0, 6);
  renderTable(inspect({ ...HOST, namespaces: [{ ...namespace, sockets: few, firewall }] }));
}

/** Everything that is written of facts. */
export function shown(facts: Facts): void {
  const whole = inspect(facts);
  const problem = schemaProblem('audit', auditDocument(whole, '1'));
  if (problem !== undefined) throw new Error(problem);
  const pieces = [
    ndjsonLines(whole, '1'),
    csvRows(whole),
    prometheusMetrics(whole, '1'),
    htmlReport(whole, { version: '1', whole, appendix: [] }),
  ];
  const text = [
    renderTable(whole),
    renderMarkdown(whole, { version: '1', whole, appendix: [] }),
    renderListing(whole, 80),
    ...pieces.map((each) => [...each].join('')),
  ].join('');
  const control = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.exec(text.replaceAll('\r\n', '\n'));
  if (control !== null)
    throw new Error(
      `written as it is: ${JSON.stringify(text.slice(control.index - 60, control.index + 20))}`,
    );
}
