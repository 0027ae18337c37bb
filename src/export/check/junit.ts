import { subjectWords } from '../../explain/policy/finding-words.js';
import { escapeText } from '../escape-text.js';
import { type CheckReport, countLevels, type ToldFinding } from './report.js';
import { messageOf } from './sarif.js';

/**
 * A check as JUnit XML, as CI systems read it: a test case for each listener and forwarded port, and for each other finding. A
 * violation is its failure; what could not be decided is an error; notices stand in the output of the suite.
 */
export function junitXml(report: CheckReport): string {
  const { audit, checkedAt, check, told, file } = report;
  const counts = countLevels(report);
  const bySubject = new Map(told.map((each) => [each.subject, each]));
  const others = told.filter(({ subject, level }) => subject === undefined && level !== 'notice');
  const notices = told.filter(({ level }) => level === 'notice');
  const totals = `tests="${check.subjects.length + others.length}" failures="${counts.violation}" errors="${counts.undecided}" skipped="0" time="0"`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="listenscope check" ${totals}>`,
    `  <testsuite name="${xml(file)}" ${totals} timestamp="${xml(checkedAt.replace(/\.\d+Z$/, ''))}" hostname="${xml(audit.host.hostname)}">`,
    ...check.subjects.map((subject) => testCase(subjectWords(subject), bySubject.get(subject), file)),
    ...others.map((each) => testCase(each.words.subject, each, file)),
    ...(notices.length === 0
      ? []
      : [
          `    <system-out>${notices.map((each) => xml(messageOf(each, file), false)).join('\n\n')}</system-out>`,
        ]),
    '  </testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function testCase(name: string, told: ToldFinding | undefined, file: string): string {
  const open = `    <testcase classname="listenscope.policy" name="${xml(name)}" time="0"`;
  if (told === undefined) return `${open}/>`;
  const element = told.level === 'violation' ? 'failure' : 'error';
  const text = `${file}:${told.line}\n${messageOf(told, file)}`;
  return [
    `${open}>`,
    `      <${element} type="${told.finding.rule}" message="${xml(told.words.found)}">${xml(text, false)}</${element}>`,
    '    </testcase>',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Text for XML 1.0, which has no way to write most control characters (§2.2): they become visible escapes. With `oneLine` line
 * ends, too, which an attribute would lose.
 */
function xml(text: string, oneLine = true): string {
  const lines = oneLine ? [text] : text.split('\n');
  return lines
    .map(escapeText)
    .join('\n')
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
