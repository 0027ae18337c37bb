import type { RuleRef } from '../../model/reason.js';
import type { Statement, Verdict } from '../../model/ruleset.js';
import { type Ends, leaveOpen, stop } from './ends.js';
import { accept, cut, type Flow, peersOf, withDoubts } from './flow.js';
import { pick } from './map-lookup.js';
import { setMark } from './marks.js';
import { matchTruth } from './match-truth.js';
import { runNat } from './nat-statement.js';
import { hasConntrack, type Passage } from './packet.js';
import { runTproxy } from './tproxy.js';

/** What a rule acts on while a flow runs through it. */
export interface RuleRun {
  readonly rule: RuleRef;
  readonly passage: Passage;
  readonly ends: Ends;
  /** Flows for which some statement did not match: they go on with the next rule. */
  readonly missed: Flow[];
  /** Flows that left the chain, by `return` or at the end of a chain that was gone to. */
  readonly leaving: Flow[];
  /** Walks another chain of the table; undefined when it has none of this name. */
  enter(chain: string, flow: Flow): readonly Flow[] | undefined;
}

/** Runs one statement; returns the flows that meet the next statement of the rule. */
export function runStatement(statement: Statement, flow: Flow, run: RuleRun): readonly Flow[] {
  const { rule, passage, ends } = run;
  switch (statement.kind) {
    case 'match': {
      const { taken, left } = cut(flow, matchTruth(statement.match, flow.state, passage), rule);
      if (left !== undefined) run.missed.push(left);
      return taken === undefined ? [] : [taken];
    }
    case 'verdict':
      runVerdict(statement.verdict, flow, run);
      return [];
    case 'reject':
      note(run, `reject with ${statement.how}`);
      stop(ends, flow, { code: 'firewall-reject', rule });
      return [];
    case 'fwd':
      note(run, `forward to ${statement.device ?? 'another device'}`);
      stop(ends, flow, { code: 'firewall-drop', rule });
      return [];
    case 'vmap': {
      const { picked, missed } = pick(flow, statement.keys, statement.map, passage, rule, verdictWords);
      for (const { flow: taken, data } of picked) runVerdict(data, taken, run);
      if (missed !== undefined) run.missed.push(missed);
      return [];
    }
    case 'set-mark': {
      const { marked, missed } = setMark(flow, statement.target, statement.value, passage, rule);
      run.missed.push(...missed);
      const [first] = marked;
      if (first !== undefined) note(run, `${statement.target} = ${first.state[statement.target] ?? '?'}`);
      return marked;
    }
    case 'notrack':
      if (hasConntrack(flow.state, passage)) return [flow];
      note(run, 'no connection tracking');
      return [{ ...flow, state: { ...flow.state, tracked: false } }];
    case 'set-field':
      return setField(statement, flow, run);
    case 'dnat':
    case 'redirect':
    case 'snat':
    case 'masquerade':
      runNat(statement, flow, run);
      return [];
    case 'tproxy':
      return runTproxy(statement, flow, run);
    case 'queue':
      note(run, 'handed to a program', false);
      leaveOpen(ends, flow, { code: 'queue', rule });
      return [];
    case 'synproxy':
      note(run, 'answered by synproxy', false);
      leaveOpen(ends, flow, { code: 'unknown-target', rule, text: 'synproxy' });
      return [];
    case 'update-set':
      return [flow];
    case 'unknown': {
      note(run, statement.text, false);
      const reason = { code: 'unknown-target', rule, text: statement.text } as const;
      leaveOpen(ends, flow, reason);
      return [withDoubts(flow, [{ sources: peersOf(flow), reason }])];
    }
    default: {
      const unreachable: never = statement;
      return unreachable;
    }
  }
}

function runVerdict(verdict: Verdict, flow: Flow, run: RuleRun): void {
  const { rule, ends } = run;
  note(run, verdictWords(verdict));
  switch (verdict.kind) {
    case 'accept':
      ends.accepted.push(accept(flow, { kind: 'rule', rule }));
      return;
    case 'drop':
      stop(ends, flow, { code: 'firewall-drop', rule });
      return;
    case 'continue':
      run.missed.push(flow);
      return;
    case 'return':
      run.leaving.push(flow);
      return;
    case 'jump':
    case 'goto': {
      const out = run.enter(verdict.chain, flow);
      if (out === undefined)
        leaveOpen(ends, flow, { code: 'unknown-target', rule, text: `${verdict.kind} ${verdict.chain}` });
      else (verdict.kind === 'jump' ? run.missed : run.leaving).push(...out);
      return;
    }
    default:
      verdict satisfies never;
  }
}

/**
 * A rewritten destination is followed, but without conntrack the answer comes from another address than the client
 * dialled: whether it is taken depends on further rules and on the client.
 */
function setField(
  statement: Extract<Statement, { kind: 'set-field' }>,
  flow: Flow,
  run: RuleRun,
): readonly Flow[] {
  const text = `${statement.field} set`;
  const reason = { code: 'unknown-target', rule: run.rule, text } as const;
  note(run, text, false);
  stop(run.ends, flow, reason);
  const doubted = withDoubts(flow, [{ sources: peersOf(flow), reason }]);
  const { local } = flow.state;
  const { field, value } = statement;
  if (value === undefined || field === 'saddr' || field === 'sport') return [doubted];
  const rewritten = field === 'daddr' ? { ...local, address: value } : { ...local, port: Number(value) };
  return [{ ...doubted, state: { ...flow.state, local: rewritten } }];
}

function verdictWords(verdict: Verdict): string {
  return verdict.kind === 'jump' || verdict.kind === 'goto'
    ? `${verdict.kind} ${verdict.chain}`
    : verdict.kind;
}

function note(run: RuleRun, effect: string, certain = run.missed.length === 0): void {
  run.passage.observe?.({ kind: 'rule', rule: run.rule, effect, certain });
}
