import { reasonSentence } from '../../../explain/reasons.js';
import type { Audit, AuditedListener } from '../../../model/audit.js';
import { AUDIENCES } from '../../../model/listener.js';
import type { ReachEntry } from '../../../model/reach.js';
import type { ChainRef, RuleRef } from '../../../model/reason.js';
import type { Rule } from '../../../model/ruleset.js';
import { BLANK, cutLine, type Line, line, span } from '../../text/line.js';
import { shown } from '../../text/shown.js';
import { wrapBehind } from '../../text/wrap.js';

/** Rules shown before and after the one that decides. */
const NEIGHBOURS = 2;

/** The rule or the policy that makes the listener as exposed as it is, quoted in its chain; nothing where none has a say. */
export function decidingRule(listener: AuditedListener, audit: Audit, width: number): readonly Line[] {
  const entry = decidingEntry(listener.reach);
  if (entry === undefined) return [];
  const { reason } = entry;
  if ('rule' in reason && reason.rule !== undefined) {
    return quotation(reason.rule, rulesAround(reason.rule, listener.namespace, audit), width);
  }
  return 'chain' in reason && reason.chain !== undefined
    ? policy(reason.chain, reasonSentence(reason), width)
    : [];
}

/** The text of the rule that decides, as its own tool writes it; empty where no rule does. */
export function decidingRuleText({ reach }: AuditedListener): string {
  const reason = decidingEntry(reach)?.reason;
  return reason !== undefined && 'rule' in reason ? (reason.rule?.text ?? '') : '';
}

/** The entry of the widest audience that gets in, or may; where nobody does, of the widest that is stopped. */
function decidingEntry(reach: readonly ReachEntry[]): ReachEntry | undefined {
  const outside = reach.filter(({ audience }) => audience !== 'this-host');
  const widest = (entries: readonly ReachEntry[]) =>
    [...entries].sort((a, b) => AUDIENCES.indexOf(b.audience) - AUDIENCES.indexOf(a.audience))[0];
  return (
    widest(outside.filter(({ verdict }) => verdict === 'allowed')) ??
    widest(outside.filter(({ verdict }) => verdict === 'conditional')) ??
    widest(outside)
  );
}

function rulesAround(rule: RuleRef, namespace: string, audit: Audit): readonly RuleRef[] {
  const tables = audit.evidence.rulesets.get(namespace)?.tables ?? [];
  const table = tables.find(
    ({ family, name, backend }) => `${family} ${name}` === rule.table && backend === rule.backend,
  );
  const rules = table?.chains.get(rule.chain)?.rules ?? [];
  const at = rules.findIndex((candidate) => isSame(candidate, rule));
  return at < 0
    ? [rule]
    : rules.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1).map(({ ref }) => ref);
}

function isSame({ ref }: Rule, rule: RuleRef): boolean {
  if (ref.position !== undefined && rule.position !== undefined) return ref.position === rule.position;
  return ref.handle === rule.handle && ref.text === rule.text;
}

function quotation(rule: RuleRef, around: readonly RuleRef[], width: number): readonly Line[] {
  const place = rule.position === undefined ? '' : `, rule ${rule.position}`;
  const lines: Line[] = [
    cutLine([span('DECIDED BY  ', 'heading'), span(shown(`${rule.table} ▸ ${rule.chain}${place}`))], width),
  ];
  if (rule.frontEndWords !== undefined) {
    lines.push(cutLine([span('  '), span(shown(frontEndText(rule)), 'strong')], width));
  }
  for (const neighbour of around) {
    const isIt = neighbour.text === rule.text && neighbour.position === rule.position;
    const number = neighbour.position === undefined ? '' : String(neighbour.position).padStart(3);
    const lead = span(`${isIt ? '▸' : ' '}${number} `, isIt ? 'accent' : 'dim');
    if (isIt) lines.push(...wrapBehind(lead, shown(neighbour.text), 'plain', width));
    else lines.push(cutLine([lead, span(shown(neighbour.text), 'dim')], width));
  }
  return [...lines, BLANK];
}

function frontEndText({ frontEnd, frontEndWords = '' }: RuleRef): string {
  return frontEnd === undefined || frontEndWords.startsWith(frontEnd)
    ? frontEndWords
    : `${frontEnd}: ${frontEndWords}`;
}

function policy(chain: ChainRef, sentence: string, width: number): readonly Line[] {
  return [
    cutLine(
      [span('DECIDED BY  ', 'heading'), span(shown(`${chain.table} ▸ ${chain.chain}, its policy`))],
      width,
    ),
    ...wrapBehind(span('  '), shown(sentence), 'plain', width),
    BLANK,
  ];
}

/** A heading with what stands below it, or nothing where there is nothing to say. */
export function section(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [line(title, 'heading'), ...lines, BLANK];
}
