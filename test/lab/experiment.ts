import { fstatSync } from 'node:fs';
import { groupBy } from '../../src/explain/group-by.js';
import { Answers } from '../support/answers.js';
import { type AuditDocument, askListenscope, idOf } from './ask.js';
import { buildLab, type Lab, removeLab } from './build.js';
import { described, type Judgement, judge } from './judge.js';
import { HeardAnswers, type Hearing } from './judge-heard.js';
import type { Namespace } from './kernel/namespace.js';
import { Poller } from './kernel/poller.js';
import { serve } from './listen.js';
import { type Outcome, Prober } from './probe.js';
import { allListeners, listenerText, type Probe, probeText, type Scenario } from './scenario.js';

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
  try {
    const ask = () => askListenscope(lab.target, cli, lab.guests.size > 0);
    const experiment = compare(lab, scenario, ask, start);
    keep?.(lab.target.path);
    return experiment;
  } finally {
    removeLab(lab);
  }
}

/** Opens the listeners of a scenario that stands, asks for the audit of it, and sends every probe. */
export function compare(
  lab: Lab,
  scenario: Scenario,
  ask: () => AuditDocument,
  start = performance.now(),
): Experiment {
  const poller = new Poller();
  try {
    let prober: Prober | undefined;
    const arrival = (listener: number, probe: number) => prober?.arrived(listener, probe);
    const standing = serveAll(lab, scenario, poller, arrival);
    const built = performance.now();
    const document = ask();
    const asked = performance.now();
    const places = placesOf(lab, document);
    prober = new Prober(lab, poller, scenario.probes);
    const outcomes = prober.run();
    const milliseconds = { build: built - start, audit: asked - built, probes: performance.now() - asked };
    return { ...held(scenario, document, places, standing, outcomes), milliseconds };
  } finally {
    poller.end();
  }
}

/** Holds what the packets did against an audit; `standing` tells the listeners that the kernel let be. */
export function held(
  scenario: Scenario,
  document: AuditDocument,
  places: Places,
  standing: readonly boolean[],
  outcomes: readonly Outcome[],
): Omit<Experiment, 'milliseconds'> {
  const nameOf = (number: number) => nameIn(document, scenario, places, number);
  const answers = new Answers([...document.listeners, ...document.forwards]);
  const proxies = new Set(document.listeners.filter(isProxy).map(({ id }) => id));
  const heard = new HeardAnswers(document.listeners);
  const judgements = scenario.probes.map((probe, i) => {
    const outcome = outcomes[i] ?? { kind: 'timeout' };
    if (outcome.kind === 'heard')
      return heard.judge(outcome, hearingsOf(probe, scenario, places, standing, nameOf));
    const answer = answers.ask(questionOf(probe, scenario, places));
    return judge(outcome, answer, nameOf, (id) => proxies.has(id));
  });
  return {
    scenario,
    outcomes,
    judgements,
    listing: compareListing(document, scenario, places, standing),
    gaps: document.gaps.map(({ code, subject, detail }) => `${code} (${subject}): ${detail}`),
  };
}

function isProxy({ owner }: AuditDocument['listeners'][number]): boolean {
  return owner.processes.some(({ name }) => name === 'docker-proxy');
}

/** The probes that disagree, each on a line with what was said and seen. */
export function disagreements(experiment: Experiment): string[] {
  const { scenario, judgements, outcomes } = experiment;
  return judgements.flatMap((judgement, i) => {
    if (judgement.kind !== 'disagreement') return [];
    const outcome = outcomes[i] ?? { kind: 'timeout' };
    const seen = described(outcome, (number) => listenerText(allListeners(scenario)[number] ?? UNKNOWN));
    return [`${probeText(scenario.probes[i] as Probe)}: ${judgement.why} [${seen}]`];
  });
}

const UNKNOWN = { protocol: 'tcp', address: '?', port: 0 } as const;

/** Ids of the namespaces: of the target under "", of guests by their names. */
export type Places = ReadonlyMap<string, string>;

function placesOf(lab: Lab, { namespaces }: AuditDocument): Places {
  const target = namespaces.find(({ current }) => current)?.id ?? '';
  const guests = [...lab.guests].map(([name, { fd }]) => [name, `net:[${fstatSync(fd).ino}]`] as const);
  return new Map([['', target], ...guests]);
}

function serveAll(
  lab: Lab,
  { listeners, guests = [] }: Scenario,
  poller: Poller,
  arrival: (listener: number, probe: number) => void,
): boolean[] {
  const standing = serve(lab.target, listeners, poller, arrival);
  for (const guest of guests)
    standing.push(
      ...serve(lab.guests.get(guest.name) as Namespace, guest.listeners, poller, arrival, standing.length),
    );
  return standing;
}

/** What to ask the audit: a guest's packet comes in to its neighbour on the bridge, to the target, or to itself. */
function questionOf(probe: Probe, { guests = [] }: Scenario, places: Places) {
  const question = { ...probe, source: probe.source ?? probe.destination, namespace: places.get('') };
  if (probe.from === undefined) return question;
  const taker = guests.find(({ addresses }) =>
    addresses.some((cidr) => cidr.startsWith(`${probe.destination}/`)),
  );
  if (taker?.bridge !== probe.via) return question;
  const via = taker.name === probe.from ? 'lo' : 'eth0';
  return { ...question, namespace: places.get(taker.name), via };
}

/** Where a datagram to a group comes in: to the target, and to guests on the bridge that it is sent by. */
function hearingsOf(
  probe: Probe,
  scenario: Scenario,
  places: Places,
  standing: readonly boolean[],
  nameOf: (number: number) => string,
): Hearing[] {
  const question = { ...probe, source: probe.source ?? probe.destination };
  const at = (guest: string | undefined, via: string): Hearing => ({
    question: { ...question, via, namespace: places.get(guest ?? '') },
    listeners: groupBy(
      allListeners(scenario).flatMap((spec, i) =>
        spec.guest === guest && spec.protocol === 'udp' && standing[i] === true ? [i] : [],
      ),
      nameOf,
    ),
  });
  const neighbours = (scenario.guests ?? []).filter(
    ({ name, bridge }) => probe.from !== undefined && name !== probe.from && bridge === probe.via,
  );
  return [at(undefined, probe.via), ...neighbours.map(({ name }) => at(name, 'eth0'))];
}

function nameIn(document: AuditDocument, scenario: Scenario, places: Places, number: number): string {
  const spec = allListeners(scenario)[number];
  if (spec === undefined) return `listener ${number}`;
  return idOf(document, spec, places.get(spec.guest ?? '') ?? '') ?? `${listenerText(spec)} (not listed)`;
}

/** Listeners that lack or are too many, in the namespaces of the scenario. */
function compareListing(
  document: AuditDocument,
  scenario: Scenario,
  places: Places,
  standing: readonly boolean[],
): string[] {
  const expected = new Set<string>();
  const lines: string[] = [];
  allListeners(scenario).forEach((spec, i) => {
    if (standing[i] !== true) return;
    const id = idOf(document, spec, places.get(spec.guest ?? '') ?? '');
    if (id === undefined) lines.push(`not listed: ${listenerText(spec)}`);
    else expected.add(id);
  });
  const ours = new Set(places.values());
  for (const { id, namespace } of document.listeners)
    if (ours.has(namespace) && !expected.has(id)) lines.push(`listed, but not there: ${id}`);
  return lines;
}
