import type { Gap } from '../../model/gap.js';
import type { RuleRef } from '../../model/reason.js';
import type { Chain, Rule, Statement, Table } from '../../model/ruleset.js';
import type { IpFamily } from '../../net/address-set.js';
import type { FrontEnds } from '../front-ends/front-ends.js';
import type { Ipsets } from '../ipset/ipsets.js';
import { undecided } from '../match.js';
import { describeStatement, ruleText } from '../text/nft-rule-text.js';
import { TranslatedRule } from '../translated-rule.js';
import { isXtTable } from '../xtables/built-in-chains.js';
import type { XtContext } from '../xtables/context.js';
import { parseRule } from '../xtables/parse-rule.js';
import type { SavedTable } from '../xtables/parse-save.js';
import { commentOf } from '../xtables/translate-rule.js';
import { asObject, asString, type Json } from './json.js';
import { type ListedChain, type ListedRule, type ListedTable, readListing } from './listing.js';
import type { ExpressionContext } from './match-statement.js';
import { SetsOfTable } from './sets.js';
import { translateStatement, updatedSet } from './statement.js';
import { alignedLines, isXt, XtFiller } from './xt-alignment.js';

/** What the tables of nft are translated with besides their own listing. */
export interface NftSources {
  /** `nft list table` text by "family name", where it was needed. */
  readonly text: Readonly<Record<string, string>>;
  /** Tables of iptables-nft-save and ip6tables-nft-save; undefined where that was not read. */
  readonly saved: (family: IpFamily, table: string) => SavedTable | undefined;
  readonly ipsets: Ipsets;
  readonly ipsec: boolean;
  readonly frontEnds: FrontEnds;
}

/** Translates the objects of `nft -j list ruleset`. A gap for every table of which a part is hidden. */
export function translateNft(
  objects: readonly Json[],
  sources: NftSources,
): { readonly tables: readonly Table[]; readonly gaps: readonly Gap[] } {
  const translators = readListing(objects).map((table) => new TableTranslator(table, sources));
  return {
    tables: translators.map((translator) => translator.translate()),
    gaps: translators.flatMap((translator) => translator.gaps()),
  };
}

class TableTranslator {
  readonly #table: ListedTable;
  readonly #sources: NftSources;
  readonly #context: ExpressionContext;
  readonly #saved: SavedTable | undefined;
  readonly #xtFamily: IpFamily | undefined;
  readonly #backend: Table['backend'];
  #hidden = 0;

  constructor(table: ListedTable, sources: NftSources) {
    this.#table = table;
    this.#sources = sources;
    this.#context = {
      family: table.family,
      sets: new SetsOfTable(table.name, table.sets, setsChangedByPackets(table)),
      describe: (statement) => describeStatement(statement, table.family),
    };
    this.#xtFamily = table.family === 'ip' ? 'ipv4' : table.family === 'ip6' ? 'ipv6' : undefined;
    this.#backend = writtenByIptables(table) ? 'iptables-nft' : 'nft';
    const xt = this.#xtFamily !== undefined && isXtTable(table.name);
    this.#saved = xt && this.#xtFamily ? sources.saved(this.#xtFamily, table.name) : undefined;
  }

  translate(): Table {
    const { family, name } = this.#table;
    const chains = new Map<string, Chain>();
    for (const chain of this.#table.chains.values()) chains.set(chain.name, this.#chain(chain));
    const frontEnd = this.#sources.frontEnds.ofTable(name, this.#table.chains.keys());
    return { family, name, backend: this.#backend, frontEnd, dormant: this.#dormant(), chains };
  }

  gaps(): readonly Gap[] {
    if (this.#hidden === 0) return [];
    const subject = `${this.#table.family} ${this.#table.name}`;
    const rules = this.#hidden === 1 ? '1 rule' : `${this.#hidden} rules`;
    const detail = `${rules} could not be read whole; what depends on them is conditional.`;
    return [{ code: 'firewall-partly-unreadable', subject, detail }];
  }

  /** nft 1.0.6 prints stray memory for the flags in JSON: any flag needs the text to tell. */
  #dormant(): boolean {
    const { flags, family, name } = this.#table;
    if (flags.length === 0) return false;
    const text = this.#sources.text[`${family} ${name}`];
    return text === undefined ? flags.includes('dormant') : /^\s*flags\s[^\n]*\bdormant\b/m.test(text);
  }

  #chain(chain: ListedChain): Chain {
    const lines =
      this.#backend === 'iptables-nft' || hasXt(chain) ? alignedLines(chain, this.#saved) : undefined;
    const rules = chain.rules.map((rule, index) => this.#rule(chain, rule, index, lines?.[index]?.text));
    return chain.base === undefined
      ? { name: chain.name, rules }
      : { name: chain.name, base: chain.base, rules };
  }

  #rule(chain: ListedChain, rule: ListedRule, index: number, line: string | undefined): Rule {
    let statements: Statement[] = [];
    for (const expression of rule.expressions) {
      if (isXt(expression)) {
        statements = this.#fromBoth(chain, rule, line);
        break;
      }
      for (const statement of translateStatement(expression, this.#context)) statements.push(statement);
    }
    return new TranslatedRule(statements, () => this.#ref(chain, rule, index + 1, line));
  }

  /** nft's listing with the placeholders filled from iptables-nft-save; unknown where the two disagree. */
  #fromBoth(chain: ListedChain, rule: ListedRule, line: string | undefined): Statement[] {
    const native = rule.expressions.map((expression) =>
      isXt(expression) ? undefined : translateStatement(expression, this.#context),
    );
    const filler =
      line === undefined || this.#xtFamily === undefined
        ? undefined
        : new XtFiller(line, this.#xtContext(chain, this.#xtFamily));
    const trusted = filler?.agreesWith(native.flatMap((part) => part ?? [])) ? filler : undefined;
    let hidden = false;
    const statements = rule.expressions.flatMap((expression, at) => {
      const known = native[at] ?? trusted?.fill(expression);
      if (known !== undefined) return known;
      hidden = true;
      return [unknownXt(expression)];
    });
    if (hidden) this.#hidden++;
    return statements;
  }

  #xtContext(chain: ListedChain, family: IpFamily): XtContext {
    const { ipsets, ipsec } = this.#sources;
    return { family, sets: ipsets, ipsec, chains: this.#table.chains, hook: chain.base && chain.name };
  }

  #ref(chain: ListedChain, rule: ListedRule, position: number, line: string | undefined): RuleRef {
    const { family, name } = this.#table;
    const text = line ?? ruleText(rule.expressions, family);
    const comment = rule.comment ?? (line === undefined ? undefined : commentOf(parseRule(line)));
    return {
      table: `${family} ${name}`,
      chain: chain.name,
      handle: rule.handle,
      position,
      text,
      comment,
      backend: this.#backend,
      ...this.#sources.frontEnds.ofRule({ table: name, chain: chain.name, text }),
    };
  }
}

const BUILT_IN = /^(PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/;

/** iptables-nft names its tables and base chains as iptables does, in capitals. */
function writtenByIptables(table: ListedTable): boolean {
  if (table.family !== 'ip' && table.family !== 'ip6') return false;
  if (!isXtTable(table.name)) return false;
  return [...table.chains.values()].every((chain) => chain.base === undefined || BUILT_IN.test(chain.name));
}

function hasXt(chain: ListedChain): boolean {
  return chain.rules.some((rule) => rule.expressions.some(isXt));
}

function setsChangedByPackets(table: ListedTable): ReadonlySet<string> {
  const changed = new Set<string>();
  if (table.sets.length === 0) return changed;
  for (const chain of table.chains.values())
    for (const rule of chain.rules)
      for (const expression of rule.expressions) {
        const set = updatedSet(expression);
        if (set !== undefined) changed.add(set);
      }
  return changed;
}

function unknownXt(expression: Json): Statement {
  const xt = asObject(asObject(expression)?.xt);
  const text = `xt ${asString(xt?.type) ?? ''} ${asString(xt?.name) ?? ''}`;
  return xt?.type === 'match'
    ? { kind: 'match', match: undecided('unknown-match', text) }
    : { kind: 'unknown', text };
}
