// Usage: npx tsx test/recorded/compare-document.ts FOLDER…: each holds listenscope.json, what `listenscope --json` said of a host,
// and probes.txt, what packets found there. Prints the agreement.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Reachable } from '../support/answers.js';
import { explanationOf } from './explained.js';
import { normaliseProbes } from './probes.js';
import { compareProbes, within } from './replay.js';

interface Document {
  readonly listeners: readonly Reachable[];
  readonly forwards: readonly Reachable[];
  readonly interfaces: readonly { readonly addresses: readonly string[] }[];
}

for (const folder of process.argv.slice(2)) {
  const path = join(folder, 'listenscope.json');
  if (!existsSync(path)) continue;
  const document = JSON.parse(readFileSync(path, 'utf8')) as Document;
  const own = document.interfaces.flatMap(({ addresses }) =>
    addresses.map((cidr) => cidr.replace(/\/\d+$/, '')),
  );
  const local = within([...own, '127.0.0.0/8']);
  const result = compareProbes(
    document,
    local,
    normaliseProbes(readFileSync(join(folder, 'probes.txt'), 'utf8')),
  );
  const name = basename(folder);
  const disagreements = result.disagreements.filter((line) => explanationOf(name, line) === undefined);
  console.log(
    `${name}: ${result.agreements} agree, ${disagreements.length} disagree, ${result.disagreements.length - disagreements.length} explained, ${result.conditional.length} conditional, ` +
      `${result.refusedBeyond} refused beyond NAT, ${result.notAsked} not asked, of ${result.probes}`,
  );
  for (const line of disagreements.slice(0, 5)) console.log(`    ${line}`);
}
