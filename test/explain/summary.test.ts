import { expect, it } from 'vitest';
import { summaryWords } from '../../src/explain/summary.js';
import { EXPOSURES, type Exposure } from '../../src/model/listener.js';

type Counts = Partial<Record<Exposure, number>>;

function counts(given: Counts): Record<Exposure, number> {
  const zero = EXPOSURES.map((exposure) => [exposure, 0] as const);
  return { ...(Object.fromEntries(zero) as Record<Exposure, number>), ...given };
}

it.each<[Counts, Counts, string]>([
  [{}, {}, 'There are no listeners.'],
  [
    { internet: 2, 'this-host': 5 },
    { internet: 1 },
    'The internet reaches 2 of 8 listeners, and perhaps 1 more.',
  ],
  [{ 'local-network': 3 }, { internet: 1 }, 'The internet may reach 1 of 4 listeners.'],
  [
    { 'private-networks': 1, none: 1 },
    {},
    'The internet reaches nothing here. Private networks beyond the router reach 1 of 2 listeners.',
  ],
  [{ vpn: 1 }, {}, 'The internet reaches nothing here. VPN peers reach 1 of 1 listener.'],
  [{ 'this-host': 4, none: 1 }, {}, 'Nobody but programs on this machine reaches what listens here.'],
  [{ none: 1 }, {}, 'Nobody reaches what listens here.'],
])('%j and perhaps %j', (certain, perhaps, words) => {
  expect(summaryWords(counts(certain), counts(perhaps), true)).toBe(words);
});

it('of what could not be read in full says so', () => {
  expect(summaryWords(counts({ none: 1 }), counts({}), false)).toBe(
    'As far as could be read, nobody reaches what listens here.',
  );
});
