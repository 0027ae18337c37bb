import { writeFile } from 'node:fs/promises';
import { checkDocument } from '../export/check/json.js';
import { junitXml } from '../export/check/junit.js';
import { type CheckReport, checkReport } from '../export/check/report.js';
import { sarifLog } from '../export/check/sarif.js';
import { checkText } from '../export/check/text.js';
import { jsonText } from '../export/json-text.js';
import { policyFile } from '../export/policy-file.js';
import { inspect } from '../inspect.js';
import type { Audit } from '../model/audit.js';
import type { Policy } from '../model/policy.js';
import { checkPolicy, checkStatus } from '../policy/check.js';
import { DRAFT_DEFAULT, draftPolicy } from '../policy/draft.js';
import type { PolicyProblem } from '../policy/parse-policy.js';
import { permittingChange } from '../policy/permitting-change.js';
import type { CheckCommand } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { gatherFacts, readText } from './gather-facts.js';
import { proseWidth } from './prose-width.js';
import { suggest } from './suggest.js';
import { type Terminal, wantsColour } from './terminal.js';
import { VERSION } from './version.js';

/** Holds what is reachable against a policy, or writes the policy of today. */
export async function check(command: CheckCommand, terminal: Terminal): Promise<number | Failure> {
  // A policy that cannot be used is said before the host is looked at.
  const policy = command.init ? undefined : await readPolicy(command.policy ?? '-', terminal);
  if (isFailure(policy)) return policy;
  const facts = await gatherFacts(command.input, terminal);
  if (isFailure(facts)) return facts;
  const audit = inspect(facts);
  return policy === undefined
    ? init(command, audit, terminal)
    : hold(policy, { ...command, policy: command.policy ?? '-' }, audit, terminal);
}

async function hold(
  policy: Policy,
  command: CheckCommand & { readonly policy: string },
  audit: Audit,
  terminal: Terminal,
): Promise<number> {
  const now = new Date();
  const held = checkPolicy(policy, audit, now);
  const report = checkReport(
    {
      check: held,
      audit,
      file: command.policy,
      version: VERSION,
      checkedAt: now.toISOString(),
      status: checkStatus(held),
    },
    (finding) => permittingChange(finding, audit),
  );
  await terminal.print(written(report, command, terminal));
  return report.status;
}

function written(report: CheckReport, { format, colour }: CheckCommand, terminal: Terminal): string {
  switch (format) {
    case 'text':
      return checkText(report, { width: proseWidth(terminal), colour: colour && wantsColour(terminal) });
    case 'json':
      return jsonText(checkDocument(report));
    case 'sarif':
      return jsonText(sarifLog(report));
    case 'junit':
      return junitXml(report);
    default:
      return format satisfies never;
  }
}

async function init(
  { policy: path }: CheckCommand,
  audit: Audit,
  terminal: Terminal,
): Promise<number | Failure> {
  const text = policyFile(draftPolicy(audit), DRAFT_DEFAULT, audit);
  if (path === undefined || path === '-') {
    await terminal.print(text);
    return 0;
  }
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const why = exists ? 'it exists already; name another file, or remove it first' : String(error);
    return { failure: `cannot write ${path}: ${why}` };
  }
  return 0;
}

async function readPolicy(path: string, terminal: Terminal): Promise<Policy | Failure> {
  const text = await readText(path, terminal);
  if (isFailure(text)) return text;
  const { parsePolicy } = await import('../policy/parse-policy.js');
  const policy = parsePolicy(text);
  return 'problem' in policy ? { failure: problemLine(path === '-' ? 'stdin' : path, policy) } : policy;
}

/** "policy.yaml:12:19: allow[2].reachable_by: expected …; got "lan"; did you mean …?" */
function problemLine(
  name: string,
  { place, where, problem, word, choices = [], others }: PolicyProblem,
): string {
  const meant = word === undefined ? undefined : suggest(word, choices);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  const more = others === 0 ? '' : ` (and ${others} more like this)`;
  return `${name}:${place.line}:${place.column}: ${where === '' ? '' : `${where}: `}${problem}${hint}${more}`;
}
