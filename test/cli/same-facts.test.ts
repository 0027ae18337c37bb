import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { areSameFacts } from '../../src/cli/same-facts.js';
import { parseCapture } from '../../src/collect/capture/parse-capture.js';
import type { Facts, NamespaceFacts } from '../../src/model/facts.js';

const CAPTURE = readFileSync('test/fixtures/hosts/ufw-ssh-subnet/facts.json', 'utf8');

function read(): Facts {
  const facts = parseCapture(CAPTURE);
  if ('error' in facts) throw new Error(facts.error);
  return facts;
}

function withNamespace(change: (namespace: NamespaceFacts) => Partial<NamespaceFacts>): Facts {
  const facts = read();
  return {
    ...facts,
    namespaces: facts.namespaces.map((namespace) => ({ ...namespace, ...change(namespace) })),
  };
}

describe('two readings of a host are the same', () => {
  it('when only the time differs', () => {
    expect(areSameFacts(read(), { ...read(), capturedAt: '2030-01-01T00:00:00.000Z' })).toBe(true);
  });

  it('when only queues have grown', () => {
    const busy = withNamespace(({ sockets }) => ({
      sockets: sockets.map((socket) => ({ ...socket, queue: { waiting: 7, limit: 128 } })),
    }));
    expect(areSameFacts(read(), busy)).toBe(true);
    expect(areSameFacts(busy, read())).toBe(true);
  });

  it('when only processes that hold no socket have come and gone', () => {
    expect(
      areSameFacts(
        withNamespace(() => ({ pids: [1, 2] })),
        withNamespace(() => ({ pids: [1] })),
      ),
    ).toBe(true);
  });
});

describe('two readings of a host are not the same', () => {
  it.each<[string, Facts]>([
    ['a socket has closed', withNamespace(({ sockets }) => ({ sockets: sockets.slice(1) }))],
    [
      'another process holds a socket',
      withNamespace(({ sockets }) => ({ sockets: sockets.map((socket) => ({ ...socket, pids: [4711] })) })),
    ],
    [
      'a sysctl has changed',
      withNamespace(({ sysctls }) => ({ sysctls: { ...sysctls, 'net.ipv4.ip_forward': '7' } })),
    ],
    ['the rules cannot be read any more', withNamespace(() => ({ firewall: undefined }))],
    ['a route is gone', withNamespace(({ routes }) => ({ routes: routes?.slice(1) }))],
    [
      'there is a gap',
      { ...read(), gaps: [{ code: 'sockets-unreadable', subject: 'sockets', detail: 'x' }] },
    ],
  ])('when %s', (_, later) => {
    expect(areSameFacts(read(), later)).toBe(false);
    expect(areSameFacts(later, read())).toBe(false);
  });
});
