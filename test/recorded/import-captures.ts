// Usage: npx tsx test/recorded/import-captures.ts FOLDER…: writes test/fixtures/hosts/<name>/{facts.json,probes.txt}.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { captureToFacts } from '../support/capture-to-facts.js';

/** "lan tcp 10.10.1.2 10.10.1.1 22 open" with an optional device before the verdict; the tail (time taken) is left out. */
const PROBE =
  /^(\S+) (tcp|udp) (\S+) (\S+) (\d+) (?:(\S+) )?((?:open|refused|icmp|timeout|local|err)\S*) \d+$/;

const PEERS: Readonly<Record<string, string>> = { lan: 'lan0', wan: 'wan0', t: 'lo' };

for (const folder of process.argv.slice(2)) {
  const name = basename(folder);
  const probes = probesOf(join(folder, 'probes.txt'));
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

/** Lines of "interface protocol source destination port verdict". */
function probesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, peer = '', protocol, source, destination = '', port, , verdict] = PROBE.exec(line) ?? [];
      const via = PEERS[peer.replace(/^s\d+(?=lan$|wan$|t$)/, '')];
      if (via === undefined) return [];
      return [`${via} ${protocol} ${source} ${destination.replace(/%.*/, '')} ${port} ${verdict}`];
    });
}
