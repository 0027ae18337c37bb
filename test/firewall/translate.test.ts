import { describe, expect, it } from 'vitest';
import { translateFirewall } from '../../src/firewall/translate.js';
import { allRules, fixtureFacts, fixtureNames, unknowns } from './fixtures.js';

const undecidedIn = (name: string) => unknowns(translateFirewall(fixtureFacts(name)).ruleset);

describe('translateFirewall', () => {
  it('nothing is no table', () => {
    expect(translateFirewall({ nft: { nftables: [] }, xtables: [], ipset: '', outside: [] })).toEqual({
      ruleset: { tables: [] },
      gaps: [],
    });
  });

  it.each(fixtureNames())('%s: every rule is translated, and has its text', (name) => {
    const { ruleset } = translateFirewall(fixtureFacts(name));
    for (const table of ruleset.tables)
      for (const chain of table.chains.values())
        for (const { ref, statements } of chain.rules) {
          expect(ref.text).not.toBe('');
          for (const statement of statements)
            if (statement.kind === 'verdict' && 'chain' in statement.verdict)
              expect(table.chains.has(statement.verdict.chain)).toBe(true);
        }
  });

  it('nft 1.0.6 and 1.1.3 print one ruleset in two dialects, which translate alike', () => {
    const rules = (name: string) =>
      allRules(translateFirewall(fixtureFacts(name)).ruleset).map(({ ref, statements }) => [
        ref.chain,
        ref.text,
        statements,
      ]);
    expect(rules('ufw-nft-1.0.6')).toEqual(rules('ufw-nft-1.1.3'));
  });

  it("ufw's rulesets hold nothing unknown but their limits, and IPv6 routing headers that clients choose", () => {
    for (const name of ['ufw-limit-deny', 'ufw-route-out', 'ufw-legacy', 'ufw-nft-1.0.6', 'ufw-nft-1.1.3']) {
      const { 'rate-limit': limits, 'client-chosen': headers, ...others } = undecidedIn(name);
      expect(limits, name).toBeGreaterThan(0);
      expect(headers, name).toBeGreaterThan(0);
      expect(others, name).toEqual({});
    }
  });

  it('Docker, podman, libvirt and fail2ban write nothing that stays unknown', () => {
    for (const name of [
      'docker-legacy',
      'podman-netavark',
      'pod5-nft',
      'libvirt',
      'fail2ban-nft',
      'fail2ban-ipset',
      'netavark-dualstack-1.1.3',
    ])
      expect(undecidedIn(name), name).toEqual({});
  });

  it("firewalld's only unknown is the MAC address that a rich rule asks for, and limits", () => {
    expect(undecidedIn('firewalld-rich')).toEqual({ 'unknown-match': 1, 'rate-limit': 2 });
    expect(undecidedIn('firewalld-ipt-rich')['unknown-match']).toBe(1);
    expect(undecidedIn('firewalld-zones-1.1.3')).not.toHaveProperty('unknown-match');
  });

  it('tables that iptables-nft wrote are known by their names and base chains', () => {
    const backends = (name: string) =>
      new Set(translateFirewall(fixtureFacts(name)).ruleset.tables.map((table) => table.backend));
    expect(backends('ufw-limit-deny')).toEqual(new Set(['iptables-nft']));
    expect(backends('ufw-legacy')).toEqual(new Set(['iptables-legacy']));
    expect(backends('firewalld-rich')).toEqual(new Set(['nft']));
  });

  it("legacy tables are hooked in at their priorities, with the chains' policies", () => {
    const { ruleset } = translateFirewall(fixtureFacts('docker-legacy'));
    const base = (table: string, chain: string) =>
      ruleset.tables.find(({ name }) => name === table)?.chains.get(chain)?.base;
    expect(base('nat', 'PREROUTING')).toEqual({
      hook: 'prerouting',
      type: 'nat',
      priority: -100,
      policy: 'accept',
    });
    expect(base('nat', 'POSTROUTING')).toMatchObject({ priority: 100 });
    expect(base('filter', 'FORWARD')).toEqual({
      hook: 'forward',
      type: 'filter',
      priority: 0,
      policy: 'drop',
    });
    expect(base('filter', 'DOCKER')).toBeUndefined();
  });

  it('a table with stray flags is dormant only if its text says so', () => {
    const nftables = [{ table: { family: 'ip', name: 'd', flags: '192.168.0.9' } }];
    const dormant = (text: string) =>
      translateFirewall({ nft: { nftables }, nftText: { 'ip d': text }, outside: [] }).ruleset.tables[0]
        ?.dormant;
    expect(dormant('table ip d {\n\tflags dormant\n}\n')).toBe(true);
    expect(dormant('table ip d {\n\tflags owner,persist\n\tchain dormant {\n\t}\n}\n')).toBe(false);
  });

  it('references are made once, when asked for', () => {
    const [rule] = allRules(translateFirewall(fixtureFacts('k-complex')).ruleset);
    expect(rule?.ref).toBe(rule?.ref);
    expect(rule?.ref).toMatchObject({ table: 'inet f', backend: 'nft', position: 1 });
  });
});
