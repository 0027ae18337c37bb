import { compareAudits } from '../compare/compare.js';
import { comparedAudit } from '../compare/compared-audit.js';
import { changeDocument, changeLine, limitLines } from '../export/changes.js';
import { escapeText } from '../export/escape-text.js';
import { jsonText } from '../export/json-text.js';
import type { Audit } from '../model/audit.js';
import { type LiveAudits, openAudits } from './audit-source.js';
import type { WatchCommand } from './command.js';
import { concernedChanges } from './concerned-changes.js';
import { type Failure, isFailure } from './failure.js';
import { holdLines } from './held-lines.js';
import type { Terminal } from './terminal.js';
import { openWaker } from './waker.js';

/**
 * Prints each change as it happens, a line each, until nobody reads any more or a signal ends it, both with status 0. What
 * goes wrong meanwhile is told on stderr and tried again.
 */
export async function watch(command: WatchCommand, terminal: Terminal): Promise<number | Failure> {
  const stop = stopSignal();
  // Before the first reading: what changes during it is heard of.
  const waker = openWaker();
  const audits = await openAudits(command.input, terminal);
  try {
    const first = await audits.next();
    if (isFailure(first)) return first;
    const { length } = first.listeners;
    terminal.complain(`watching ${length} ${length === 1 ? 'listener' : 'listeners'}; changes follow`);
    const lines = holdLines(terminal.offer, (line) => terminal.complain(escapeText(line)));
    const next = patientReader(audits, terminal);
    let before = first;
    while ((await waker.wait(command.interval, stop)) && lines.flush()) {
      const after = await next();
      if (after === undefined || after.listeners === before.listeners) continue;
      for (const line of linesOf(before, after, command, terminal)) lines.add(line);
      if (!lines.flush()) break;
      before = after;
    }
    return 0;
  } finally {
    audits.close();
    waker.close();
  }
}

/** The next audit; undefined when there is none this time, which is told once. */
function patientReader(audits: LiveAudits, terminal: Terminal): () => Promise<Audit | undefined> {
  let problem: string | undefined;
  return async () => {
    const audit = await audits.next().catch(asFailure);
    const now = isFailure(audit) ? audit.failure : undefined;
    if (now !== problem)
      terminal.complain(
        now === undefined ? 'the host can be read again' : escapeText(`${now}; trying again`),
      );
    problem = now;
    return isFailure(audit) ? undefined : audit;
  };
}

function asFailure(error: unknown): Failure {
  return { failure: `the host could not be read: ${error instanceof Error ? error.message : error}` };
}

function linesOf(before: Audit, after: Audit, command: WatchCommand, terminal: Terminal): readonly string[] {
  const comparison = compareAudits(comparedAudit(before), comparedAudit(after));
  for (const line of limitLines(comparison)) terminal.complain(line);
  const at = after.capturedAt;
  return concernedChanges(comparison.changes, command.criteria).map((change) =>
    command.json ? jsonText(changeDocument(change, at), true) : `${at}  ${changeLine(change)}\n`,
  );
}

/** Aborted by the first signal that asks the process to end; a second one ends it at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
