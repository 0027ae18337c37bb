import { describe, expect, it } from 'vitest';
import { isDoneWithin } from '../../../src/collect/linux/system/done-within.js';

describe('waiting for work', () => {
  it('ends when the work does, where there is time', async () => {
    expect(await isDoneWithin(Promise.resolve(), 60_000)).toBe(true);
  });

  it('ends at its limit, and the work goes on', async () => {
    let finish = () => {};
    const work = new Promise<void>((resolve) => {
      finish = resolve;
    });
    expect(await isDoneWithin(work, 1)).toBe(false);
    finish();
    expect(await isDoneWithin(work, 60_000)).toBe(true);
  });

  it('has no limit unless one is given', async () => {
    let finish = () => {};
    const waiting = isDoneWithin(
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
      undefined,
    );
    finish();
    expect(await waiting).toBe(true);
  });

  it('tells of a failure to whoever waits when it happens', async () => {
    await expect(isDoneWithin(Promise.reject(new Error('gone')), 60_000)).rejects.toThrow('gone');
  });
});
