import { auditDocument } from '../export/json.js';
import { jsonPieces } from '../export/json-text.js';
import { inspect } from '../inspect.js';
import type { ShowCommand } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { filterAudit } from './filter-audit.js';
import { gatherFacts } from './gather-facts.js';
import { isInteractive, type Terminal, wantsColour } from './terminal.js';
import { VERSION } from './version.js';

/** The command without a name: the live view on a terminal, a table in a pipe, or what --format asks for. */
export async function show(command: ShowCommand, terminal: Terminal): Promise<number | Failure> {
  const { input, criteria, format, colour, numeric } = command;
  // What came by stdin leaves none to steer a view with.
  if (format === undefined && input.from !== '-' && isInteractive(terminal))
    return (await import('./view.js')).view(command, terminal);
  const facts = await gatherFacts(input, terminal);
  if (isFailure(facts)) return facts;
  const audit = filterAudit(inspect(facts), criteria);
  if (format === 'json') {
    for (const piece of jsonPieces(auditDocument(audit, VERSION))) if (!(await terminal.print(piece))) break;
    return 0;
  }
  const { renderTable } = await import('../export/table.js');
  const options = { width: terminal.columns, numeric, colour: colour && wantsColour(terminal) };
  await terminal.print(renderTable(audit, options));
  if (facts.collector === 'pasted') {
    const { addressMeanings } = await import('../export/address-meanings.js');
    const { renderListing } = await import('../export/listing.js');
    // Who filters asks for some listeners, not for the whole listing.
    if (criteria.length === 0) await terminal.print(renderListing(audit, terminal.columns));
    await terminal.print(addressMeanings(audit, terminal.columns));
  }
  return 0;
}
