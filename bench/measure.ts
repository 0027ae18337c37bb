import { spawnSync } from 'node:child_process';
import koffi from 'koffi';

/** Medians over the rounds. CPU is user and system time of the whole process tree, as getrusage counts waited-for children. */
export interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

const RUSAGE_CHILDREN = -1;

/** Runs the commands in turn, `rounds` times over, so that what else the machine does falls on all of them alike. */
export function measureInTurn<Name extends string>(
  commands: Readonly<Record<Name, readonly string[]>>,
  rounds: number,
): Record<Name, Cost> {
  const names = Object.keys(commands) as Name[];
  const samples = new Map<Name, Cost[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const cost = measureOnce(commands[name]);
      // The first round warms the page cache.
      if (round > 0) samples.get(name)?.push(cost);
    }
  }
  return Object.fromEntries(
    names.map((name) => {
      const costs = samples.get(name) ?? [];
      return [name, { cpuMs: median(costs.map((c) => c.cpuMs)), wallMs: median(costs.map((c) => c.wallMs)) }];
    }),
  ) as Record<Name, Cost>;
}

function measureOnce([program = '', ...args]: readonly string[]): Cost {
  const cpuBefore = childrenCpuMs();
  const start = performance.now();
  const result = spawnSync(program, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    // An inherited NODE_EXTRA_CA_CERTS alone triples the start of Node.
    env: { PATH: process.env.PATH },
  });
  if (result.error !== undefined) throw result.error;
  // lsof says by its status that it did not see everything.
  if (result.status !== 0 && !args.some((arg) => arg.endsWith('/lsof')))
    throw new Error(`${program} ${args.join(' ')}: status ${result.status}`);
  return { cpuMs: childrenCpuMs() - cpuBefore, wallMs: performance.now() - start };
}

let getrusage: ((who: number, usage: Buffer) => number) | undefined;

/** ru_utime and ru_stime: two struct timeval at the start of struct rusage. */
function childrenCpuMs(): number {
  getrusage ??= koffi.load('libc.so.6').func('int getrusage(int, void *)');
  const usage = Buffer.alloc(144);
  getrusage?.(RUSAGE_CHILDREN, usage);
  const timeval = (at: number) =>
    Number(usage.readBigInt64LE(at)) * 1000 + Number(usage.readBigInt64LE(at + 8)) / 1000;
  return timeval(0) + timeval(16);
}

/** The middle value; of an even number of them the mean of both. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
