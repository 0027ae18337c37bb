import { describe, expect, it } from 'vitest';
import { translateFirewall } from '../../../src/firewall/translate.js';
import type { Ruleset, Statement } from '../../../src/model/ruleset.js';
import { allRules, fixtureFacts } from '../fixtures.js';

const match = (name: string) => ({ xt: { type: 'match', name } });
const saddr = (address: string) => ({
  match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: address },
});

/** INPUT of the filter table as nft lists it, beside what iptables-nft-save prints. */
function aligned(rules: readonly (readonly unknown[])[], lines: readonly string[]) {
  const place = { family: 'ip', table: 'filter' };
  const nftables = [
    { chain: { ...place, name: 'INPUT', type: 'filter', hook: 'input', prio: 0, policy: 'accept' } },
    ...rules.map((expr, index) => ({ rule: { ...place, chain: 'INPUT', handle: index + 1, expr } })),
  ];
  const text = [
    '*filter',
    ':INPUT ACCEPT [0:0]',
    ...lines.map((line) => `-A INPUT ${line}`),
    'COMMIT',
    '',
  ].join('\n');
  const save = { family: 'ipv4', backend: 'nft', text } as const;
  const { ruleset, gaps } = translateFirewall({ nft: { nftables }, xtables: [save], outside: [] });
  return { rules: allRules(ruleset), gaps, backend: ruleset.tables[0]?.backend };
}

describe("nft's xt placeholders", () => {
  it('are filled from the line of iptables-nft-save in the same place', () => {
    const { rules, gaps, backend } = aligned(
      [
        [saddr('1.1.1.1'), match('conntrack'), match('comment'), { counter: null }, { accept: null }],
        [{ drop: null }],
      ],
      ['-s 1.1.1.1/32 -m conntrack --ctstate NEW -m comment --comment hello -j ACCEPT', '-j DROP'],
    );
    expect(gaps).toEqual([]);
    expect(backend).toBe('iptables-nft');
    expect(rules[0]?.statements).toMatchObject([
      { kind: 'match', match: { selector: { on: 'saddr' } } },
      { kind: 'match', match: { kind: 'bits', mask: 8 } },
      { kind: 'verdict' },
    ]);
    expect(rules[0]?.ref).toMatchObject({
      table: 'ip filter',
      chain: 'INPUT',
      handle: 1,
      position: 1,
      comment: 'hello',
      text: '-s 1.1.1.1/32 -m conntrack --ctstate NEW -m comment --comment hello -j ACCEPT',
    });
  });

  it('take repeated matches in their order', () => {
    const { rules } = aligned(
      [[match('addrtype'), match('addrtype'), { xt: { type: 'target', name: 'LOG' } }]],
      ['-m addrtype --dst-type LOCAL -m addrtype --src-type BROADCAST -j LOG'],
    );
    expect(rules[0]?.statements).toMatchObject([
      { match: { selector: { by: ['daddr'] } } },
      { match: { selector: { by: ['saddr'] } } },
    ]);
  });

  it.each([
    ['another number of rules', ['-s 1.1.1.1/32 -m conntrack --ctstate NEW -j ACCEPT', '-j DROP']],
    ['another source address', ['-s 2.2.2.2/32 -m conntrack --ctstate NEW -j ACCEPT']],
    [
      'an address that nft does not list',
      ['-s 1.1.1.1/32 -d 2.2.2.2/32 -m conntrack --ctstate NEW -j ACCEPT'],
    ],
    ['another match', ['-s 1.1.1.1/32 -m recent --rcheck -j ACCEPT']],
  ])('stay unknown, with a gap, when the line has %s', (_, lines) => {
    const { rules, gaps } = aligned([[saddr('1.1.1.1'), match('conntrack'), { accept: null }]], lines);
    expect(rules[0]?.statements[1]).toEqual({
      kind: 'match',
      match: { kind: 'unknown', why: { code: 'unknown-match', text: 'xt match conntrack' } },
    });
    expect(gaps).toMatchObject([{ code: 'firewall-partly-unreadable', subject: 'ip filter' }]);
  });

  it('an unfilled target may do anything', () => {
    const { rules } = aligned([[{ xt: { type: 'target', name: 'DNAT' } }]], []);
    expect(rules[0]?.statements).toEqual([{ kind: 'unknown', text: 'xt target DNAT' }]);
  });

  it("native rules in a table of iptables' name are never taken from iptables-nft-save", () => {
    const dports = {
      match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: { set: [80, 443] } },
    };
    const { rules } = aligned([[dports, { accept: null }]], ['-p tcp -j ACCEPT']);
    expect(rules[0]?.statements[0]).toMatchObject({ match: { values: { bounds: [80, 81, 443, 444] } } });
  });

  it.each(['ufw-limit-deny', 'd28-ufw-deny', 'firewalld-ipt-rich', 'shorewall-two', 'ufw-nft-1.1.3'])(
    '%s: every placeholder of a recorded host is filled',
    (name) => {
      const { ruleset, gaps } = translateFirewall(fixtureFacts(name));
      expect(gaps).toEqual([]);
      expect(allRules(ruleset).length).toBeGreaterThan(100);
    },
  );

  it.each(['ufw-route-out', 'd28-ufw-deny', 'firewalld-ipt-rich', 'libvirt', 'podman-netavark'])(
    "%s: nft's listing, filled, says what iptables-nft-save alone says",
    (name) => {
      const facts = fixtureFacts(name);
      const saves = (facts.xtables ?? []).map((save) => ({ ...save, backend: 'legacy' }) as const);
      const filled = rulesByPlace(translateFirewall(facts).ruleset);
      const saved = rulesByPlace(
        translateFirewall({ ...facts, nft: { nftables: [] }, xtables: saves }).ruleset,
      );
      expect(saved.size).toBeGreaterThan(20);
      for (const [place, statements] of saved) expect(filled.get(place), place).toEqual(statements);
    },
  );
});

/** What every rule of iptables does, by table, chain and position; without the protocol, which nft mostly leaves implied. */
function rulesByPlace(ruleset: Ruleset): ReadonlyMap<string, unknown> {
  const implied = (statement: Statement) =>
    statement.kind === 'match' &&
    statement.match.kind === 'in' &&
    (statement.match.selector.on === 'l4proto' || statement.match.selector.on === 'nfproto');
  const essence = (statement: Statement): unknown => {
    if (statement.kind === 'reject') return 'reject';
    if (statement.kind === 'match' && statement.match.kind === 'unknown') return statement.match.why.code;
    return statement;
  };
  const places = new Map<string, unknown>();
  for (const { ref, statements } of allRules(ruleset)) {
    const kept = statements.filter((statement) => !implied(statement)).map(essence);
    // iptables-nft writes protocol and ports in another order than iptables-save.
    const text = kept.map((part) =>
      JSON.stringify(part, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    );
    if (ref.backend !== 'nft') places.set(`${ref.table} ${ref.chain} ${ref.position}`, text.sort());
  }
  return places;
}
