// npm run bench [-- S0 S1 … rules frame view tick]: the README's figures, and whether the bars are reached; 1 when one is not.
// npm run bench -- --tick: the live view's refresh alone. npm run bench -- --growth [rules …]: the curves of docs/performance.md.
import { cpus, release } from 'node:os';
import { type Bar, printBars } from './bars.js';
import { CURVES, printGrowth } from './growth.js';
import { HEAD, LOADS, measureListing } from './listing.js';
import { measureFirstFrame, measureRules, measureTick, measureViewMemory } from './others.js';
import { makeScratch, type Scratch } from './programs.js';
import { markdownTable } from './table.js';

const OTHERS: Readonly<Record<string, (scratch: Scratch) => Promise<readonly Bar[]>>> = {
  rules: measureRules,
  frame: measureFirstFrame,
  view: measureViewMemory,
  tick: measureTick,
};
const GROWING = CURVES.map(({ title }) => title);
const NAMES = [...LOADS.map(({ name }) => name), ...Object.keys(OTHERS)];

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !['--tick', '--growth', ...GROWING, ...NAMES].includes(name));
if (process.platform !== 'linux' || process.geteuid?.() !== 0) {
  console.error(
    'The loads are made in namespaces of their own, which takes root on Linux: sudo npm run bench',
  );
  process.exitCode = 2;
} else if (unknown !== undefined) {
  console.error(
    `There is no ${unknown}. There are: ${NAMES.join(' ')}, --tick, and --growth ${GROWING.join(' ')}.`,
  );
  process.exitCode = 2;
} else if (asked.includes('--growth')) {
  await printGrowth(asked.filter((name) => name !== '--growth'));
} else {
  const chosen = asked.includes('--tick') ? ['tick'] : asked;
  const missed = await measure(chosen.length > 0 ? chosen : NAMES);
  process.exitCode = missed > 0 ? 1 : 0;
}

async function measure(names: readonly string[]): Promise<number> {
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Linux ${release()}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}`,
  );
  const scratch = makeScratch();
  const rows: (readonly string[])[] = [];
  const bars: Bar[] = [];
  try {
    for (const load of LOADS.filter(({ name }) => names.includes(name))) {
      const measured = await measureListing(load, scratch);
      rows.push(measured.row);
      bars.push(...measured.bars);
      console.error(`${load.name} ${measured.row.slice(1).join(' ')}`);
    }
    if (rows.length > 0)
      console.log(
        `\nMedians of CPU in milliseconds, and of --json its wall time:\n\n${markdownTable(HEAD, rows)}\n`,
      );
    for (const [name, other] of Object.entries(OTHERS))
      if (names.includes(name)) bars.push(...(await other(scratch)));
  } finally {
    scratch.remove();
  }
  return printBars(bars);
}
