import { describe, expect, it } from 'vitest';
import { ruleText } from '../../../src/firewall/text/nft-rule-text.js';
import type { TableFamily } from '../../../src/model/ruleset.js';
import { fixtureFile, fixtureNames } from '../fixtures.js';

interface ListedRule {
  readonly family: TableFamily;
  readonly table: string;
  readonly chain: string;
  readonly expr: readonly unknown[];
}

/** The lines of every chain of `nft list ruleset`, by "family table chain", without comments and counters' numbers. */
function textByChain(listing: string): ReadonlyMap<string, readonly string[]> {
  const chains = new Map<string, string[]>();
  let table = '';
  let lines: string[] | undefined;
  let anonymous = false;
  for (const line of listing.split('\n')) {
    const [, family, name] = /^table (\S+) (\S+) \{/.exec(line) ?? [];
    const [, chain] = /^\tchain "?([^" ]+)"? \{/.exec(line) ?? [];
    if (name !== undefined) table = `${family} ${name}`;
    else if (chain !== undefined) {
      lines = [];
      chains.set(`${table} ${chain}`, lines);
    } else if (line === '\t}') lines = undefined;
    else if (line === '\t\t}') anonymous = false;
    else if (!anonymous && line.startsWith('\t\t') && !/^\t\t(type \S+ hook|policy|comment) /.test(line)) {
      lines?.push(
        line
          .trim()
          .replace(/ comment "(\\.|[^"])*"$/, '')
          .replace(/counter packets \d+ bytes \d+/g, 'counter'),
      );
      anonymous = line.endsWith('{');
    }
  }
  return chains;
}

/** What JSON does not tell: durations have lost their unit, raw bytes their base. */
const NOT_IN_JSON = /ct expiration|@th,160,32/;

describe('ruleText', () => {
  const recorded = fixtureNames().filter((name) => fixtureFile(name, 'nft.txt') !== undefined);

  it.each(recorded)('%s: every rule of nft reads as nft prints it', (name) => {
    const { nftables }: { nftables: { rule?: ListedRule }[] } = JSON.parse(
      fixtureFile(name, 'nft.json') ?? '',
    );
    const expected = textByChain(fixtureFile(name, 'nft.txt') ?? '');
    const places = new Map<string, number>();
    const differing: string[] = [];
    let compared = 0;
    for (const { rule } of nftables) {
      if (rule === undefined) continue;
      const chain = `${rule.family} ${rule.table} ${rule.chain}`;
      const place = places.get(chain) ?? 0;
      places.set(chain, place + 1);
      const want = expected.get(chain)?.[place] ?? `(no line ${place} in ${chain})`;
      const hidden = rule.expr.some((part) => typeof part === 'string' || Object.hasOwn(Object(part), 'xt'));
      if (hidden || NOT_IN_JSON.test(want)) continue;
      compared++;
      const text = ruleText(rule.expr, rule.family);
      if (text !== want) differing.push(`${text}\n≠ ${want}`);
    }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(0);
  });
});
