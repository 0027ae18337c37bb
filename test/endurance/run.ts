// npm run endure -- [--minutes 60] [--seed 1]: the view and `watch` on a host on which everything changes, for long. Once a
// minute the host rests, and what the two believe is compared with a fresh run. Exits 1 where they drift, or grow.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { openTerminal, type TmuxTerminal } from '../tui/support/tmux.js';
import { Believed, type Document } from './believed.js';
import { type ChangingHost, startHost } from './host.js';
import { courseOf, MEASURES, type Measure, readSamples } from './samples.js';

const CLI = new URL('../../dist/cli.cjs', import.meta.url).pathname;
const PROBE = new URL('probe.cjs', import.meta.url).pathname;
const ROUND_MS = 60_000;
/** Both read once a second; a loaded machine takes longer. */
const PATIENCE_MS = 30_000;
const SHOWN = 10;
/** A younger process still compiles what it runs often, and fills the log of changes. */
const GROWN_UP_MS = 10 * 60_000;
const MEGABYTE = 1 << 20;
/** How much more the last quarter may hold than the second, beyond a tenth: what V8 and the churn scatter by. */
const TOLERATED: Readonly<Record<Measure, number>> = {
  rss: 16 * MEGABYTE,
  heap: 2 * MEGABYTE,
  external: 2 * MEGABYTE,
  descriptors: 2,
  namespaces: 2,
};

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
let exported = 0;
const scratch = mkdtempSync(join(tmpdir(), 'listenscope-endurance-'));
const host = await startHost(Number(values.seed));
try {
  process.exitCode = (await endure(60_000 * Number(values.minutes))) ? 0 : 1;
} finally {
  await host.remove();
  rmSync(scratch, { recursive: true, force: true });
}

async function endure(durationMs: number): Promise<boolean> {
  const samples = { view: join(scratch, 'view.ndjson'), watch: join(scratch, 'watch.ndjson') };
  const believed = new Believed(await fresh(host));
  const watch = await startWatch(samples.watch, believed);
  const view = await openView(samples.view);
  let isTrue = true;
  try {
    const end = performance.now() + durationMs;
    while (performance.now() < end) {
      await host.start();
      await sleep(Math.min(ROUND_MS, Math.max(0, end - performance.now())));
      const changes = await host.pause();
      const wrong = [
        ...(await settled(async () => believed.differences(await fresh(host)))).map(
          (line) => `watch: ${line}`,
        ),
        ...(await settled(() => viewDifferences(view))).map((line) => `view: ${line}`),
      ];
      console.log(`${clock()}  ${changes} changes so far, ${wrong.length} differences from a fresh run`);
      for (const line of wrong.slice(0, SHOWN)) console.log(`    ${line}`);
      if (wrong.length > 0) isTrue = false;
    }
  } finally {
    await view.close();
    watch.kill();
    await once(watch, 'exit');
  }
  const isFlat = [report('view', samples.view), report('watch', samples.watch)].every(Boolean);
  if (durationMs >= GROWN_UP_MS) return isTrue && isFlat;
  console.log(`Whether they grow cannot be told in less than ${GROWN_UP_MS / 60_000} minutes.`);
  return isTrue;
}

async function startWatch(samples: string, believed: Believed): Promise<ChildProcess> {
  const [program = '', ...args] = [
    ...host.enter,
    process.execPath,
    '--require',
    PROBE,
    CLI,
    'watch',
    '--json',
  ];
  const env = { ...process.env, LISTENSCOPE_ENDURANCE_SAMPLES: samples };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  createInterface({ input: child.stdout }).on('line', (line) => believed.see(JSON.parse(line)));
  await once(createInterface({ input: child.stderr }), 'line');
  return child;
}

async function openView(samples: string): Promise<TmuxTerminal> {
  const terminal = await openTerminal('endurance', 120, 40);
  const command = [...host.enter, process.execPath, '--require', PROBE, CLI].join(' ');
  await terminal.type(`clear; LISTENSCOPE_ENDURANCE_SAMPLES=${samples} exec ${command}`);
  await terminal.until(/▌/);
  return terminal;
}

async function fresh({ enter }: ChangingHost): Promise<Document> {
  const [program = '', ...args] = [...enter, process.execPath, CLI, '--json'];
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}

/** The paths of what the view, asked to write its document, has other than a fresh run. */
async function viewDifferences(view: TmuxTerminal): Promise<readonly string[]> {
  const file = join(scratch, `view-${++exported}.json`);
  await view.press('e');
  await view.press('C-u');
  await view.send(`${file}\r`);
  await view.until(new RegExp(`view-${exported}\\.json\\.`));
  const shown = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return unequal(byId(shown), byId(await fresh(host)), '').filter((path) => !path.startsWith('.captured_at'));
}

/** What differs in the end: both need a moment to see the last change. */
async function settled(differences: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await differences();
    if (found.length === 0 || performance.now() > deadline) return found;
    await sleep(500);
  }
}

/** The view writes its rows in the order in which it shows them. */
function byId(document: Document): object {
  const listeners = Object.fromEntries(document.listeners.map((listener) => [listener.id, listener]));
  return { ...document, listeners };
}

function unequal(a: unknown, b: unknown, path: string): readonly string[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return a === b ? [] : [`${path}: ${JSON.stringify(a)}, really ${JSON.stringify(b)}`];
  const [left, right] = [a, b] as [Record<string, unknown>, Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].flatMap((key) => unequal(left[key], right[key], `${path}.${key}`));
}

/** Prints how the measures of one process went; whether none grew. */
function report(name: string, file: string): boolean {
  const samples = readSamples(file);
  console.log(`${name}, ${samples.length} samples:`);
  const flat = MEASURES.map((measure) => {
    const { least, most, early, late, perHour } = courseOf(samples, measure);
    const grew = late - early > early / 10 + TOLERATED[measure];
    const figure = (value: number) => inUnits(measure, value);
    console.log(
      `  ${measure.padEnd(11)} ${figure(least)} to ${figure(most)}, early ${figure(early)}, late ${figure(late)}, ` +
        `${figure(perHour)} an hour${grew ? '  GROWS' : ''}`,
    );
    return !grew;
  });
  return samples.length > 0 && flat.every(Boolean);
}

function inUnits(measure: Measure, value: number): string {
  const isCount = measure === 'descriptors' || measure === 'namespaces';
  return isCount ? String(Math.round(value * 10) / 10) : `${(value / MEGABYTE).toFixed(1)} MB`;
}

function clock(): string {
  return new Date().toISOString().slice(11, 19);
}
