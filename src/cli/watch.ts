import { setTimeout as sleep } from 'node:timers/promises';
import { compareAudits } from '../compare/compare.js';
import { comparedAudit } from '../compare/compared-audit.js';
import { changeDocument, changeLine } from '../export/changes.js';
import { jsonText } from '../export/json-text.js';
import { openAudits } from './audit-source.js';
import type { WatchCommand } from './command.js';
import { concernedChanges } from './concerned-changes.js';
import { type Failure, isFailure } from './failure.js';
import type { Terminal } from './terminal.js';

const INTERVAL_MS = 1000;

/** Prints each change as it happens, a line each, until nobody reads any more or the process is ended. */
export async function watch(command: WatchCommand, terminal: Terminal): Promise<number | Failure> {
  const audits = await openAudits(command.input, terminal);
  try {
    const first = await audits.next();
    if (isFailure(first)) return first;
    let before = comparedAudit(first);
    terminal.complain(`watching ${first.listeners.length} listeners; changes follow`);
    for (;;) {
      await sleep(INTERVAL_MS);
      const audit = await audits.next();
      if (isFailure(audit)) return audit;
      const after = comparedAudit(audit);
      const { changes } = compareAudits(before, after);
      for (const change of concernedChanges(changes, command.criteria)) {
        const line = command.json
          ? jsonText(changeDocument(change, audit.capturedAt), true)
          : `${audit.capturedAt}  ${changeLine(change)}\n`;
        if (!(await terminal.print(line))) return 0;
      }
      before = after;
    }
  } finally {
    audits.close();
  }
}
