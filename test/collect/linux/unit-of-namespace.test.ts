import { expect, it } from 'vitest';
import { unitOfNamespace } from '../../../src/collect/linux/owners/unit-of-namespace.js';

const UNITS: Readonly<Record<number, string>> = {
  7: 'private.service',
  8: 'private.service',
  9: 'joins.service',
  10: 'session-3.scope',
  11: 'user@1000.service',
};
const processes = { unitOf: (pid: number) => UNITS[pid] };

it.each([
  ['the service of its processes', [7, 8], 'private.service'],
  ['that of the first process where others joined it', [7, 9], 'private.service'],
  ['no name where a process is of no service', [7, 10], undefined],
  ['no name for what a user started', [11], undefined],
  ['no name where nobody is in it', [], undefined],
  ['no name where the first process of the system is in it', [1, 7], undefined],
])('a namespace without a name has %s', (_, pids, unit) => {
  expect(unitOfNamespace({ current: false, pids }, processes)).toBe(unit);
});

it('the namespace at hand has none: its ids stay the same whatever runs there', () => {
  expect(unitOfNamespace({ current: true, pids: [7] }, processes)).toBeUndefined();
});
