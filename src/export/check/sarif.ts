import { FINDING_RULES } from '../../explain/policy/rules.js';
import { FINDING_LEVELS, type FindingRule } from '../../model/policy.js';
import { escapeText } from '../escape-text.js';
import { listenerEndpoint } from '../listener-endpoint.js';
import { changeLines } from './change-lines.js';
import type { CheckReport, ToldFinding } from './report.js';

const LEVELS = { violation: 'error', undecided: 'warning', notice: 'note' } as const;

const RULES = Object.keys(FINDING_RULES) as readonly FindingRule[];

/**
 * A check as SARIF 2.1.0 (OASIS), for code scanning. A result stands at the line of the policy that decides, since services
 * for code show results at files, and names the listener as its logical location.
 */
export function sarifLog(report: CheckReport) {
  const { audit, version, checkedAt, status, told, file } = report;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'listenscope', semanticVersion: version, version, rules: RULES.map(ruleOf) },
        },
        // One category for each host, so that the results of several do not replace each other.
        automationDetails: { id: `listenscope/${escapeText(audit.host.hostname).replaceAll('/', '_')}/` },
        invocations: [{ executionSuccessful: true, exitCode: status, endTimeUtc: checkedAt }],
        columnKind: 'utf16CodeUnits',
        results: told.map((each) => resultOf(each, file)),
      },
    ],
  };
}

function ruleOf(id: FindingRule) {
  const { short, full } = FINDING_RULES[id];
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${short}.` },
    fullDescription: { text: full },
    help: { text: full },
    defaultConfiguration: { level: LEVELS[FINDING_LEVELS[id]] },
    properties: { tags: ['security', 'network'] },
  };
}

function resultOf(told: ToldFinding, file: string) {
  const { finding, level, subject, key, line, column } = told;
  const { listener } = subject ?? {};
  return {
    ruleId: finding.rule,
    ruleIndex: RULES.indexOf(finding.rule),
    level: LEVELS[level],
    message: { text: messageOf(told, file) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column },
        },
        ...(listener === undefined
          ? {}
          : {
              logicalLocations: [
                {
                  name: escapeText(listenerEndpoint(listener)),
                  fullyQualifiedName: escapeText(listener.id),
                  kind: 'resource',
                },
              ],
            }),
      },
    ],
    partialFingerprints: { 'listenscopeFinding/v1': escapeText(key) },
  };
}

/** The whole of a finding as plain text: what is listed where only messages are shown. */
export function messageOf({ words, change }: ToldFinding, file: string): string {
  const mend = words.mend
    .slice(0, 1)
    .map(({ title, where, lines, note }) =>
      [
        `${title}${where === undefined ? '' : `, in ${where}`}${lines.length === 0 ? '.' : ':'}`,
        ...lines.map((line) => `    ${line}`),
        ...(note === undefined ? [] : [note]),
      ]
        .map(escapeText)
        .join('\n'),
    );
  const permit = change && changeLines(change, file);
  return [
    escapeText(`${words.subject}: ${words.found}`),
    ...[words.why, words.policy].filter((text) => text !== undefined).map(escapeText),
    ...mend,
    ...(permit === undefined ? [] : [escapeText(permit.title), ...permit.lines]),
  ].join('\n');
}

/** A path as a reference (RFC 3986 §4.1): relative as it was given, or as a file URI where it begins at the root. */
function uriOf(path: string): string {
  if (path === '-') return 'stdin';
  const segments = path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/');
  const encoded = segments.map(encodeURIComponent).join('/');
  return encoded.startsWith('/') ? `file://${encoded}` : encoded;
}
