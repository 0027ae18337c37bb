import { inspect } from '../inspect.js';
import type { ShowCommand } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { filterAudit } from './filter-audit.js';
import { formatted } from './formatted.js';
import { gatherFacts } from './gather-facts.js';
import { isInteractive, type Terminal, wantsColour } from './terminal.js';
import { view } from './view.js';

/** The command without a name: the live view on a terminal, a table in a pipe, or what --format asks for. */
export async function show(command: ShowCommand, terminal: Terminal): Promise<number | Failure> {
  const { input, criteria, format, colour, numeric } = command;
  // What came by stdin leaves none to steer a view with.
  if (format === undefined && input.from !== '-' && isInteractive(terminal)) return view(command, terminal);
  const facts = await gatherFacts(input, terminal);
  if (isFailure(facts)) return facts;
  const whole = inspect(facts);
  const pieces = await formatted(filterAudit(whole, criteria), format ?? 'table', {
    whole,
    // Asked only for formats that heed it: Node makes a stream of stdout to tell.
    get width() {
      return terminal.columns;
    },
    numeric,
    get colour() {
      return colour && wantsColour(terminal);
    },
    // Who filters asks for some listeners, not for the whole listing.
    listing: criteria.length === 0,
  });
  for (const piece of pieces) if (!(await terminal.print(piece))) break;
  return 0;
}
