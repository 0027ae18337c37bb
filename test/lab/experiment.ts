import { Answers } from '../support/answers.js';
import { type AuditDocument, askListenscope, idOf } from './ask.js';
import { buildLab, removeLab } from './build.js';
import { described, type Judgement, judge } from './judge.js';
import { Poller } from './kernel/poller.js';
import { serve } from './listen.js';
import { type Outcome, Prober } from './probe.js';
import { listenerText, type Probe, probeText, type Scenario } from './scenario.js';

/** One scenario carried out: what the packets did, and how the audit fared against them. */
export interface Experiment {
  readonly scenario: Scenario;
  readonly outcomes: readonly Outcome[];
  readonly judgements: readonly Judgement[];
  /** Listeners that the audit lacks or invents, one line each. */
  readonly listing: readonly string[];
  /** The audit's gaps: a lab's host has none. */
  readonly gaps: readonly string[];
  readonly milliseconds: { readonly build: number; readonly audit: number; readonly probes: number };
}

/**
 * Builds the scenario, runs the command `cli` in its target, sends every probe, compares, and removes everything.
 * `keep` is called before the removal, for a look around.
 */
export function carryOut(scenario: Scenario, cli: string, keep?: (path: string) => void): Experiment {
  const start = performance.now();
  const lab = buildLab(scenario);
  const poller = new Poller();
  try {
    let prober: Prober | undefined;
    const arrival = (listener: number, probe: number) => prober?.arrived(listener, probe);
    const standing = serve(lab.target, scenario.listeners, poller, arrival);
    const built = performance.now();
    const document = askListenscope(lab.target, cli);
    const asked = performance.now();
    prober = new Prober(lab, poller, scenario.probes);
    const outcomes = prober.run();
    const milliseconds = { build: built - start, audit: asked - built, probes: performance.now() - asked };
    const nameOf = (number: number) => nameIn(document, scenario, number);
    const answers = new Answers([...document.listeners, ...document.forwards]);
    const judgements = scenario.probes.map((probe, i) =>
      judge(outcomes[i] ?? { kind: 'timeout' }, answers.ask(questionOf(probe)), nameOf),
    );
    keep?.(lab.target.path);
    return {
      scenario,
      outcomes,
      judgements,
      listing: compareListing(document, scenario, standing),
      gaps: document.gaps.map(({ code, subject, detail }) => `${code} (${subject}): ${detail}`),
      milliseconds,
    };
  } finally {
    poller.end();
    removeLab(lab);
  }
}

/** The probes that disagree, each on a line with what was said and seen. */
export function disagreements(experiment: Experiment): string[] {
  const { scenario, judgements, outcomes } = experiment;
  return judgements.flatMap((judgement, i) => {
    if (judgement.kind !== 'disagreement') return [];
    const outcome = outcomes[i] ?? { kind: 'timeout' };
    const seen = described(outcome, (number) => listenerText(scenario.listeners[number] ?? UNKNOWN));
    return [`${probeText(scenario.probes[i] as Probe)}: ${judgement.why} [${seen}]`];
  });
}

const UNKNOWN = { protocol: 'tcp', address: '?', port: 0 } as const;

function questionOf(probe: Probe) {
  return { ...probe, source: probe.source ?? probe.destination };
}

function nameIn(document: AuditDocument, scenario: Scenario, number: number): string {
  const spec = scenario.listeners[number];
  if (spec === undefined) return `listener ${number}`;
  return idOf(document, spec) ?? `${listenerText(spec)} (not listed)`;
}

function compareListing(document: AuditDocument, scenario: Scenario, standing: readonly boolean[]): string[] {
  const expected = new Set<string>();
  const lines: string[] = [];
  scenario.listeners.forEach((spec, i) => {
    if (standing[i] !== true) return;
    const id = idOf(document, spec);
    if (id === undefined) lines.push(`not listed: ${listenerText(spec)}`);
    else expected.add(id);
  });
  for (const { id } of document.listeners) if (!expected.has(id)) lines.push(`listed, but not there: ${id}`);
  return lines;
}
