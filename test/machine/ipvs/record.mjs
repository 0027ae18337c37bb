// Makes recorded hosts of what scenario.sh prints: facts without the namespaces of clients, and probes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const HOSTS = new URL('../../fixtures/hosts/', import.meta.url);
const CLIENTS = ['lan', 'wan', 'near'];

let probes;
const recorded = [];
for (const line of readFileSync(0, 'utf8').split('\n')) {
  const [, name, json] = /^host (\S+) (.*)$/.exec(line) ?? [];
  if (name !== undefined) {
    probes = [];
    recorded.push({ name, facts: JSON.parse(json), probes });
  } else if (/^\S+ (tcp|udp) \S+ \S+ \d+ (open|refused|timeout)/.test(line)) probes?.push(line);
}
for (const { name, facts, probes } of recorded) {
  const namespaces = facts.namespaces.filter(({ name }) => !CLIENTS.includes(name));
  mkdirSync(new URL(name, HOSTS), { recursive: true });
  writeFileSync(new URL(`${name}/facts.json`, HOSTS), `${JSON.stringify({ ...facts, namespaces })}\n`);
  writeFileSync(new URL(`${name}/probes.txt`, HOSTS), `${probes.join('\n')}\n`);
}
