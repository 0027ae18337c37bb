// npm run bench [-- S1 S2 S2-200k S3 rules frame memory]: the README's figures. Every figure is a ratio within one run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstFrame } from './first-frame.js';
import { type Host, runInside, startHost, tool } from './host.js';
import { type Cost, measureInTurn } from './measure.js';
import { manyRules } from './rules.js';

const CLI = new URL('../dist/cli.cjs', import.meta.url).pathname;
const NODE = process.execPath;
const scratch = mkdtempSync(join(tmpdir(), 'listenscope-bench-'));
const EMPTY = join(scratch, 'empty.cjs');
const HELLO = join(scratch, 'hello.mjs');
const PRINT_MEMORY = join(scratch, 'print-memory.cjs');

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  S1: () => listing('S1', 15),
  S2: () => listing('S2', 5),
  'S2-200k': () => listing('S2-200k', 3),
  S3: () => listing('S3', 5),
  rules,
  frame,
};

try {
  writeFileSync(EMPTY, '');
  writeFileSync(HELLO, "console.log('hello');\n");
  writeFileSync(PRINT_MEMORY, 'process.on("exit", () => console.error(process.resourceUsage().maxRSS));\n');
  const chosen = process.argv.slice(2);
  for (const name of chosen.length > 0 ? chosen : ['S1', 'S2', 'S3', 'rules', 'frame']) {
    const bench = BENCHES[name];
    if (bench === undefined) throw new Error(`no figure ${name}: ${Object.keys(BENCHES).join(', ')}`);
    await bench();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The whole `--json` run against `ss -tulnp` and an empty Node, in one load. */
async function listing(load: string, rounds: number): Promise<void> {
  await inHost(load, (host) => {
    const { node, ss, json } = measureInTurn(
      {
        node: [...host.enter, NODE, EMPTY],
        ss: [...host.enter, tool('ss'), '-tulnp'],
        json: [...host.enter, NODE, CLI, '--json'],
      },
      rounds,
    );
    print(load, { node, ss, json });
    console.log(
      `  json = ${ratio(json.cpuMs, ss.cpuMs)} ss = node + ${ratio(json.cpuMs - node.cpuMs, ss.cpuMs)} ss`,
    );
    console.log(`  most memory ${memoryOf(host)} MB`);
    const tick = Number(
      runInside(host, [
        NODE,
        '--import',
        import.meta.resolve('tsx'),
        new URL('tick.ts', import.meta.url).pathname,
      ]),
    );
    console.log(`  a tick ${tick.toFixed(1)} ms = ${ratio(tick, ss.cpuMs)} ss`);
  });
}

/** 10,000 rules, 300 listeners, four interfaces: what the rules add, against `nft -j list ruleset`. */
async function rules(): Promise<void> {
  await inHost('rules', (host) => {
    const bare = measureInTurn({ json: [...host.enter, NODE, CLI, '--json'] }, 5).json;
    runInside(host, [tool('nft'), '-f', '-'], manyRules(10_000));
    const { nft, json } = measureInTurn(
      {
        nft: [...host.enter, tool('nft'), '-j', 'list', 'ruleset'],
        json: [...host.enter, NODE, CLI, '--json'],
      },
      5,
    );
    print('rules', { nft, bare, json });
    const reading = json.cpuMs - bare.cpuMs - nft.cpuMs;
    console.log(`  beyond nft's own run ${reading.toFixed(0)} ms = ${ratio(reading, nft.cpuMs)} nft`);
    console.log(`  most memory ${memoryOf(host)} MB`);
  });
}

/** Wall time until the view stands on a terminal, against a Node that says hello. */
async function frame(): Promise<void> {
  const hello = await firstFrame(`${NODE} ${HELLO}`, /hello/, 7);
  const view = await firstFrame(`${NODE} ${CLI}`, /listenscope/i, 7);
  console.log(
    `frame  hello ${hello.toFixed(0)} ms, view ${view.toFixed(0)} ms = ${ratio(view, hello)} hello`,
  );
}

async function inHost(load: string, work: (host: Host) => void): Promise<void> {
  const host = await startHost(load);
  try {
    work(host);
  } finally {
    await host.remove();
  }
}

function memoryOf(host: Host): string {
  const script = `exec "$0" --require "$1" "$2" --json 2>&1 >/dev/null | tail -1`;
  const kilobytes = Number(runInside(host, [tool('sh'), '-c', script, NODE, PRINT_MEMORY, CLI]));
  return (kilobytes / 1024).toFixed(0);
}

function print(load: string, costs: Readonly<Record<string, Cost>>): void {
  const parts = Object.entries(costs).map(
    ([name, { cpuMs, wallMs }]) => `${name} ${cpuMs.toFixed(0)} ms CPU (${wallMs.toFixed(0)} wall)`,
  );
  console.log(`${load.padEnd(6)} ${parts.join(' · ')}`);
}

function ratio(part: number, whole: number): string {
  return (part / whole).toFixed(2);
}
