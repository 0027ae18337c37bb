import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { translateFirewall } from '../../src/firewall/translate.js';
import { inspect } from '../../src/inspect.js';
import type { Facts } from '../../src/model/facts.js';
import type { FirewallFacts } from '../../src/model/firewall-facts.js';
import { requires } from '../support/requires.js';
import { allRules, fixtureFile } from './fixtures.js';

/** Translates, and writes every rule out. */
function translateWhole(facts: Partial<FirewallFacts>): number {
  const { ruleset } = translateFirewall({ outside: [], ...facts });
  return allRules(ruleset).filter(({ ref }) => ref.text !== undefined).length;
}

/** Translates, and computes reach on a recorded host that has these rules instead of its own. */
function evaluateWhole(firewall: Partial<FirewallFacts>): number {
  const namespaces = HOST.namespaces.map((namespace) => ({
    ...namespace,
    firewall: { nft: { nftables: [] }, xtables: [], ipset: '', outside: [], ...firewall },
  }));
  const { listeners } = inspect({ ...HOST, namespaces });
  expect(listeners.length).toBeGreaterThan(0);
  return translateWhole(firewall);
}

const HOST: Facts = JSON.parse(
  readFileSync(new URL('../fixtures/hosts/ufw-default/facts.json', import.meta.url), 'utf8'),
);

const legacy = (text: string) => ({ xtables: [{ family: 'ipv4', backend: 'legacy', text } as const] });

describe('whatever is read', () => {
  it('any JSON in the place of a listing is translated without throwing', () => {
    const keys = fc.constantFrom(
      'rule',
      'chain',
      'set',
      'map',
      'match',
      'left',
      'right',
      'op',
      'expr',
      'set',
      'family',
      'table',
      'payload',
      'meta',
      'key',
      'elem',
      'vmap',
      'data',
      'mangle',
      'dnat',
      'concat',
      '&',
      '|',
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom('ip', 'inet', 't', 'mark', '@s', '*', 22, true, null, '1.1.1.1'),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.array(json, { maxLength: 6 }), fc.array(json, { maxLength: 6 }), (nftables, expr) => {
        const rule = { rule: { family: 'inet', table: 't', chain: 'c', handle: 1, expr } };
        translateWhole({ nft: { nftables: [...nftables, rule] } });
      }),
      { numRuns: 500 },
    );
  });

  it('any words in the place of iptables-save and ipset are translated without throwing', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '-m',
        '-j',
        '!',
        '-s',
        '--dport',
        '-p',
        'tcp',
        '1.2.3.4/8',
        '"',
        'set',
        '--match-set',
        's',
        'src',
        'DNAT',
        '--to-destination',
        ':',
        '[::]:1',
        'MARK',
        '--set-xmark',
        '0x1/',
        'NETMAP',
        '--to',
        '1.1.1.1/99',
        'TPROXY',
      ),
      fc.string({ maxLength: 8 }),
    );
    const words = fc.array(word, { maxLength: 12 }).map((list) => list.join(' '));
    fc.assert(
      fc.property(words, words, (line, member) => {
        const ipset = `create s hash:net,port ${member}\nadd s ${member}\ncreate l list:set\nadd l l\n`;
        translateWhole({
          ...legacy(`*filter\n:INPUT ${member}\n-A INPUT ${line}\n-I INPUT ${line}\nCOMMIT\n`),
          ipset,
        });
      }),
      { numRuns: 500 },
    );
  });

  it('an unfinished listing keeps what was read', () => {
    const text = fixtureFile('ufw-legacy', 'iptables-legacy-save.txt') ?? '';
    const whole = translateWhole(legacy(text));
    expect(translateWhole(legacy(text.slice(0, text.length / 2)))).toBeLessThan(whole);
  });
});

const CORPUS = process.env.LISTENSCOPE_CORPUS;

requires({ paths: [CORPUS ?? 'a folder of rulesets at $LISTENSCOPE_CORPUS'] })(
  'the corpus at LISTENSCOPE_CORPUS',
  () => {
    const files = CORPUS === undefined || !existsSync(CORPUS) ? [] : filesBelow(CORPUS);

    it('every ruleset in it is translated and evaluated without throwing', () => {
      let rules = 0;
      for (const file of files) {
        const text = readFileSync(file, 'utf8');
        if (file.endsWith('.json')) {
          const parsed: unknown = JSON.parse(text);
          const nftables = Array.isArray(parsed) ? parsed : Object(parsed).nftables;
          if (Array.isArray(nftables)) rules += evaluateWhole({ nft: { nftables } });
        } else {
          rules += evaluateWhole({ ...legacy(text), ipset: text });
        }
      }
      expect(rules).toBeGreaterThan(1000);
    });
  },
);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return /\.json$|save(\.txt)?$|iptables|\.rules$/.test(entry.name) ? [path] : [];
  });
}
