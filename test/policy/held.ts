import type { Audit, AuditedListener } from '../../src/model/audit.js';
import type { Finding } from '../../src/model/policy.js';
import { checkPolicy, checkStatus } from '../../src/policy/check.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { sampleAudit, type sampleEntry, sampleListener } from '../export/sample.js';

export const NOW = new Date('2026-11-28T12:00:00Z');

/** What a policy with this default and these entries, in YAML flow style, finds of an audit. */
export function held(audit: Audit, fallback: string, entries: readonly string[] = [], now = NOW) {
  const allow = entries.map((entry) => `  - { ${entry}, owner: web, reason: site }\n`).join('');
  const policy = parsePolicy(`version: 1\ndefault: ${fallback}\n${allow === '' ? '' : `allow:\n${allow}`}`);
  if ('problem' in policy) throw new Error(`${policy.where}: ${policy.problem}`);
  const check = checkPolicy(policy, audit, now);
  return {
    status: checkStatus(check),
    findings: check.findings,
    rules: check.findings.map(({ rule }) => rule),
  };
}

export const having = (...listeners: readonly AuditedListener[]) => sampleAudit({ listeners });
export const nginx = having(sampleListener());
export const reachedBy = (...reach: readonly ReturnType<typeof sampleEntry>[]) =>
  having(sampleListener({ reach }));
export const sources = ([finding]: readonly Finding[]) =>
  finding?.rule === 'exposed' ? finding.open.map((way) => way.sources) : undefined;
