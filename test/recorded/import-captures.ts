// Usage: npx tsx test/recorded/import-captures.ts FOLDER…: writes test/fixtures/hosts/<name>/{facts.json,probes.txt}.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { captureToFacts } from '../support/capture-to-facts.js';
import { normaliseProbes } from './probes.js';

for (const folder of process.argv.slice(2)) {
  const name = basename(folder);
  const path = join(folder, 'probes.txt');
  const probes = existsSync(path) ? normaliseProbes(readFileSync(path, 'utf8')) : [];
  if (probes.length === 0) {
    console.log(`${name}: no probes, left out`);
    continue;
  }
  const target = join('test/fixtures/hosts', name);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'facts.json'), `${JSON.stringify(captureToFacts(folder, name))}\n`);
  writeFileSync(join(target, 'probes.txt'), `${probes.join('\n')}\n`);
  console.log(`${name}: ${probes.length} probes`);
}
