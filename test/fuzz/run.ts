// npm run fuzz -- [--seconds N] [--seed N] [--target NAME]: mutations of real dumps against every parser, guided by coverage.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCoverage } from './coverage.js';
import { type Finding, fuzz } from './fuzz.js';
import { TARGETS, type TargetName } from './targets.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    target: { type: 'string', multiple: true },
  },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed);
const all = Object.keys(TARGETS) as TargetName[];
const chosen = values.target ?? all;
const unknown = chosen.find((name) => !(name in TARGETS));
if (unknown !== undefined || !(seconds > 0) || !Number.isInteger(seed)) {
  console.error('usage: npm run fuzz -- [--seconds N] [--seed N] [--target NAME]…');
  console.error(`targets: ${all.join(', ')}`);
  process.exit(2);
}

console.log(`seed ${seed}, ${seconds} s for ${chosen.length} ${chosen.length === 1 ? 'parser' : 'parsers'}`);
const each = (1000 * seconds) / chosen.length;
let folder: string | undefined;
let findings = 0;
for (const name of chosen as TargetName[]) {
  const coverage = await startCoverage();
  const end = performance.now() + each;
  const outcome = await fuzz(TARGETS[name], { seed, coverage, goOn: () => performance.now() < end });
  coverage.stop();
  const { runs, corpus } = outcome;
  console.log(
    `${name.padEnd(14)} ${String(runs).padStart(8)} inputs, ${corpus} kept, ${coverage.seen()} ways through the code, ${outcome.findings.length} findings`,
  );
  for (const finding of outcome.findings) report(name, finding);
}
process.exitCode = findings === 0 ? 0 : 1;

/** Says what broke, and keeps the input. */
function report(name: string, { input, problem }: Finding): void {
  folder ??= mkdtempSync(join(tmpdir(), 'listenscope-fuzz-'));
  findings++;
  const path = join(folder, `${name}-${findings}`);
  writeFileSync(path, typeof input === 'string' || Buffer.isBuffer(input) ? input : JSON.stringify(input));
  console.log(`  ${problem.split('\n').slice(0, 4).join('\n  ')}\n  input: ${path}`);
}
