import { expect, it } from 'vitest';
import { createHostIo } from '../../../src/collect/host-io.js';
import { runWithin } from '../../../src/collect/linux/run-within.js';

it('programs that hang use up a time that all have together, and those after them get little', async () => {
  let now = 0;
  const io = runWithin(
    {
      ...createHostIo(),
      run: async (_name, _args, { timeoutMs = 0 } = {}) => {
        now += timeoutMs;
        return { kind: 'timed-out', timeoutMs };
      },
    },
    { each: 30_000, all: 45_000 },
    () => now,
  );
  const given: number[] = [];
  for (let i = 0; i < 4; i++) {
    const result = await io.run('nft', []);
    if (result.kind === 'timed-out') given.push(result.timeoutMs);
  }
  expect(given).toEqual([30_000, 15_000, 1000, 1000]);
});
