import { Script } from 'node:vm';
import { Random } from '../lab/random.js';
import type { Coverage } from './coverage.js';
import { mutateBytes } from './mutate-bytes.js';
import { mutateJson } from './mutate-json.js';
import { mutateText } from './mutate-text.js';
import type { Target } from './targets.js';

/** No parser may take longer, in ms of the processor's time. */
const LONGEST = 1000;
/** Nor leave more to be collected, in bytes. */
const MOST = 512 * 2 ** 20;

export interface Finding {
  readonly input: unknown;
  readonly problem: string;
}

export interface Outcome {
  readonly runs: number;
  readonly corpus: number;
  readonly findings: readonly Finding[];
}

export interface FuzzOptions {
  readonly seed: number;
  /** Asked before each run. */
  readonly goOn: (runs: number) => boolean;
  /** Without it, only the seeds are mutated; with it, inputs that reach something new are, too. */
  readonly coverage?: Coverage;
  readonly mostFindings?: number;
  /** How often the time limit a run may take: machines may be busy. */
  readonly slack?: number;
}

/** Gives mutations of real dumps to a parser and collects, smallest first, the inputs that break a promise in different ways. */
export async function fuzz(target: Target, options: FuzzOptions): Promise<Outcome> {
  const { seed, goOn, coverage, mostFindings = 5, slack = 1 } = options;
  const limit = slack * (target.ms ?? LONGEST);
  const random = new Random(seed);
  const corpus: unknown[] = [...target.seeds];
  const findings = new Map<string, Finding>();
  let runs = 0;
  const attempt = async (input: unknown) => {
    runs++;
    const problem = problemOf(target, input, limit);
    // The same throw of the same place is one finding.
    if (problem === undefined) {
      if ((await coverage?.isNew()) === true) corpus.push(input);
    } else if (!findings.has(kindOf(problem))) {
      const least = minimised(target, input, kindOf(problem), limit);
      findings.set(kindOf(problem), {
        input: least,
        problem: least === input ? problem : (problemOf(target, least, limit) ?? problem),
      });
    }
  };
  for (const input of target.seeds) if (goOn(runs)) await attempt(input);
  while (goOn(runs) && findings.size < mostFindings)
    await attempt(mutated(target, random.pick(corpus), random.pick(corpus), random));
  return { runs, corpus: corpus.length, findings: [...findings.values()] };
}

function mutated(target: Target, seed: unknown, other: unknown, random: Random): unknown {
  switch (target.kind) {
    case 'text':
      return mutateText(seed as string, other as string, random);
    case 'json':
      return mutateJson(seed, other, random);
    case 'bytes':
      return mutateBytes(seed as Buffer, other as Buffer, random);
    default:
      return target satisfies never;
  }
}

/** vm ends what runs within it after a time, endless loops too. */
const RUN = new Script('globalThis.listenscopeFuzzed()');

/** The promise that `input` breaks; undefined if none. */
function problemOf(target: Target, input: unknown, limit: number): string | undefined {
  const run = target.run as (input: unknown) => void;
  Object.assign(globalThis, { listenscopeFuzzed: () => run(input) });
  const [heap, begun] = [process.memoryUsage().heapUsed, process.cpuUsage()];
  try {
    RUN.runInThisContext({ timeout: Math.ceil(5 * limit), displayErrors: false });
  } catch (error) {
    return error instanceof Error ? `${error.stack ?? error}` : `threw ${String(error)}`;
  }
  const ms = spent(begun);
  if (ms > limit) {
    // The code may have been compiled on the way, and garbage of others collected: what is slow is so again.
    const again = leastTime(() => run(input));
    if (Math.min(ms, again) > limit) return `took ${Math.round(again)} ms`;
  }
  const grown = process.memoryUsage().heapUsed - heap;
  return grown > MOST ? `took ${Math.round(grown / 2 ** 20)} MiB` : undefined;
}

/** Milliseconds of the processor's time: others may have the processor meanwhile. */
function spent(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function leastTime(run: () => void): number {
  const times = [1, 2].map(() => {
    const begun = process.cpuUsage();
    run();
    return spent(begun);
  });
  return Math.min(...times);
}

/** Where it was thrown, without the numbers in the message. */
function kindOf(problem: string): string {
  const [message = '', ...stack] = problem.split('\n');
  const kind = message.replace(/".*"|\d+/g, '').slice(0, 60);
  return `${kind} ${stack.find((line) => line.includes('/src/'))?.trim() ?? ''}`;
}

/** A smaller input that fails the same way, after at most some hundred trials. */
function minimised(target: Target, input: unknown, kind: string, limit: number): unknown {
  let least = input;
  let trials = 400;
  if (/took|timed out/.test(kind)) trials = 12;
  for (let smaller = true; smaller && trials > 0; ) {
    smaller = false;
    for (const candidate of reductions(least)) {
      if (--trials < 0) break;
      const problem = problemOf(target, candidate, limit);
      if (problem === undefined || kindOf(problem) !== kind) continue;
      least = candidate;
      smaller = true;
      break;
    }
  }
  return least;
}

/** Inputs that are a part of this one, large cuts first. */
function* reductions(input: unknown): Iterable<unknown> {
  if (typeof input === 'string') {
    for (const between of ['\n', ' ', ''])
      for (const rest of withoutParts(input.split(between))) yield rest.join(between);
  } else if (Buffer.isBuffer(input)) {
    for (const rest of withoutParts([...input])) yield Buffer.from(rest);
  } else if (Array.isArray(input)) {
    yield* withoutParts(input);
    for (const [index, item] of input.entries())
      for (const less of reductions(item)) yield input.with(index, less);
  } else if (typeof input === 'object' && input !== null) {
    for (const rest of withoutParts(Object.entries(input))) yield Object.fromEntries(rest);
    for (const [key, member] of Object.entries(input))
      for (const less of reductions(member)) yield { ...input, [key]: less };
  }
}

function* withoutParts<T>(parts: readonly T[]): Iterable<readonly T[]> {
  for (let size = parts.length >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < parts.length; at += size) yield [...parts.slice(0, at), ...parts.slice(at + size)];
}
