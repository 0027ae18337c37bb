import { openAudits } from './audit-source.js';
import type { ShowCommand } from './command.js';
import { endProcess } from './end-process.js';
import { exportAudit } from './export-audit.js';
import { type Failure, isFailure } from './failure.js';
import { filterText } from './filter-text.js';
import { holdNewSpace, holdOldSpace } from './hold-heap.js';
import { type Terminal, wantsColour } from './terminal.js';
import { traceOn } from './trace-on.js';
import { VERSION } from './version.js';
import { whatIf } from './what-if.js';

const REFRESH_MS = 1000;
/** Listeners without owners are better than none for longer than this. */
const OWNERS_WITHIN_MS = 150;

/** The live view. What cannot be read at the start is a failure; later it is an error that the view shows. */
export async function view(command: ShowCommand, terminal: Terminal): Promise<number | Failure> {
  const { input, criteria, colour } = command;
  const audits = await openAudits(input, terminal, OWNERS_WITHIN_MS);
  // A file that cannot be used is said on the plain terminal; this host is read when the first frame is on the screen.
  if (input.from !== undefined) {
    const audit = await audits.next();
    if (isFailure(audit)) return audit;
  }
  let isHeld = false;
  const next = async () => {
    const audit = await audits.next();
    if (!isHeld) holdOldSpace();
    isHeld = true;
    if (isFailure(audit)) throw new Error(audit.failure);
    return audit;
  };
  const { importView } = await import('./import-view.js');
  const { runTui } = await importView();
  holdNewSpace();
  return runTui({
    source: { next, close: audits.close },
    actions: {
      trace: (question, audit) => traceOn(audit, question),
      whatIf,
      endProcess,
      exportTo: exportAudit,
    },
    version: VERSION,
    filter: filterText(criteria),
    refreshMs: input.from === undefined ? REFRESH_MS : undefined,
    color: colour && wantsColour(terminal),
  });
}
