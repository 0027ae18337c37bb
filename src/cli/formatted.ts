import type { ReportOptions } from '../export/report-options.js';
import type { TableOptions } from '../export/table.js';
import type { Audit } from '../model/audit.js';
import type { Format } from './options.js';
import { VERSION } from './version.js';

interface FormatOptions extends TableOptions {
  /** The audit before it was filtered. */
  readonly whole: Audit;
  /** Of a pasted listing: whether all its lines are accounted for, where the format is for people. */
  readonly listing?: boolean;
}

/** An audit in a format, in pieces that may be written one after the other. What only a table has, only a table heeds. */
export async function formatted(
  audit: Audit,
  format: Format,
  options: FormatOptions,
): Promise<Iterable<string>> {
  switch (format) {
    case 'table': {
      const { renderTable } = await import('../export/table.js');
      return [renderTable(audit, options), ...(await listingPieces(audit, options))];
    }
    case 'json': {
      const { jsonPieces } = await import('../export/json-text.js');
      const { auditDocument } = await import('../export/json.js');
      return jsonPieces(auditDocument(audit, VERSION));
    }
    case 'ndjson':
      return (await import('../export/ndjson.js')).ndjsonLines(audit, VERSION);
    case 'csv':
      return (await import('../export/csv.js')).csvRows(audit);
    case 'markdown': {
      const { renderMarkdown } = await import('../export/markdown.js');
      return [renderMarkdown(audit, await reportOptions(audit, options))];
    }
    case 'html':
      return (await import('../export/html/page.js')).htmlReport(audit, await reportOptions(audit, options));
    case 'prometheus':
      return (await import('../export/prometheus.js')).prometheusMetrics(audit, VERSION);
    default:
      return format satisfies never;
  }
}

async function reportOptions(audit: Audit, options: FormatOptions): Promise<ReportOptions> {
  const { whole } = options;
  return {
    version: VERSION,
    whole,
    appendix: await listingPieces(audit, { ...options, width: REPORT_WIDTH }),
  };
}

/** Where lines of a report are broken that are to be read as they are. */
const REPORT_WIDTH = 110;

/** What is said of a pasted listing below its listeners: of its lines, and of the addresses in it. */
async function listingPieces(audit: Audit, { listing, width }: FormatOptions): Promise<readonly string[]> {
  if (audit.evidence.facts.collector !== 'pasted') return [];
  const { addressMeanings } = await import('../export/address-meanings.js');
  const { renderListing } = await import('../export/listing.js');
  return [...(listing === true ? [renderListing(audit, width)] : []), addressMeanings(audit, width)];
}
