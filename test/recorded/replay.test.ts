import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXPLAINED } from './explained.js';
import { HOSTS, replay } from './replay.js';

describe('a recorded host is reachable as its probes found it', () => {
  const used = new Set<string>();

  it.each(readdirSync(HOSTS))('%s', (name) => {
    const { probes, agreements, disagreements } = replay(name);
    const unexplained = disagreements.filter((line) => {
      const probe = line.slice(0, line.indexOf(': '));
      const explained = EXPLAINED.filter((item) => item.host.test(name) && item.probe.test(probe));
      for (const { because } of explained) used.add(because);
      return explained.length === 0;
    });
    expect(unexplained).toEqual([]);
    expect(agreements).toBeGreaterThan(probes / 3);
  });

  it('but for explained silence, and every explanation is needed', () => {
    expect([...used].sort()).toEqual(EXPLAINED.map(({ because }) => because).sort());
  });
});
