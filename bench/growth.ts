import { runInside, startHost, tool } from './host.js';
import { measureInTurn } from './measure.js';
import { CLI, NODE } from './programs.js';
import { manyElements, manyRules } from './rules.js';
import { markdownTable, ms } from './table.js';

const ROUNDS = 2;
/** The user and group that may look at nobody's processes: nobody. */
const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

interface Curve {
  readonly title: string;
  readonly load: string;
  readonly counts: readonly number[];
  /** nft input for a count, where the load stays. */
  readonly rules?: (count: number) => string;
}

/** `title`: what grows, and the name by which one curve is asked for. */
export const CURVES: readonly Curve[] = [
  { title: 'connections', load: 'S2', counts: [0, 25_000, 50_000, 100_000, 200_000] },
  { title: 'listeners', load: 'S1', counts: [10, 100, 1000, 10_000] },
  { title: 'rules', load: 'rules', counts: [10, 100, 1000, 10_000, 50_000], rules: manyRules },
  { title: 'elements', load: 'S0', counts: [10, 1000, 50_000, 500_000], rules: manyElements },
  // The same set in front of listeners that others could reach: what an answer is about, and names.
  { title: 'named', load: 'rules', counts: [10, 100, 1000, 5000], rules: manyElements },
  { title: 'namespaces', load: 'S6', counts: [1, 10, 100, 500] },
];

/** Prints how the CPU of --json grows with each of what it reads, in milliseconds, and that of the obvious tool beside it. */
export async function printGrowth(names: readonly string[]): Promise<void> {
  for (const curve of names.length > 0 ? CURVES.filter(({ title }) => names.includes(title)) : CURVES) {
    const rows: string[][] = [];
    for (const count of curve.counts) {
      const row = await point(curve, count);
      console.error(`${curve.title} ${row.join(' ')}`);
      rows.push(row);
    }
    const beside = curve.rules === undefined ? ['as nobody', 'ss'] : ['nft -j'];
    console.log(`\n${markdownTable([curve.title, '--json', ...beside], rows)}`);
  }
}

async function point({ load, rules }: Curve, count: number): Promise<string[]> {
  const host = await startHost(load, rules === undefined ? count : 0);
  try {
    const json = [...host.enter, NODE, CLI, '--json'];
    if (rules !== undefined) {
      runInside(host, [tool('nft'), '-f', '-'], rules(count));
      const nft = [...host.enter, tool('nft'), '-j', 'list', 'ruleset'];
      const costs = measureInTurn({ json, nft }, ROUNDS);
      return [String(count), ms(costs.json.cpuMs), ms(costs.nft.cpuMs)];
    }
    const nobody = [...host.enter, ...NOBODY, NODE, CLI, '--json'];
    const ss = [...host.enter, tool('ss'), '-tulnp'];
    const costs = measureInTurn({ json, nobody, ss }, ROUNDS);
    return [String(count), ms(costs.json.cpuMs), ms(costs.nobody.cpuMs), ms(costs.ss.cpuMs)];
  } finally {
    await host.remove();
  }
}
