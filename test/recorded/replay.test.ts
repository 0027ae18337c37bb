import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HOSTS, replay } from './replay.js';

describe('a recorded host is reachable as its probes found it', () => {
  it.each(readdirSync(HOSTS))('%s', (name) => {
    const { probes, agreements, disagreements } = replay(name);
    expect(disagreements).toEqual([]);
    expect(agreements).toBeGreaterThan(probes / 3);
  });
});
