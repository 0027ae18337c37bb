import { expect, it } from 'vitest';
import { inTurns } from '../../../src/collect/linux/system/in-turns.js';

it('gives the results in the order of the items, however long each takes', async () => {
  const waits = [3, 0, 2, 1];
  const slow = async (turns: number) => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    return turns;
  };
  expect(await inTurns(waits, 2, slow)).toEqual(waits);
});

it('begins nothing after a failure, and ends what it began before it throws', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    await Promise.resolve();
    if (item === 0) throw new Error('the first fails');
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    ended.push(item);
  };
  await expect(inTurns([0, 1, 2, 3], 2, work)).rejects.toThrow('the first fails');
  expect(begun).toEqual([0, 1]);
  expect(ended).toEqual([1]);
});
