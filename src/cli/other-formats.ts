import { addressMeanings } from '../export/address-meanings.js';
import { csvRows } from '../export/csv.js';
import { htmlReport } from '../export/html/page.js';
import { renderListing } from '../export/listing.js';
import { renderMarkdown } from '../export/markdown.js';
import { ndjsonLines } from '../export/ndjson.js';
import { prometheusMetrics } from '../export/prometheus.js';
import type { ReportOptions } from '../export/report-options.js';
import { renderTable } from '../export/table.js';
import type { Audit } from '../model/audit.js';
import type { FormatOptions } from './formatted.js';
import type { Format } from './options.js';
import { VERSION } from './version.js';

/** An audit in any format but JSON. */
export function inOtherFormat(
  audit: Audit,
  format: Exclude<Format, 'json'>,
  options: FormatOptions,
): Iterable<string> {
  switch (format) {
    case 'table':
      return [renderTable(audit, options), ...listingPieces(audit, options)];
    case 'ndjson':
      return ndjsonLines(audit, VERSION);
    case 'csv':
      return csvRows(audit);
    case 'markdown':
      return [renderMarkdown(audit, reportOptions(audit, options))];
    case 'html':
      return htmlReport(audit, reportOptions(audit, options));
    case 'prometheus':
      return prometheusMetrics(audit, VERSION);
    default:
      return format satisfies never;
  }
}

function reportOptions(audit: Audit, options: FormatOptions): ReportOptions {
  const { whole } = options;
  return {
    version: VERSION,
    whole,
    appendix: listingPieces(audit, { ...options, width: REPORT_WIDTH }),
  };
}

/** Where lines of a report are broken that are to be read as they are. */
const REPORT_WIDTH = 110;

/** What is said of a pasted listing below its listeners: of its lines, and of the addresses in it. */
function listingPieces(audit: Audit, { listing, width }: FormatOptions): readonly string[] {
  if (audit.evidence.facts.collector !== 'pasted') return [];
  return [...(listing === true ? [renderListing(audit, width)] : []), addressMeanings(audit, width)];
}
