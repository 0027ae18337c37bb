import type { Permission, PolicyChange, PolicyEntry, PolicySubject } from '../../model/policy.js';
import { gapDocument, reachDocument } from '../json.js';
import { changeLines } from './change-lines.js';
import { type CheckReport, countLevels, type ToldFinding, verdictOf } from './report.js';

/** A check as a document for programs: what is absent is null, names are fixed under `schema_version`. */
export function checkDocument(report: CheckReport) {
  const { check, audit, file, version, checkedAt, told } = report;
  const counts = countLevels(report);
  return {
    schema_version: 1,
    tool: { name: 'listenscope', version },
    checked_at: checkedAt,
    captured_at: audit.capturedAt,
    host: audit.host.hostname,
    policy: { file, default: check.policy.default, entries: check.policy.allow.length },
    verdict: verdictOf(report),
    summary: {
      checked: check.subjects.length,
      violations: counts.violation,
      undecided: counts.undecided,
      notices: counts.notice,
    },
    findings: told.map((each) => findingDocument(each, file)),
  };
}

function findingDocument(
  { finding, words, level, key, line, column, subject, change }: ToldFinding,
  file: string,
) {
  return {
    rule: finding.rule,
    level,
    key,
    subject: subject === undefined ? null : subjectDocument(subject),
    found: words.found,
    why: words.why ?? null,
    policy: words.policy ?? null,
    file,
    line,
    column,
    entry: words.entry === undefined ? null : entryDocument(words.entry),
    allowed: 'open' in finding ? finding.open.map(reachDocument) : [],
    conditional: 'perhaps' in finding ? finding.perhaps.map(reachDocument) : [],
    missing: 'missing' in finding ? finding.missing.map(({ text }: Permission) => text) : [],
    gap: finding.rule === 'unreadable' ? gapDocument(finding.gap) : null,
    mend: words.mend.map(({ title, where, lines, note }) => ({
      title,
      where: where ?? null,
      lines,
      note: note ?? null,
    })),
    permit: change === undefined ? null : changeDocument(change, file),
  };
}

function subjectDocument({ kind, listener, target, namespace }: PolicySubject) {
  const { owner } = listener;
  return {
    kind,
    id: listener.id,
    protocol: listener.protocol,
    address: kind === 'listener' ? listener.address : null,
    port: listener.port,
    target: target ?? null,
    namespace,
    service: listener.service ?? null,
    processes: [...new Set(owner.processes.map(({ name }) => name))],
    units: distinct(owner.processes.map(({ systemdUnit }) => systemdUnit)),
    containers: distinct(owner.processes.map(({ container }) => container)),
    exposure: listener.exposure,
    exposure_at_most: listener.exposureAtMost ?? null,
  };
}

function distinct(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts.filter((text) => text !== undefined))];
}

function entryDocument({ place, owner, reason, expires, required, reachableBy }: PolicyEntry) {
  return {
    line: place.line,
    column: place.column,
    owner,
    reason,
    expires: expires ?? null,
    required,
    reachable_by: reachableBy.map(({ text }) => text),
  };
}

/** A change of the policy that would permit what was found, with the YAML to paste. */
function changeDocument(change: PolicyChange, file: string) {
  const yaml = changeLines(change, file).lines.join('\n');
  return change.kind === 'add'
    ? { change: 'add', line: null, reachable_by: null, yaml }
    : { change: 'widen', line: change.entry.place.line, reachable_by: change.reachableBy, yaml };
}
