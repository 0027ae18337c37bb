import { describe, expect, it } from 'vitest';
import { parseAnonymousChain } from '../../../src/firewall/nft/anonymous-chain.js';
import { translateFirewall } from '../../../src/firewall/translate.js';
import type { FirewallFacts } from '../../../src/model/firewall-facts.js';
import { allRules, nftMatches } from '../fixtures.js';

const rule = (...expr: unknown[]) => ({ rule: { family: 'inet', table: 't', chain: 'in', handle: 7, expr } });
const translated = (nftables: unknown[], more: Partial<FirewallFacts> = {}) =>
  translateFirewall({ nft: { nftables }, outside: [], ...more });

describe('anonymous chains', () => {
  it('become chains of their own', () => {
    const text =
      'jump {\n\t\t\tip saddr 1.1.1.1 accept\n\t\t\ttcp dport { 1, 2-5 } counter packets 1 bytes 2 drop comment "x"\n\t\t}';
    const { ruleset, gaps } = translated([rule({ counter: null }, text)]);
    const chains = ruleset.tables[0]?.chains;
    const [jump] = chains?.get('in')?.rules[0]?.statements ?? [];
    const name = jump?.kind === 'verdict' && jump.verdict.kind === 'jump' ? jump.verdict.chain : '';
    expect(gaps).toEqual([]);
    expect(chains?.get(name)?.rules.map((each) => each.ref.text)).toEqual([
      'ip saddr 1.1.1.1 accept',
      'tcp dport { 1, 2-5 } counter drop',
    ]);
    expect(chains?.get(name)?.rules[1]?.statements).toMatchObject([
      { match: { selector: { on: 'dport' }, values: { bounds: [1, 6] } } },
      { verdict: { kind: 'drop' } },
    ]);
  });

  it.each([
    ['ct state established,related accept', 'in', { ct: { key: 'state' } }, ['established', 'related']],
    [
      'ct state != established | related drop',
      '!=',
      { ct: { key: 'state' } },
      { '|': ['established', 'related'] },
    ],
    ['ct mark & 0x000000ff == 0x00000010 accept', '==', { '&': [{ ct: { key: 'mark' } }, 255] }, 16],
    [
      'tcp flags syn / fin,syn,rst,ack accept',
      '==',
      { '&': [{ payload: { protocol: 'tcp', field: 'flags' } }, ['fin', 'syn', 'rst', 'ack']] },
      'syn',
    ],
    ['fib saddr . iif oif missing drop', '==', { fib: { result: 'oif', flags: ['saddr', 'iif'] } }, false],
    [
      'ip saddr != 10.0.0.0/8 drop',
      '!=',
      { payload: { protocol: 'ip', field: 'saddr' } },
      { prefix: { addr: '10.0.0.0', len: 8 } },
    ],
    ['iifname { "lo", "eth*" } accept', '==', { meta: { key: 'iifname' } }, { set: ['lo', 'eth*'] }],
    ['ct original ip daddr 1.2.3.4 accept', '==', { ct: { key: 'ip daddr', dir: 'original' } }, '1.2.3.4'],
    ['icmp type echo-request accept', '==', { payload: { protocol: 'icmp', field: 'type' } }, 'echo-request'],
  ])('`%s` reads as its JSON does', (text, op, left, right) => {
    const { ruleset } = translated([rule(`jump { ${text} }`)]);
    const statements = allRules(ruleset)[1]?.statements ?? [];
    expect(statements.flatMap((statement) => (statement.kind === 'match' ? [statement.match] : []))).toEqual(
      nftMatches(op, left, right),
    );
  });

  it('a map of verdicts, a limit and a reject', () => {
    const { rules } = parseAnonymousChain(
      'goto {\n tcp dport vmap { 22 : accept, 23 : jump x, * : drop }\n limit rate 10/second burst 5 packets reject with icmpx admin-prohibited\n}',
    ) ?? { rules: [] };
    expect(rules).toMatchObject([
      [
        {
          vmap: {
            data: {
              set: [
                ['22', { accept: null }],
                ['23', { jump: { target: 'x' } }],
                ['*', { drop: null }],
              ],
            },
          },
        },
      ],
      [{ limit: { rate: 10, per: 'second' } }, { reject: { type: 'icmpx', expr: 'admin-prohibited' } }],
    ]);
  });

  it.each([
    'jump {\n ip saddr 1.1.1.1 acc',
    'jump {\n ip saddr 1.1.1.1 accept\n',
    'jump {\n tcp option maxseg size 1-500 drop\n}',
    'jump {\n meta mark set meta mark & 0xff\n}',
    'queue to 1',
    '',
  ])('of %j nothing is known', (text) => {
    expect(parseAnonymousChain(text)).toBeUndefined();
    const { ruleset, gaps } = translated([rule(text)]);
    expect(allRules(ruleset)[0]?.statements).toEqual([{ kind: 'unknown', text }]);
    expect(gaps).toMatchObject([{ code: 'firewall-partly-unreadable', subject: 'inet t' }]);
  });

  it("what JSON cuts off is taken from nft's text of the table", () => {
    const text = [
      'table inet t {',
      '\tchain in {',
      '\t\ttype filter hook input priority filter; policy accept;',
      '\t\tiifname "lo" accept',
      '\t\ttcp dport 22 jump {',
      '\t\t\tip saddr 1.1.1.1 accept',
      '\t\t\tdrop',
      '\t\t}',
      '\t}',
      '}',
    ].join('\n');
    const { ruleset, gaps } = translated([rule({ accept: null }), rule('jump {\n\t\t\tip saddr 1.1.')], {
      nftText: { 'inet t': text },
    });
    expect(gaps).toEqual([]);
    expect(allRules(ruleset).map((each) => each.ref.text)).toContain('drop');
  });

  it('a set that an unread chain adds to is dynamic', () => {
    const set = { set: { family: 'inet', table: 't', name: 's', type: 'ipv4_addr' } };
    const asked = { match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: '@s' } };
    const { ruleset } = translated([set, rule('jump {\n add @s { ip saddr }\n}'), rule(asked)]);
    expect(allRules(ruleset)[1]?.statements).toMatchObject([{ match: { set: { certainty: 'dynamic' } } }]);
  });
});
