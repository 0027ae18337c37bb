import type { Gap } from '../../model/gap.js';
import type { RuleRef } from '../../model/reason.js';
import type { BaseChain, Chain, Rule, Statement, Table } from '../../model/ruleset.js';
import type { IpFamily } from '../../net/address-set.js';
import { undecided } from '../match.js';
import { describeStatement, ruleText } from '../text/nft-rule-text.js';
import { TranslatedRule } from '../translated-rule.js';
import type { XtContext } from '../xtables/context.js';
import { parseRule } from '../xtables/parse-rule.js';
import type { SavedTable } from '../xtables/parse-save.js';
import { commentOf } from '../xtables/translate-rule.js';
import { parseAnonymousChain } from './anonymous-chain.js';
import { asObject, asString, type Json } from './json.js';
import type { ListedChain, ListedRule, ListedTable } from './listing.js';
import type { ExpressionContext } from './match-statement.js';
import type { NftSources } from './nft-sources.js';
import { SetsOfTable } from './sets.js';
import { translateStatement } from './statement.js';
import { anonymousChainIn, devicesOf, isDormant } from './table-text.js';
import { hasXt, setsChangedByPackets, writtenByIptables, xtFamilyOf } from './table-traits.js';
import { alignedLines, isXt, XtFiller } from './xt-alignment.js';

/** Translates one table of nft's listing. `translate` once, then `gaps`. */
export class TableTranslator {
  readonly #table: ListedTable;
  readonly #sources: NftSources;
  readonly #context: ExpressionContext;
  readonly #saved: SavedTable | undefined;
  readonly #xtFamily: IpFamily | undefined;
  readonly #backend: Table['backend'];
  readonly #anonymous = new Map<string, Chain>();
  #hidden = 0;

  constructor(table: ListedTable, sources: NftSources) {
    this.#table = table;
    this.#sources = sources;
    this.#context = {
      family: table.family,
      sets: new SetsOfTable(table.name, table.sets, setsChangedByPackets(table)),
      describe: (statement) => describeStatement(statement, table.family),
    };
    this.#xtFamily = xtFamilyOf(table);
    this.#backend = writtenByIptables(table) ? 'iptables-nft' : 'nft';
    this.#saved = this.#xtFamily && sources.saved(this.#xtFamily, table.name);
  }

  translate(): Table {
    const { family, name } = this.#table;
    const chains = new Map<string, Chain>();
    for (const chain of this.#table.chains.values()) chains.set(chain.name, this.#chain(chain));
    for (const [key, chain] of this.#anonymous) chains.set(key, chain);
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
    const { flags } = this.#table;
    if (flags.length === 0) return false;
    const text = this.#text();
    return text === undefined ? flags.includes('dormant') : isDormant(text);
  }

  #text(): string | undefined {
    return this.#sources.text[`${this.#table.family} ${this.#table.name}`];
  }

  #chain(chain: ListedChain): Chain {
    const lines =
      this.#backend === 'iptables-nft' || hasXt(chain) ? alignedLines(chain, this.#saved) : undefined;
    const rules = chain.rules.map((rule, index) => this.#rule(chain, rule, index, lines?.[index]?.text));
    const base = chain.base && this.#onDevices(chain.name, chain.base);
    return base === undefined ? { name: chain.name, rules } : { name: chain.name, base, rules };
  }

  /** nft 1.0.6 leaves out of JSON which devices an ingress chain is on. */
  #onDevices(chain: string, base: BaseChain): BaseChain {
    if (base.devices !== undefined || (base.hook !== 'ingress' && base.hook !== 'egress')) return base;
    const text = this.#text();
    const devices = text === undefined ? undefined : devicesOf(text, chain);
    return devices === undefined ? base : { ...base, devices };
  }

  #rule(chain: ListedChain, rule: ListedRule, index: number, line: string | undefined): Rule {
    let statements: Statement[] = [];
    for (const expression of rule.expressions) {
      if (isXt(expression)) {
        statements = this.#fromBoth(chain, rule, line);
        break;
      }
      if (typeof expression === 'string')
        statements.push(this.#anonymousChain(chain, rule, index, expression));
      else for (const statement of translateStatement(expression, this.#context)) statements.push(statement);
    }
    return new TranslatedRule(statements, () => this.#ref(chain, rule, index + 1, line));
  }

  /** `jump { … }`, which JSON holds as text: a chain more, with a name that no other can have. Its rules go by the handle of this. */
  #anonymousChain(chain: ListedChain, rule: ListedRule, index: number, printed: string): Statement {
    const text = this.#text();
    const whole = text === undefined ? undefined : anonymousChainIn(text, chain.name, index);
    const parsed = parseAnonymousChain(whole ?? printed);
    if (parsed === undefined) {
      this.#hidden++;
      return { kind: 'unknown', text: printed };
    }
    const name = `${chain.name} { rule ${index + 1} }`;
    const rules = parsed.rules.map((expressions) => ({
      handle: rule.handle,
      comment: undefined,
      expressions,
    }));
    this.#anonymous.set(name, this.#chain({ name, base: undefined, rules }));
    return { kind: 'verdict', verdict: { kind: parsed.verdict, chain: name } };
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

function unknownXt(expression: Json): Statement {
  const xt = asObject(asObject(expression)?.xt);
  const text = `xt ${asString(xt?.type) ?? ''} ${asString(xt?.name) ?? ''}`;
  return xt?.type === 'match'
    ? { kind: 'match', match: undecided('unknown-match', text) }
    : { kind: 'unknown', text };
}
