import { describe, expect, it } from 'vitest';
import type { Reason } from '../../../src/model/reason.js';
import { emptySet, fullSet, interval, subtract, unionAll } from '../../../src/net/address-set.js';
import { type Case, decide } from '../../../src/reach/survey/decide.js';

/** A block list: rule number n drops the address 2n. */
const dropping = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    may: interval('ipv4', 2 * n, 2 * n + 1),
    reason: {
      code: 'firewall-drop',
      rule: { table: 'inet f', chain: 'input', handle: n, text: `drop ${n}`, backend: 'nft' },
    } satisfies Reason,
  }));

function decided(stops: Case['stops']) {
  const stopped = unionAll(
    'ipv4',
    stops.map(({ may }) => may),
  );
  const must = subtract(fullSet('ipv4'), stopped);
  return decide({ must, may: must, doubts: [], acceptedBy: [], stops }, { code: 'no-firewall' });
}

describe('long lists of rules', () => {
  it('are told rule by rule while they are short', () => {
    expect(decided(dropping(20))).toHaveLength(21);
  });

  it('are joined into one decision that counts the rules, and holds whom all of them stop', () => {
    const [allowed, blocked, ...more] = decided(dropping(1000));
    expect(allowed?.verdict).toBe('allowed');
    expect(blocked).toMatchObject({ verdict: 'blocked', reason: { rule: { handle: 0 }, others: 999 } });
    expect(blocked?.sources.bounds).toHaveLength(2000);
    expect(more).toEqual([]);
  });

  it('leave what something else stops apart', () => {
    const elsewhere = { may: interval('ipv4', 9000, 9001), reason: { code: 'loopback-martian' } } as const;
    const reasons = decided([elsewhere, ...dropping(1000)]).map(({ reason }) => reason.code);
    expect(reasons).toEqual(['no-firewall', 'loopback-martian', 'firewall-drop']);
    expect(decide({ ...nobody, stops: [] }, { code: 'no-firewall' })).toEqual([]);
  });
});

const nobody: Case = {
  must: emptySet('ipv4'),
  may: emptySet('ipv4'),
  doubts: [],
  acceptedBy: [],
  stops: [],
};
