import { describe, expect, it } from 'vitest';
import { parsePasted } from '../../src/collect/pasted.js';
import { inspect } from '../../src/inspect.js';

function reachOf(local: string) {
  const facts = parsePasted(`tcp LISTEN 0 5 ${local} *:*\n`);
  if ('error' in facts) throw new Error(facts.error);
  const [listener] = inspect(facts).listeners;
  return listener;
}

describe('of a listener in a pasted listing', () => {
  it.each([
    ['0.0.0.0:80', 'internet'],
    ['*:80', 'internet'],
    ['[::]:80', 'internet'],
    ['8.8.8.8:80', 'internet'],
    ['10.1.0.2:80', 'private-networks'],
    ['[fd00::1]:80', 'private-networks'],
    ['169.254.1.1:80', 'local-network'],
    ['[fe80::1]%eth0:80', 'local-network'],
    ['127.0.0.2:80', 'this-host'],
    ['[::1]:80', 'this-host'],
    ['[::ffff:127.0.0.1]:80', 'this-host'],
  ])('%s nothing is certain, and at most %s reaches it', (local, audience) => {
    expect(reachOf(local)).toMatchObject({ exposure: 'none', exposureAtMost: audience });
    expect(reachOf(local)?.reach.map(({ verdict }) => verdict)).not.toContain('allowed');
  });

  it('every entry says that interfaces, routes and firewall are not known', () => {
    for (const { reason } of reachOf('*:80')?.reach ?? [])
      expect(reason).toEqual({ code: 'facts-unreadable', subject: 'interfaces, routes and firewall' });
  });

  it('a dual-stack one is asked for both families', () => {
    expect(reachOf('*:80')?.reach.map(({ destinations }) => destinations[0])).toContain('0.0.0.0/0');
    expect(reachOf('[::]:80')?.reach.map(({ destinations }) => destinations[0])).not.toContain('0.0.0.0/0');
  });
});
