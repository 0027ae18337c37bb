import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { translateFirewall } from '../../src/firewall/translate.js';
import type { FirewallFacts, XtablesSave } from '../../src/model/firewall-facts.js';
import type { Match, Rule, Ruleset, Statement, TableFamily } from '../../src/model/ruleset.js';

const FOLDER = fileURLToPath(new URL('../fixtures/rulesets/', import.meta.url));

/** Names of the recorded rulesets. */
export function fixtureNames(): readonly string[] {
  return readdirSync(FOLDER).sort();
}

/** A file of a recorded ruleset; undefined when it has none of that name. */
export function fixtureFile(name: string, file: string): string | undefined {
  const path = `${FOLDER}${name}/${file}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

const SAVES = [
  ['ipv4', 'nft', 'iptables-save.txt'],
  ['ipv6', 'nft', 'ip6tables-save.txt'],
  ['ipv4', 'legacy', 'iptables-legacy-save.txt'],
  ['ipv6', 'legacy', 'ip6tables-legacy-save.txt'],
] as const;

/** A recorded ruleset as it would have been read. */
export function fixtureFacts(name: string): FirewallFacts {
  const xtables = SAVES.flatMap(([family, backend, file]): XtablesSave[] => {
    const text = fixtureFile(name, file);
    return text === undefined ? [] : [{ family, backend, text }];
  });
  const nft: { nftables: unknown[] } = JSON.parse(fixtureFile(name, 'nft.json') ?? '{"nftables":[]}');
  return { nft, xtables, ipset: fixtureFile(name, 'ipset-save.txt') ?? '', outside: [] };
}

export interface NftOptions {
  readonly family?: TableFamily;
  /** Set and map objects, without family and table. */
  readonly sets?: readonly object[];
}

/** The statements of one rule with these expressions, alone in a chain. */
export function nftStatements(
  expressions: readonly unknown[],
  options: NftOptions = {},
): readonly Statement[] {
  const place = { family: options.family ?? 'inet', table: 't' };
  const nftables = [
    { table: { family: place.family, name: 't' } },
    { chain: { ...place, name: 'in', type: 'filter', hook: 'input', prio: 0, policy: 'accept' } },
    ...(options.sets ?? []).map((set) => ({ set: { ...place, ...set } })),
    { rule: { ...place, chain: 'in', handle: 1, expr: expressions } },
  ];
  const { ruleset } = translateFirewall({ nft: { nftables }, outside: [] });
  return allRules(ruleset)[0]?.statements ?? [];
}

/** The statements of `{"match": {op, left, right}}` that are matches. */
export function nftMatches(
  op: string,
  left: unknown,
  right: unknown,
  options: NftOptions = {},
): readonly Match[] {
  const statements = nftStatements([{ match: { op, left, right } }], options);
  return statements.flatMap((statement) => (statement.kind === 'match' ? [statement.match] : []));
}

/** The statements of one line of iptables-save, alone in INPUT of the filter table. */
export function xtStatements(
  words: string,
  more: Partial<FirewallFacts> & { family?: 'ipv4' | 'ipv6' } = {},
): readonly Statement[] {
  const { family = 'ipv4', ...facts } = more;
  const text = `*filter\n:INPUT ACCEPT [0:0]\n:other - [0:0]\n-A INPUT ${words}\nCOMMIT\n`;
  const { ruleset } = translateFirewall({
    outside: [],
    xtables: [{ family, backend: 'legacy', text }],
    ...facts,
  });
  return allRules(ruleset)[0]?.statements ?? [];
}

/** The matches of one line of iptables-save. */
export function xtMatches(words: string, more: Parameters<typeof xtStatements>[1] = {}): readonly Match[] {
  return xtStatements(words, more).flatMap((statement) =>
    statement.kind === 'match' ? [statement.match] : [],
  );
}

export function allRules(ruleset: Ruleset): readonly Rule[] {
  return ruleset.tables.flatMap((table) => [...table.chains.values()].flatMap((chain) => chain.rules));
}

/** What of a ruleset stays undecided: the code of each unknown match, "target" for each unknown statement. */
export function unknowns(ruleset: Ruleset): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const count = (code: string) => {
    counts[code] = (counts[code] ?? 0) + 1;
  };
  const visit = (match: Match): void => {
    if (match.kind === 'unknown') count(match.why.code);
    else if (match.kind === 'either' || match.kind === 'all') match.matches.forEach(visit);
    else if (match.kind === 'lookup')
      for (const { undecided } of match.set.elements) if (undecided) count('element');
  };
  for (const { statements } of allRules(ruleset))
    for (const statement of statements) {
      if (statement.kind === 'match') visit(statement.match);
      else if (statement.kind === 'unknown') count('target');
      else if (statement.kind === 'set-mark' && statement.value.kind === 'unknown') count('mark');
      else if (statement.kind === 'dnat' && statement.to.kind === 'unknown') count('nat');
    }
  return counts;
}
