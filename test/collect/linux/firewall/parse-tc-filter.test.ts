import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../src/collect/linux/firewall/parse-tc-filter.js';
import { parseAll } from '../../../../src/collect/linux/netlink/netlink-message.js';

/** As Linux 6.1 tells of what tc made, by their names. */
const MESSAGES = new Map(
  readFileSync(new URL('../../../fixtures/netlink/messages.txt', import.meta.url), 'utf8')
    .split('\n')
    .map((line): [string, Buffer] => {
      const [name = '', hex = ''] = line.split(' ');
      return [name, Buffer.from(hex, 'hex')];
    }),
);
const message = (name: string) => MESSAGES.get(name) ?? Buffer.alloc(0);

describe('a filter of traffic control', () => {
  it.each([
    ['that stands before those of its priority', 'filter-head', 'pass'],
    ['that lets all pass', 'filter-matchall-pass', 'pass'],
    ['that only classifies', 'filter-u32-flowid', 'pass'],
    ['that drops', 'filter-flower-drop', 'drop'],
    ['that drops, of another kind', 'filter-basic-drop', 'drop'],
    ['that lets pass by chance', 'filter-matchall-random', 'drop'],
    ['that polices', 'filter-matchall-police', 'drop'],
    ['that gives packets a mark, which rules may ask for', 'filter-matchall-skbedit', 'redirect'],
    ['that sends them to another device', 'filter-u32-mirred', 'redirect'],
    ['that is a BPF program', 'filter-bpf', 'any'],
  ])('%s', (_, name, effect) => {
    expect(parseFilter(message(name))).toBe(effect);
  });

  it('of a kind that is not known may do anything', () => {
    const text = message('filter-flower-drop').toString('latin1').replace('flower', 'flowex');
    expect(parseFilter(Buffer.from(text, 'latin1'))).toBe('any');
  });

  it('that is cut off tells nothing', () => {
    const whole = message('filter-u32-mirred');
    for (const length of [0, 10, 26, whole.length - 1])
      expect(parseAll([{ type: 44, payload: whole.subarray(0, length) }], parseFilter)).toBeUndefined();
  });
});
