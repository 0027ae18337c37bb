// npm run lab -- [--seeds 1-200] [--kind nft] [--show 5] [--keep] [--cli dist/cli.cjs]: real packets against the audit, many scenarios over.
import { existsSync, readSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { carryOut, disagreements, type Experiment } from './experiment.js';
import { generateScenario, KINDS, type Kind, kindOf } from './generate/scenario.js';
import { Tally } from './tally.js';

const BUILT = new URL('../../dist/cli.cjs', import.meta.url).pathname;

process.exitCode = main();

function main(): number {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1-200' },
      kind: { type: 'string' },
      show: { type: 'string', default: '3' },
      keep: { type: 'boolean', default: false },
      cli: { type: 'string', default: BUILT },
    },
  });
  const [first = 1, last = first] = values.seeds.split('-').map(Number);
  const kind = KINDS.find((name) => name === values.kind);
  if (values.kind !== undefined && kind === undefined)
    return complain(`no kind ${values.kind}: ${KINDS.join(', ')}`);
  if (!existsSync(values.cli)) return complain(`${values.cli} is missing: npm run build`);
  if (process.geteuid?.() !== 0) return complain('the lab makes network namespaces: run it as root');

  const all = new Tally();
  const byKind = new Map<Kind, Tally>();
  let broken = 0;
  const start = performance.now();
  for (let seed = first; seed <= last; seed++) {
    const chosen = kind ?? kindOf(seed);
    const again = `Again: npm run lab -- --seeds ${seed} --kind ${chosen} --show 50`;
    const experiment = attempt(seed, chosen, values.cli, values.keep);
    if (experiment instanceof Error) {
      broken++;
      console.log(`seed ${seed}, ${chosen}: broken. ${again}\n    ${experiment.message.split('\n\n')[0]}`);
      continue;
    }
    const tally = byKind.get(chosen) ?? new Tally();
    byKind.set(chosen, tally);
    tally.add(experiment);
    all.add(experiment);
    const wrong = [...experiment.listing, ...experiment.gaps, ...disagreements(experiment)];
    if (wrong.length > 0) console.log(`${experiment.scenario.name}: ${wrong.length} wrong. ${again}`);
    for (const line of wrong.slice(0, Number(values.show))) console.log(`    ${line}`);
  }
  const seconds = (performance.now() - start) / 1000;
  for (const [name, tally] of byKind) console.log(tally.line(name));
  console.log(all.line('all'));
  if (all.codes.size > 0) console.log(`conditional for: ${all.codeLine()}`);
  console.log(
    `${seconds.toFixed(1)} s, ${Math.round(all.probes / seconds)} probes a second (${Math.round((1000 * all.probes) / all.probeMs)} while probing)`,
  );
  if (broken > 0) console.log(`${broken} scenarios could not be carried out`);
  return all.disagreements + all.listing + broken === 0 ? 0 : 1;
}

/** An experiment, or why it could not be made: one that fails shall not hide the others. */
function attempt(seed: number, kind: Kind, cli: string, keep: boolean): Experiment | Error {
  try {
    return carryOut(generateScenario(seed, kind), cli, keep ? keepStanding : undefined);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Waits for Enter while the namespaces stand, telling how to get in. */
function keepStanding(path: string): void {
  console.log(`the target stands: nsenter --net=${path}   (Enter removes it)`);
  readLine();
}

function readLine(): void {
  const byte = Buffer.alloc(1);
  while (readSync(0, byte, 0, 1, null) > 0 && byte[0] !== 10);
}

function complain(why: string): number {
  console.error(why);
  return 2;
}
