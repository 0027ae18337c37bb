import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/parse-policy.js';

/** Where and what is wrong with a policy, in the shape of a message. */
function problemOf(text: string): string {
  const parsed = parsePolicy(text);
  if (!('problem' in parsed)) return 'none';
  const { line, column } = parsed.place;
  return `${line}:${column}: ${parsed.where}: ${parsed.problem}`;
}

const HEAD = 'version: 1\ndefault: this-host\n';
/** A policy whose one entry has these lines, and the others that it needs. */
function entry(line: string): string {
  const needed = ['service: http', 'reachable_by: internet', 'owner: web', 'reason: site'];
  const key = (text: string) => text.split(':')[0];
  const lines = [...needed.filter((each) => key(each) !== key(line)), line];
  return `${HEAD}allow:\n${lines.map((each, i) => `  ${i === 0 ? '-' : ' '} ${each}\n`).join('')}`;
}

describe('a policy', () => {
  it('is read with the line of each entry', () => {
    const policy = parsePolicy(
      `${HEAD}allow:\n  - port: [80, 8000-8999]\n    process: nginx\n    reachable_by: [vpn, 10.9.0.0/16]\n    owner: web\n    reason: site\n    expires: 2027-01-31\n`,
    );
    expect(policy).toMatchObject({
      default: 'this-host',
      defaultPlace: { line: 2 },
      allow: [
        {
          place: { line: 4, column: 5 },
          criteria: { process: ['nginx'] },
          ports: [
            { first: 80, last: 80 },
            { first: 8000, last: 8999 },
          ],
          reachableBy: [{ audience: 'vpn' }, { kind: 'network', text: '10.9.0.0/16' }],
          required: false,
          expires: '2027-01-31',
        },
      ],
    });
  });

  it('may be JSON, indented by tabs', () => {
    expect(problemOf('{\n\t"version": 1,\n\t"default": "vpn",\n\t"allow": []\n}')).toBe('none');
  });

  it('may use anchors, and a problem behind an alias is told where it is written', () => {
    const text = (who: string) =>
      `${HEAD}allow:\n  - { port: 80, reachable_by: &who ${who}, owner: a, reason: b }\n  - { port: 81, reachable_by: *who, owner: a, reason: b }\n`;
    expect(problemOf(text('vpn'))).toBe('none');
    expect(problemOf(text('lan'))).toMatch(/^4:36: allow\[0\]\.reachable_by: expected one of this-host/);
  });

  it.each([
    ['# nothing\n', /^1:1: : expected a mapping with version, default and allow: .*; got null$/],
    ['hello', /^1:1: : expected a mapping .*; got "hello"$/],
    ['default: vpn\n', /^1:1: : version is missing; expected 1, the version of this language$/],
    ['version: 2\ndefault: vpn\n', /^1:10: version: expected 1, the version of this language; got 2$/],
    [
      'version: 1\ndefault: lan\n',
      /^2:10: default: expected who may reach what no entry names.*; got "lan"$/,
    ],
    [`${HEAD}alow: []\n`, /^3:1: alow: there is no such key; expected version, default, allow$/],
    [`${HEAD}allow: {}\n`, /^3:8: allow: expected a list of entries.*; got \{\}$/],
    [`${HEAD}allow:\n  - 22\n`, /^4:5: allow\[0\]: expected a mapping: .*; got 22$/],
    [
      `${HEAD}allow:\n  - port: 22\n    reachable_by: vpn\n`,
      /^4:5: allow\[0\]: owner is missing; expected a text: who/,
    ],
    [
      `${HEAD}allow:\n  - reachable_by: vpn\n    owner: a\n    reason: b\n`,
      /^4:5: allow\[0\]: it is about every listener; expected one at least of service, process/,
    ],
    [entry('port: 70000'), /: allow\[0\]\.port: expected a port that clients dial.*; got 70000$/],
    [entry('port: 90-80'), /: allow\[0\]\.port: .*; got "90-80"$/],
    [
      entry('protocol: [tcp, icmp]'),
      /: allow\[0\]\.protocol: expected one of tcp, .*; got \["tcp","icmp"\]$/,
    ],
    [entry('address: 10.0.0.0\\8'), /: allow\[0\]\.address: expected an address .*; got "10\.0\.0\.0\\\\8"$/],
    [entry('reachable_by: 10.1.0.0/33'), /: allow\[0\]\.reachable_by: .*; got "10\.1\.0\.0\/33"$/],
    [entry('reachable_by: none'), /: allow\[0\]\.reachable_by: .*; got "none"$/],
    [entry('owner: ""'), /: allow\[0\]\.owner: expected a text: who answers.*; got ""$/],
    [entry('expires: 2027-02-30'), /: allow\[0\]\.expires: expected the last day .*; got "2027-02-30"$/],
    [entry('required: perhaps'), /: allow\[0\]\.required: expected true when .*; got "perhaps"$/],
    [entry('proces: nginx'), /^8:5: allow\[0\]\.proces: there is no such key; expected service, process/],
  ])('that is wrong is told where and how: %j', (text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });

  it.each([
    ['version: 1\ndefault: vpn\ndefault: internet\n', /^3:1: : the same key twice/],
    ['version: 1\ndefault: vpn\nallow:\n\t- port: 22\n', /^4:1: : a tab; expected blanks/],
    ['version: 1\n---\nversion: 1\n', /^2:1: : a second document/],
    ['version: !secret 1\ndefault: vpn\n', /^1:10: : a tag that is not known here/],
    ['version: 1\ndefault: [vpn\n', /^\d:\d+: : this is no YAML/],
    ['version: 1\ndefault: *nobody\n', /^\d:\d+: : /],
    [`version: 1\ndefault: vpn\n${'#'.repeat(1 << 20)}`, /^1:1: : expected a policy of 1 MiB at most/],
  ])('that is no YAML is told where: %j', (text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });

  it('that multiplies aliases is refused at once', () => {
    const level = (name: string, before: string) =>
      `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]\n`;
    const names = [...'bcdefghi'];
    const bomb = `a: &a [x]\n${names.map((name, i) => level(name, i === 0 ? 'a' : (names[i - 1] ?? ''))).join('')}`;
    const before = performance.now();
    expect(problemOf(bomb)).toMatch(/^1:1: : expected few aliases/);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
