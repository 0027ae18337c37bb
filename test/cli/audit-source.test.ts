import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditAfter } from '../../src/cli/audit-source.js';
import { whatIf } from '../../src/cli/what-if.js';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import type { Facts } from '../../src/model/facts.js';

const CAPTURE = readFileSync('test/fixtures/hosts/ufw-ssh-subnet/facts.json', 'utf8');

/** The recorded host, read anew: every object is another one. */
function read(capturedAt: string): Facts {
  const facts = parseCapture(CAPTURE);
  if ('error' in facts) throw new Error(facts.error);
  return { ...facts, capturedAt };
}

describe('the audit after a reading in which nothing changed', () => {
  const first = auditAfter(undefined, read('2026-11-21T14:00:00.000Z'));
  const second = auditAfter(first, read('2026-11-21T14:00:01.000Z'));

  it('has the new time and the listeners of the one before', () => {
    expect(second.capturedAt).toBe('2026-11-21T14:00:01.000Z');
    expect(second.listeners).toBe(first.listeners);
  });

  it('still answers what another address would change', () => {
    const [listener] = second.listeners;
    if (listener === undefined) throw new Error('the recorded host has listeners');
    expect(whatIf(listener, '127.0.0.1', second)).toMatchObject({ address: '127.0.0.1' });
  });
});

it('a socket that closes makes another audit', () => {
  const first = auditAfter(undefined, read('2026-11-21T14:00:00.000Z'));
  const facts = read('2026-11-21T14:00:01.000Z');
  const [namespace] = facts.namespaces;
  if (namespace === undefined) throw new Error('the recorded host has a namespace');
  const fewer = { ...facts, namespaces: [{ ...namespace, sockets: namespace.sockets.slice(1) }] };
  expect(auditAfter(first, fewer).listeners).not.toBe(first.listeners);
});
