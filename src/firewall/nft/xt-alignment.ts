import type { Match, Statement } from '../../model/ruleset.js';
import { baseMatches, protocolOf } from '../xtables/base-options.js';
import type { XtContext } from '../xtables/context.js';
import { translateExtension } from '../xtables/matches.js';
import { parseRule, type XtRule } from '../xtables/parse-rule.js';
import type { SavedChain, SavedTable } from '../xtables/parse-save.js';
import { translateTarget } from '../xtables/targets.js';
import { asObject, asString, type Json } from './json.js';
import type { ListedChain } from './listing.js';

/**
 * The lines of iptables-nft-save that stand for the rules of a chain, in order. nft lists matches of iptables that it has no
 * words for by their bare name; their arguments are in these lines only. Undefined when the two listings do not
 * hold equally many rules: then none can be told to belong to another.
 */
export function alignedLines(
  chain: ListedChain,
  table: SavedTable | undefined,
): SavedChain['rules'] | undefined {
  const saved = table?.chains.get(chain.name);
  return saved !== undefined && saved.rules.length === chain.rules.length ? saved.rules : undefined;
}

/** True for {"xt": …}. */
export function isXt(expression: Json): boolean {
  return asObject(expression)?.xt !== undefined;
}

/** Fills the `xt` placeholders of one rule, in order, from the line of iptables-nft-save that stands for it. */
export class XtFiller {
  readonly #rule: XtRule;
  readonly #context: XtContext;
  #at = 0;
  /** False once a placeholder was not found in the line. */
  complete = true;

  constructor(line: string, context: XtContext) {
    this.#rule = parseRule(line);
    this.#context = context;
  }

  /** True when what nft could list itself (addresses and devices) is what the line says. */
  agreesWith(native: readonly Statement[]): boolean {
    const listed = signatures(
      native.flatMap((statement) => (statement.kind === 'match' ? [statement.match] : [])),
    );
    const saved = signatures(baseMatches(this.#rule, this.#context));
    return listed.length === saved.length && listed.every((signature, index) => signature === saved[index]);
  }

  /** The statements for one placeholder; undefined when the line has no such match or target left. */
  fill(expression: Json): readonly Statement[] | undefined {
    const xt = asObject(asObject(expression)?.xt);
    const name = canonical(asString(xt?.name) ?? '');
    if (asString(xt?.type) === 'match') {
      const { matches } = this.#rule;
      const at = matches.findIndex((match, index) => index >= this.#at && canonical(match.name) === name);
      const found = at < 0 ? undefined : matches[at];
      if (found !== undefined) {
        this.#at = at + 1;
        const translated = translateExtension(found, this.#context, protocolOf(this.#rule));
        return translated.map((match) => ({ kind: 'match', match }));
      }
    } else if (this.#rule.target !== undefined && canonical(this.#rule.target.name) === name) {
      return translateTarget(this.#rule.target, this.#context);
    }
    this.complete = false;
    return undefined;
  }
}

/** Extensions that the kernel and iptables-save call by different names. */
const ALIASES: Readonly<Record<string, string>> = { state: 'conntrack', NOTRACK: 'CT', icmpv6: 'icmp6' };

function canonical(name: string): string {
  return (Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined) ?? name;
}

/** What -s, -d, -i and -o ask for, in a form that can be compared, in an order of its own. */
function signatures(matches: readonly Match[]): readonly string[] {
  return matches.flatMap((match) => signature(match) ?? []).sort();
}

function signature(match: Match): string | undefined {
  if (match.kind !== 'in') return undefined;
  const { selector, values, negated } = match;
  switch (selector.on) {
    case 'saddr':
    case 'daddr':
      if (values.kind !== 'addresses') return undefined;
      return `${selector.on} ${selector.mask} ${negated} ${values.set.bounds.join(' ')}`;
    case 'iifname':
    case 'oifname':
      if (values.kind !== 'names') return undefined;
      return `${selector.on} ${negated} ${values.names.map(({ text, prefix }) => `${text}${prefix}`).join(' ')}`;
    default:
      return undefined;
  }
}
