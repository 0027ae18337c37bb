import { markOf } from '../explain/audience-mark.js';
import { AUDIENCE_NAMES } from '../explain/audience-names.js';
import { gapSentence } from '../explain/gaps.js';
import { summaryWords } from '../explain/summary.js';
import type { Audit } from '../model/audit.js';
import { AUDIENCES, type Audience, EXPOSURES } from '../model/listener.js';
import { clip } from './clip.js';
import { type Exposed, exposedOf, ownerText, reachedBy } from './exposed.js';
import { markdownBlock, markdownCode, markdownProse, markdownTable } from './markdown-text.js';
import { countsOf } from './reach-counts.js';
import { partWords, type ReportOptions } from './report-options.js';
import { whyExposed } from './why.js';

/** Those of one audience that have a sentence of their own; the table has all. */
const MOST_SENTENCES = 50;

/** Characters of a reason in a row. */
const LONG_REASON = 300;

/**
 * A short report in GitHub-flavoured Markdown: how complete it is, the counts, what others reach, the table of all, and
 * what else is to be read as it is, such as the lines of a pasted listing.
 */
export function renderMarkdown(audit: Audit, options: ReportOptions): string {
  const { version, appendix = [] } = options;
  const all = exposedOf(audit);
  const { certain, perhaps } = countsOf(all);
  const { host } = audit;
  const system = [host.os ?? host.platform, host.kernel]
    .filter((word) => word !== undefined)
    .join(', kernel ');
  const lines = [
    `# Who can reach ${markdownCode(host.hostname)}`,
    '',
    markdownProse(`${system}, as of ${audit.capturedAt}, by listenscope ${version}.`),
    '',
    partWords(audit, options) ?? summaryWords(certain, perhaps, audit.complete),
    '',
    ...completeness(audit),
    '',
    ...counts(all),
    ...AUDIENCES.toReversed()
      .filter((audience) => audience !== 'this-host')
      .flatMap((audience) => reached(audience, all)),
    '',
    '## Everything that listens',
    '',
    ...(all.length === 0 ? ['No listeners.'] : everything(all)),
    ...appendix.flatMap((text) => ['', ...markdownBlock(text.trim().split('\n'))]),
  ];
  return `${lines.join('\n')}\n`;
}

function completeness({ gaps, complete }: Audit): string[] {
  if (gaps.length === 0) return ['Nothing was missing for want of rights or tools.'];
  const sentences = new Set(gaps.map(gapSentence));
  return [
    complete ? '**Worth knowing:**' : '**This answer is not complete:**',
    '',
    ...[...sentences].map((text) => `- ${markdownProse(text)}`),
  ];
}

function counts(all: readonly Exposed[]): string[] {
  const { certain, perhaps } = countsOf(all);
  const rows = EXPOSURES.toReversed().map((exposure) => {
    const { shape, label } = markOf(exposure);
    return [`${shape} ${label}`, String(certain[exposure]), String(perhaps[exposure])];
  });
  return markdownTable(['Reached by, at the widest', 'certainly', 'perhaps'], rows);
}

function reached(audience: Audience, all: readonly Exposed[]): string[] {
  const items = all.filter(({ widest }) => widest === audience);
  if (items.length === 0) return [];
  const more = items.length - MOST_SENTENCES;
  return [
    '',
    `## Reached by ${AUDIENCE_NAMES[audience]}`,
    '',
    ...items.slice(0, MOST_SENTENCES).map(sentence),
    ...(more > 0 ? [`- and ${more} more, in the table below`] : []),
  ];
}

function sentence(item: Exposed): string {
  const { listener, exposureAtMost } = item;
  const owner = ownerText(listener);
  const holder = owner === '' ? '' : ` ${markdownCode(owner)}`;
  const doubt = exposureAtMost === undefined ? '' : ' (not certain)';
  return `- ${name(item)}${holder}${doubt}: ${markdownProse(listener.explanation)}`;
}

function everything(all: readonly Exposed[]): string[] {
  const isElsewhere = all.some(({ place }) => place !== undefined);
  const columns = ['Reached by', 'Listener', ...(isElsewhere ? ['In'] : []), 'Held by', 'Service', 'Why'];
  const rows = all.map((item) => [
    reachedBy(item),
    name(item),
    ...(isElsewhere ? [markdownCode(item.place ?? '')] : []),
    markdownCode(ownerText(item.listener)),
    markdownProse(item.listener.service ?? ''),
    markdownProse(clip(whyExposed(item.listener), LONG_REASON)),
  ]);
  return markdownTable(columns, rows);
}

function name({ protocol, address }: Exposed): string {
  return markdownCode(`${protocol} ${address}`);
}
