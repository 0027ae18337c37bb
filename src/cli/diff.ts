import { compareAudits } from '../compare/compare.js';
import { comparedAudit } from '../compare/compared-audit.js';
import { changeSummary } from '../explain/changes.js';
import { changeLine, comparisonDocument, detailLines, limitLines } from '../export/changes.js';
import { jsonText } from '../export/json-text.js';
import { inspect } from '../inspect.js';
import type { ComparedAudit } from '../model/change.js';
import type { DiffCommand } from './command.js';
import { concernedChanges } from './concerned-changes.js';
import { type Failure, isFailure } from './failure.js';
import { gatherFacts } from './gather-facts.js';
import { readAudit } from './read-audit.js';
import type { Terminal } from './terminal.js';

/** Tells what opened, closed, widened or narrowed. Status 1 when something did. */
export async function diff(command: DiffCommand, terminal: Terminal): Promise<number | Failure> {
  if (command.before === '-' && command.after === '-')
    return { failure: 'only one of the two can be standard input: write the other one to a file' };
  const read = async (path: string) => {
    const audit = await readAudit(path, terminal);
    return isFailure(audit) || command.input.netns !== 'current' ? audit : ofCurrentNamespace(audit);
  };
  const before = await read(command.before);
  if (isFailure(before)) return before;
  const after = command.after === undefined ? await auditNow(command, terminal) : await read(command.after);
  if (isFailure(after)) return after;
  if (before.hostname !== after.hostname)
    terminal.complain(
      `these are two hosts, ${JSON.stringify(before.hostname)} and ${JSON.stringify(after.hostname)}: the first is taken as what the second was before`,
    );
  const compared = compareAudits(before, after);
  const comparison = { ...compared, changes: concernedChanges(compared.changes, command.criteria) };
  const { changes } = comparison;
  for (const line of limitLines(comparison)) terminal.complain(line);
  if (command.json)
    await terminal.print(
      jsonText(comparisonDocument(comparison, { before: before.capturedAt, after: after.capturedAt })),
    );
  else if (changes.length > 0) {
    const lines = changes.flatMap((change) => [changeLine(change), ...detailLines(change)]);
    await terminal.print(`${[...lines, '', `${changeSummary(changes)}.`].join('\n')}\n`);
  }
  return changes.length === 0 ? 0 : 1;
}

async function auditNow({ input }: DiffCommand, terminal: Terminal): Promise<ComparedAudit | Failure> {
  const facts = await gatherFacts(input, terminal);
  return isFailure(facts) ? facts : comparedAudit(inspect(facts));
}

function ofCurrentNamespace(audit: ComparedAudit): ComparedAudit {
  const current = new Set(audit.namespaces.filter((each) => each.current).map(({ id }) => id));
  return {
    ...audit,
    namespaces: audit.namespaces.filter(({ id }) => current.has(id)),
    subjects: audit.subjects.filter(({ namespace }) => current.has(namespace)),
  };
}
