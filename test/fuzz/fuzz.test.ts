import { describe, expect, it } from 'vitest';
import { Random } from '../lab/random.js';
import { startCoverage } from './coverage.js';
import { fuzz } from './fuzz.js';
import { mutateJson } from './mutate-json.js';
import { TARGETS, type TargetName } from './targets.js';

describe('mutations of real dumps', () => {
  for (const name of Object.keys(TARGETS) as TargetName[]) {
    it(`neither stop nor stall what reads ${name}`, async () => {
      const end = performance.now() + 1000;
      const goOn = (runs: number) => runs < 150 && performance.now() < end;
      const { findings, runs } = await fuzz(TARGETS[name], { seed: 7, goOn, slack: 10 });
      expect(findings).toEqual([]);
      expect(runs).toBeGreaterThan(0);
    });
  }
});

describe('the search', () => {
  const broken = {
    kind: 'text',
    seeds: ['one two\nthree four\nfive six\n'],
    run(text: string) {
      if (text.includes('three five')) throw new Error('both');
    },
  } as const;

  it('finds what throws and makes it small', async () => {
    const { findings } = await fuzz(broken, { seed: 1, goOn: (runs) => runs < 20_000, mostFindings: 1 });
    expect(findings.map(({ input }) => input)).toEqual(['three five']);
  });
  it('ends an endless loop and calls it a finding', async () => {
    const endless = {
      ...broken,
      run: () => {
        for (;;);
      },
    };
    const { findings } = await fuzz(endless, { seed: 1, goOn: (runs) => runs < 1, slack: 0.005 });
    expect(findings[0]?.problem).toMatch(/timed out/);
  });
  it('gives the same inputs for the same seed', () => {
    const made = () => {
      const random = new Random(3);
      return Array.from({ length: 50 }, () => mutateJson({ a: [1, { b: 'c' }] }, [{ d: 2 }], random));
    };
    expect(made()).toEqual(made());
  });
  it('keeps inputs that reach something new', async () => {
    const coverage = await startCoverage();
    const { corpus } = await fuzz(TARGETS.proc, { seed: 1, coverage, goOn: (runs) => runs < 100 });
    coverage.stop();
    expect(corpus).toBeGreaterThan(TARGETS.proc.seeds.length);
  });
});
