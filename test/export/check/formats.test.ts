import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { parse as parseJunit } from 'junit2json';
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../src/export/check/json.js';
import { junitXml } from '../../../src/export/check/junit.js';
import { type CheckReport, checkReport } from '../../../src/export/check/report.js';
import { sarifLog } from '../../../src/export/check/sarif.js';
import { checkText } from '../../../src/export/check/text.js';
import { inspect } from '../../../src/inspect.js';
import type { Audit } from '../../../src/model/audit.js';
import { checkPolicy, checkStatus } from '../../../src/policy/check.js';
import { parsePolicy } from '../../../src/policy/parse-policy.js';
import { permittingChange } from '../../../src/policy/permitting-change.js';
import { recordedFacts } from '../../recorded/replay.js';
import { HOSTILE_NAMES, hostileAudit } from '../hostile.js';
import { sampleAudit, sampleEntry, sampleListener } from '../sample.js';

const NOW = new Date('2026-11-28T12:00:00Z');

function reportOf(audit: Audit, policyText: string, file = 'security/policy.yaml'): CheckReport {
  const policy = parsePolicy(policyText);
  if ('problem' in policy) throw new Error(policy.problem);
  const check = checkPolicy(policy, audit, NOW);
  const origin = {
    check,
    audit,
    file,
    version: '1.2.3',
    checkedAt: NOW.toISOString(),
    status: checkStatus(check),
  };
  return checkReport(origin, (finding) => permittingChange(finding, audit));
}

const STRICT = 'version: 1\ndefault: this-host\n';
/** A finding of every rule but "unused", which is not said where something may be hidden. */
const EVERYTHING = `${STRICT}allow:
  - { port: 80, reachable_by: vpn, owner: web, reason: site }
  - { port: 81, reachable_by: internet, owner: web, reason: site, expires: 2026-01-31 }
  - { port: 83, reachable_by: internet, owner: web, reason: site, required: true }
  - { port: 84, reachable_by: internet, owner: web, reason: site, required: true }
  - { process: gone, reachable_by: internet, owner: web, reason: site, expires: 2026-12-01 }
`;
const unread = {
  verdict: 'conditional',
  reason: { code: 'firewall-unreadable', subject: 'nftables' },
} as const;
const listening = (port: number, way: Partial<ReturnType<typeof sampleEntry>> = {}) =>
  sampleListener({ id: `tcp/0.0.0.0:${port}`, port, reach: [sampleEntry({ port, ...way })] });
const everything = () =>
  reportOf(
    sampleAudit({
      listeners: [
        listening(80),
        listening(81),
        listening(82, unread),
        listening(83),
        listening(84, { ...unread, audience: 'internet' }),
      ],
      gaps: [
        { code: 'namespaces-unreadable', subject: 'web', detail: 'web was not read', remedy: 'run as root' },
      ],
    }),
    EVERYTHING,
  );
const RULES = [
  'exposed',
  'expired',
  'unreachable',
  'undecided',
  'requirement-undecided',
  'unreadable',
  'expires-soon',
];

const reports = (): readonly (readonly [string, CheckReport])[] => [
  ['a finding of every rule', everything()],
  [
    'an entry about nothing',
    reportOf(sampleAudit(), `${STRICT}allow:\n  - { port: 1, reachable_by: vpn, owner: a, reason: b }\n`),
  ],
  ['nothing found', reportOf(sampleAudit(), 'version: 1\ndefault: internet\n')],
  ['hostile names', reportOf(hostileAudit(), STRICT, `${HOSTILE_NAMES.join('/')}.yaml`)],
  ['a docker host', reportOf(inspect(recordedFacts('docker-proxy-on')), STRICT)],
];

describe('SARIF', () => {
  const { id, ...schema } = createRequire(import.meta.url)(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  // The published schema is of draft 4, and uses nothing that draft 7 reads in another way.
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile({
    ...schema,
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: id,
  });

  it.each(reports())('of %s is valid by the published schema', (_, report) => {
    const log = JSON.parse(JSON.stringify(sarifLog(report)));
    expect({ valid: validate(log), errors: validate.errors }).toEqual({ valid: true, errors: null });
  });

  it('would not be valid with a level that there is not', () => {
    const log = JSON.parse(JSON.stringify(sarifLog(everything())).replaceAll('"error"', '"fatal"'));
    expect(validate(log)).toBe(false);
  });

  it('has each rule, with help, and each result at the line of the policy that decides', () => {
    const [run] = sarifLog(everything()).runs;
    expect(run?.results.map(({ ruleId }) => ruleId).toSorted()).toEqual([...RULES].toSorted());
    for (const { ruleId, ruleIndex } of run?.results ?? [])
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(run?.results[0]).toMatchObject({
      ruleId: 'exposed',
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'security/policy.yaml' },
            region: { startLine: 4, startColumn: 5 },
          },
          logicalLocations: [{ fullyQualifiedName: 'tcp/0.0.0.0:80' }],
        },
      ],
    });
  });

  it('has fingerprints that are different for each result, and the same when lines and pids are others', () => {
    const prints = (report: CheckReport) =>
      sarifLog(report).runs[0]?.results.map(({ partialFingerprints }) =>
        JSON.stringify(partialFingerprints),
      ) ?? [];
    const moved = EVERYTHING.replace('allow:', '# moved\n\nallow:');
    const again = reportOf(everything().audit, moved);
    expect(prints(again)).toEqual(prints(everything()));
    expect(new Set(prints(again)).size).toBe(again.told.length);
  });
});

describe('JUnit', () => {
  it.each(reports())('of %s is read by a reader of JUnit with its counts', async (_, report) => {
    const suites = await parseJunit(junitXml(report));
    if (!(suites && 'testsuite' in suites)) throw new Error('no suites');
    const [suite] = suites.testsuite ?? [];
    const cases = suite?.testcase ?? [];
    const levels = report.told.map(({ level }) => level);
    const count = (level: string) => levels.filter((each) => each === level).length;
    expect(suite).toMatchObject({
      tests: cases.length,
      failures: count('violation'),
      errors: count('undecided'),
    });
    expect(cases.filter(({ failure }) => failure !== undefined)).toHaveLength(count('violation'));
    expect(cases.filter(({ error }) => error !== undefined)).toHaveLength(count('undecided'));
  });

  it('has a case for each listener, which says why it failed', async () => {
    const suites = await parseJunit(junitXml(reportOf(sampleAudit(), STRICT)));
    const [suite] = suites && 'testsuite' in suites ? (suites.testsuite ?? []) : [];
    expect(suite?.testcase).toMatchObject([
      {
        name: 'tcp/0.0.0.0:80, nginx',
        failure: [{ type: 'exposed', message: expect.stringContaining('can reach it, at 10.1.0.2:80') }],
      },
    ]);
  });

  it('holds no character that XML 1.0 does not have', () => {
    const xml = junitXml(reportOf(hostileAudit(), STRICT));
    expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  });
});

describe('text', () => {
  it('tells each finding once, violations first, and counts them', () => {
    const text = checkText(everything(), { width: 80, colour: false });
    expect([...text.matchAll(/\(([a-z-]+)\)$/gm)].map(([, rule]) => rule)).toEqual(RULES);
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      'security/policy.yaml: 3 violations, 3 not decided, 1 notice; 5 listeners and forwarded ports checked.',
    );
  });

  it('shows nothing that a terminal obeys', () => {
    const text = checkText(reportOf(hostileAudit(), STRICT), { width: 80, colour: false });
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  });
});

describe('JSON', () => {
  it('says of each finding what was found, why, and the change that mends it', () => {
    const { verdict, summary, findings } = checkDocument(everything());
    expect({ verdict, summary }).toEqual({
      verdict: 'violated',
      summary: { checked: 5, violations: 3, undecided: 3, notices: 1 },
    });
    expect(findings[0]).toMatchObject({
      rule: 'exposed',
      level: 'violation',
      subject: { kind: 'listener', id: 'tcp/0.0.0.0:80', processes: ['nginx'] },
      line: 4,
      entry: { owner: 'web', reachable_by: ['vpn'] },
      allowed: [{ audience: 'local-network', sources: ['10.1.0.0/24'] }],
      permit: { change: 'widen', line: 4, reachable_by: ['local-network'] },
    });
  });
});
