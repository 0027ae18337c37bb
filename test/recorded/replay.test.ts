import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXPLAINED, explanationOf } from './explained.js';
import { HOSTS, replay } from './replay.js';

describe('a recorded host is reachable as its probes found it', () => {
  const used = new Set<string>();

  it.each(readdirSync(HOSTS))('%s', (name) => {
    const { probes, agreements, disagreements } = replay(name);
    const explanations = disagreements.map((line) => explanationOf(name, line));
    for (const because of explanations) if (because !== undefined) used.add(because);
    const unexplained = disagreements.filter((_, i) => explanations[i] === undefined);
    expect(unexplained).toEqual([]);
    expect(agreements).toBeGreaterThan(probes / 3);
  });

  it('but for explained silence, and every explanation is needed', () => {
    expect([...used].sort()).toEqual(EXPLAINED.map(({ because }) => because).sort());
  });
});
