import type { Bar } from './bars.js';
import { type Host, startHost } from './host.js';
import { type Cost, measureInTurn } from './measure.js';
import { mostMemory } from './memory.js';
import { CLI, listingPrograms, NODE, type Scratch, ssInEach } from './programs.js';
import { ms } from './table.js';

/** A load, what it is, and what is asked of listenscope there: F is an empty Node, S is `ss -tulnp`. */
export interface Load {
  readonly name: string;
  readonly load: string;
  readonly count?: number;
  readonly what: string;
  readonly rounds: number;
  readonly bars: (costs: Readonly<Record<string, Cost>>) => readonly Bar[];
  /** In MB. */
  readonly memory?: number;
}

const ofSs = (limit: number) => (costs: Readonly<Record<string, Cost>>) => [
  { what: 'CPU of --json by that of ss', value: cpu(costs, 'listenscope') / cpu(costs, 'ss'), limit },
];

export const LOADS: readonly Load[] = [
  { name: 'S0', load: 'S0', what: 'bare, 5 listeners', rounds: 9, bars: () => [] },
  {
    name: 'S1',
    load: 'S1',
    what: '200 listeners, 50 processes',
    rounds: 15,
    memory: 80,
    bars: (costs) => [
      {
        what: 'CPU of --json beyond an empty Node by that of ss',
        value: (cpu(costs, 'listenscope') - cpu(costs, 'node')) / cpu(costs, 'ss'),
        limit: 5,
      },
    ],
  },
  {
    name: 'S2',
    load: 'S2',
    count: 50_000,
    what: 'S1 and 50,000 connections',
    rounds: 5,
    memory: 80,
    bars: ofSs(0.9),
  },
  {
    name: 'S2b',
    load: 'S2',
    count: 200_000,
    what: 'S1 and 200,000 connections',
    rounds: 2,
    memory: 80,
    bars: ofSs(0.75),
  },
  {
    name: 'S3',
    load: 'S3',
    what: '3,000 processes, 90,000 descriptors, 300 listeners',
    rounds: 5,
    memory: 80,
    bars: ofSs(0.95),
  },
  { name: 'S4', load: 'S4', what: '52 processes with 9,500 descriptors each', rounds: 3, bars: () => [] },
  { name: 'S5', load: 'S5', what: '20,000 UDP sockets', rounds: 3, bars: () => [] },
  { name: 'S6', load: 'S6', what: '200 namespaces, `ss` once in each', rounds: 3, bars: ofSs(0.06) },
];

export interface Measured {
  readonly row: readonly string[];
  readonly bars: readonly Bar[];
}

export const PROGRAMS = ['ss', 'netstat', 'lsof', 'systeminformation', 'node', 'listenscope'] as const;

/** Measures all programs in turn in one load. */
export async function measureListing(load: Load, scratch: Scratch): Promise<Measured> {
  const host = await startHost(load.load, load.count);
  try {
    const costs: Readonly<Record<string, Cost>> = measureInTurn(programsIn(host, scratch), load.rounds);
    const memory = mostMemory([...host.enter, NODE, CLI, '--json']);
    const cells = PROGRAMS.map((name) => (costs[name] === undefined ? '–' : ms(costs[name].cpuMs)));
    const ratio = cpu(costs, 'listenscope') / cpu(costs, 'ss');
    const bars = load.bars(costs).map((bar) => ({ ...bar, what: `${load.name}: ${bar.what}` }));
    const held = { what: `${load.name}: memory in MB`, value: memory ?? 0, limit: load.memory ?? Infinity };
    const wall = costs.listenscope?.wallMs ?? Number.NaN;
    return {
      row: [load.what, ...cells, ms(wall), ratio.toFixed(2), memory?.toFixed(0) ?? '–'],
      bars: load.memory === undefined ? bars : [...bars, held],
    };
  } finally {
    await host.remove();
  }
}

export const HEAD = ['load', ...PROGRAMS, 'wall', '× ss', 'MB'];

function programsIn(host: Host, scratch: Scratch) {
  const programs = listingPrograms(host, scratch);
  if (host.apart.length === 0) return programs;
  // The others do not look into namespaces.
  const { node = [], listenscope = [] } = programs;
  return { node, ss: ssInEach(host), listenscope };
}

function cpu(costs: Readonly<Record<string, Cost>>, name: string): number {
  return costs[name]?.cpuMs ?? Number.NaN;
}
