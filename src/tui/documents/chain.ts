import type { Audit } from '../../model/audit.js';
import type { Verdict } from '../../model/reach.js';
import type { RuleRef } from '../../model/reason.js';
import type { ChainEntry } from '../state/chains.js';
import { memoizeLast } from '../state/memo.js';
import { BLANK, cutLine, type Line, line, type Span, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { wrapBehind } from '../text/wrap.js';

/** A chain with its rules, those that decide something marked with what they open or stop. */
export function chainDocument(entry: ChainEntry, audit: Audit, width: number): readonly Line[] {
  const { chain, tableName, table } = entry;
  const decisions = decisionsOf(audit);
  const { base } = chain;
  return [
    cutLine(
      [span(shown(`${tableName} ▸ ${chain.name}`), 'accent'), span(` · ${table.backend}`, 'dim')],
      width,
    ),
    line(
      base === undefined
        ? 'runs where a rule jumps to it'
        : `hook ${base.hook}, priority ${base.priority}, policy ${base.policy}${table.dormant ? ', dormant' : ''}`,
      'dim',
    ),
    BLANK,
    ...chain.rules.flatMap(({ ref }, index) =>
      ruleLines(ref, index + 1, decisions.get(ruleKey(entry.namespace, ref)), width),
    ),
    ...(base === undefined
      ? []
      : ruleLines(
          { table: tableName, chain: chain.name, text: `policy ${base.policy}`, backend: table.backend },
          undefined,
          decisions.get(policyKey(entry.namespace, tableName, chain.name)),
          width,
        )),
  ];
}

interface Decision {
  readonly verdicts: Set<Verdict>;
  readonly listeners: Set<string>;
}

const MARKS: Readonly<Record<Verdict, Span>> = {
  allowed: span('✓ ', 'strong'),
  conditional: span('? ', 'warning'),
  blocked: span('✕ ', 'dim'),
};

function ruleLines(
  ref: RuleRef,
  position: number | undefined,
  decision: Decision | undefined,
  width: number,
): readonly Line[] {
  const verdict = widestVerdict(decision);
  const number = span(position === undefined ? '    ' : `${String(position).padStart(3)} `, 'dim');
  const mark = verdict === undefined ? span('  ') : MARKS[verdict];
  const text = shown(ref.text);
  if (decision === undefined || verdict === undefined)
    return [cutLine([number, mark, span(text, 'dim')], width)];
  const names = [...decision.listeners].map(shown);
  const does = verdict === 'allowed' ? 'opens' : verdict === 'conditional' ? 'may open' : 'keeps out of';
  return [
    ...wrapBehind(span(`${number.text}${mark.text}`, mark.tone), text, 'plain', width),
    ...wrapBehind(
      span('        '),
      `${does} ${summary(names)}`,
      verdict === 'blocked' ? 'dim' : 'accent',
      width,
    ),
  ];
}

function widestVerdict(decision: Decision | undefined): Verdict | undefined {
  return (['allowed', 'conditional', 'blocked'] as const).find((verdict) => decision?.verdicts.has(verdict));
}

function summary(names: readonly string[]): string {
  const few = names.slice(0, 4).join(', ');
  return names.length > 4 ? `${few} and ${names.length - 4} more` : few;
}

/** Which rules and policies decide about which listeners. */
const decisionsOf = memoizeLast((audit: Audit): ReadonlyMap<string, Decision> => {
  const decisions = new Map<string, Decision>();
  for (const { id, reach } of [...audit.listeners, ...audit.forwards]) {
    for (const { namespace, verdict, reason } of reach) {
      const rule = 'rule' in reason ? reason.rule : undefined;
      const chain = 'chain' in reason ? reason.chain : undefined;
      const key =
        rule !== undefined
          ? ruleKey(namespace, rule)
          : chain !== undefined
            ? policyKey(namespace, chain.table, chain.chain)
            : undefined;
      if (key === undefined) continue;
      const decision = decisions.get(key) ?? { verdicts: new Set(), listeners: new Set() };
      decisions.set(key, decision);
      decision.verdicts.add(verdict);
      decision.listeners.add(id);
    }
  }
  return decisions;
});

function ruleKey(namespace: string, { table, chain, handle, position, text }: RuleRef): string {
  return `${namespace} ${table} ${chain} ${position ?? handle ?? ''} ${text}`;
}

function policyKey(namespace: string, table: string, chain: string): string {
  return `${namespace} ${table} ${chain} policy`;
}
