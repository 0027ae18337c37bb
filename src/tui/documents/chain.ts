import type { Audit } from '../../model/audit.js';
import type { Verdict } from '../../model/reach.js';
import type { ChainEntry } from '../state/chains.js';
import { type Decision, decisionsOf } from '../state/decisions.js';
import { BLANK, cutLine, type Line, line, type Span, span, type Tone } from '../text/line.js';
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
      ruleLines(shown(ref.text), index + 1, decisions.ofRule(entry.namespace, ref), width),
    ),
    ...(base === undefined
      ? []
      : ruleLines(
          `policy ${base.policy}`,
          undefined,
          decisions.ofPolicy(entry.namespace, tableName, chain.name),
          width,
        )),
  ];
}

const VERDICTS: Readonly<
  Record<Verdict, { readonly mark: Span; readonly does: string; readonly tone: Tone }>
> = {
  allowed: { mark: span('✓ ', 'strong'), does: 'opens', tone: 'accent' },
  conditional: { mark: span('? ', 'warning'), does: 'may open', tone: 'warning' },
  blocked: { mark: span('✕ ', 'dim'), does: 'keeps out of', tone: 'dim' },
};

function ruleLines(
  text: string,
  position: number | undefined,
  decision: Decision | undefined,
  width: number,
): readonly Line[] {
  const number = position === undefined ? '    ' : `${String(position).padStart(3)} `;
  const decided = (['allowed', 'conditional', 'blocked'] as const).filter((verdict) =>
    decision?.has(verdict),
  );
  const [widest] = decided;
  if (widest === undefined) return [cutLine([span(`${number}  ${text}`, 'dim')], width)];
  const { mark } = VERDICTS[widest];
  return [
    ...wrapBehind(span(number + mark.text, mark.tone), text, 'plain', width),
    ...decided.flatMap((verdict) => {
      const names = [...(decision?.get(verdict) ?? [])].map(shown);
      const { does, tone } = VERDICTS[verdict];
      return wrapBehind(span('        '), `${does} ${summary(names)}`, tone, width);
    }),
  ];
}

function summary(names: readonly string[]): string {
  const few = names.slice(0, 4).join(', ');
  return names.length > 4 ? `${few} and ${names.length - 4} more` : few;
}
