import { describe, expect, it } from 'vitest';
import { judge } from './judge.js';
import type { Outcome } from './probe.js';

const NAMES = ['tcp/0.0.0.0:80', 'tcp/[::]:80'];
const name = (number: number) => NAMES[number] ?? '?';
const open: Outcome = { kind: 'open', listener: 0 };
const allowed = { kind: 'allowed', by: 'tcp/0.0.0.0:80', reason: { code: 'no-firewall' } } as const;

function eitherOf(by: readonly string[]) {
  return { kind: 'conditional', by, reasons: [{ code: 'either-of', listeners: NAMES }] } as const;
}

describe('a probe agrees with the audit', () => {
  it('when it opens where that listener is said to be reachable', () => {
    expect(judge(open, allowed, name)).toEqual({ kind: 'agreement' });
  });

  it('when it stays without an answer where nothing is said to be reachable', () => {
    expect(judge({ kind: 'timeout' }, { kind: 'unnamed' }, name)).toEqual({ kind: 'agreement' });
    expect(judge({ kind: 'one-way', listener: 0 }, { kind: 'unnamed' }, name)).toEqual({ kind: 'agreement' });
  });
});

describe('a probe disagrees', () => {
  it.each<[string, Outcome]>([
    ['another listener answers', { kind: 'open', listener: 1 }],
    ['it is refused', { kind: 'refused', detail: 'ECONNREFUSED' }],
    ['the datagram arrives but no answer comes back', { kind: 'one-way', listener: 0 }],
    ['the handshake is all that gets through', { kind: 'half-open' }],
  ])('when a listener is said to be reachable and %s', (_, outcome) => {
    expect(judge(outcome, allowed, name).kind).toBe('disagreement');
  });

  it('when it opens though it is said to be blocked', () => {
    const blocked = {
      kind: 'blocked',
      by: ['tcp/0.0.0.0:80'],
      reasons: [{ code: 'firewall-drop' }],
    } as const;
    expect(judge(open, blocked, name).kind).toBe('disagreement');
  });

  it('when none of the listeners answers of which one is said to', () => {
    expect(judge({ kind: 'timeout' }, eitherOf(NAMES), name).kind).toBe('disagreement');
  });
});

it('a choice between listeners is met by either, or by one whose answer gets lost', () => {
  expect(judge(open, eitherOf(NAMES), name)).toMatchObject({ kind: 'conditional', either: true });
  expect(judge({ kind: 'timeout' }, eitherOf(NAMES.slice(0, 1)), name).kind).toBe('conditional');
});

it('a client that could not send proves nothing', () => {
  expect(judge({ kind: 'not-sent', detail: 'EINVAL' }, allowed, name)).toEqual({ kind: 'void' });
});
