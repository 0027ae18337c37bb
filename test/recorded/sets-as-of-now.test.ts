import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inspect } from '../../src/inspect.js';
import type { Facts } from '../../src/model/facts.js';

it.each([
  ['fail2ban-nft', 'addr-set-sshd'],
  ['fail2ban-ipset', 'f2b-sshd'],
])('%s: who is banned is told for the set as it stands now, by who fills it', (host, set) => {
  const path = new URL(`../fixtures/hosts/${host}/facts.json`, import.meta.url);
  const facts: Facts = JSON.parse(readFileSync(path, 'utf8'));
  const { listeners } = inspect(facts);
  const ssh = listeners.find(({ id }) => id === 'tcp/0.0.0.0:22');
  expect(ssh?.notes).toContain(`The set ${set} is taken as it stands now: fail2ban changes it.`);
});
