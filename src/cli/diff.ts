import { compareAudits } from '../compare/compare.js';
import { changeDocument, changeLine } from '../export/changes.js';
import { jsonText } from '../export/json-text.js';
import { type Criterion, compileFilter, matches } from '../filter/filter.js';
import { inspect } from '../inspect.js';
import type { DiffCommand } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { gatherFacts } from './gather-facts.js';
import { type RecordedListener, readListeners } from './read-audit.js';
import type { Terminal } from './terminal.js';

/** Tells what opened, closed, widened or narrowed. Status 1 when something did. */
export async function diff(command: DiffCommand, terminal: Terminal): Promise<number | Failure> {
  const before = await readListeners(command.before, terminal);
  if (isFailure(before)) return before;
  const after =
    command.after === undefined
      ? await listenersNow(command, terminal)
      : await readListeners(command.after, terminal);
  if (isFailure(after)) return after;
  const changes = compareAudits(filtered(before, command.criteria), filtered(after, command.criteria));
  const at = new Date().toISOString();
  if (command.json)
    await terminal.print(
      jsonText({ schema_version: 1, changes: changes.map((change) => changeDocument(change, at)) }),
    );
  else await terminal.print(changes.map((change) => `${changeLine(change)}\n`).join(''));
  return changes.length === 0 ? 0 : 1;
}

async function listenersNow(
  { input }: DiffCommand,
  terminal: Terminal,
): Promise<readonly RecordedListener[] | Failure> {
  const facts = await gatherFacts(input, terminal);
  return isFailure(facts) ? facts : inspect(facts).listeners;
}

/** The listeners that meet all `criteria`, which the parsing of argv has found possible. */
export function filtered<T extends RecordedListener>(
  listeners: readonly T[],
  criteria: readonly Criterion[],
): readonly T[] {
  const filter = compileFilter(criteria);
  if ('error' in filter) throw new TypeError(filter.error);
  return listeners.filter((listener) => matches(filter, listener));
}
