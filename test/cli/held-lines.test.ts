import { describe, expect, it } from 'vitest';
import { holdLines } from '../../src/cli/held-lines.js';
import type { Offered } from '../../src/cli/terminal.js';

/** A disk with room for some bytes. */
function disk(room: number) {
  let text = '';
  return {
    free: (bytes: number) => {
      room += bytes;
    },
    text: () => text,
    offer(bytes: Buffer): Offered {
      const taken = Math.min(room, bytes.length);
      room -= taken;
      text += bytes.subarray(0, taken).toString();
      return {
        taken,
        outcome: taken === bytes.length ? { kind: 'open' } : { kind: 'failed', problem: 'ENOSPC' },
      };
    },
  };
}

describe('lines for a disk that is full', () => {
  it('are kept, and written whole and in order once there is room', () => {
    const target = disk(7);
    const told: string[] = [];
    const lines = holdLines(target.offer, (line) => told.push(line));
    for (const line of ['first\n', 'second\n', 'third\n']) {
      lines.add(line);
      expect(lines.flush()).toBe(true);
    }
    expect(target.text()).toBe('first\ns');
    target.free(100);
    lines.flush();
    expect(target.text()).toBe('first\nsecond\nthird\n');
    expect(told).toEqual([
      'stdout takes nothing: ENOSPC; changes are kept until it does',
      'stdout takes lines again',
    ]);
  });

  it('are lost oldest first when there are too many, never half of one, and counted', () => {
    const target = disk(2);
    const told: string[] = [];
    const lines = holdLines(target.offer, (line) => told.push(line), 2);
    for (const line of ['first\n', 'second\n', 'third\n', 'fourth\n']) {
      lines.add(line);
      lines.flush();
    }
    target.free(100);
    lines.flush();
    expect(target.text()).toBe('first\nfourth\n');
    expect(told.at(-1)).toBe('stdout takes lines again; 2 changes were lost meanwhile');
  });
});
