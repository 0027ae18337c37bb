import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePasted } from '../../src/collect/pasted.js';
import { closeAdvice } from '../../src/explain/closing.js';
import { inspect } from '../../src/inspect.js';

/** What would close a port of a pasted listing. */
function advice(listing: string, port: number): string[] {
  const facts = parsePasted(readFileSync(`test/fixtures/listings/${listing}.txt`, 'utf8'));
  if ('error' in facts) throw new Error(facts.error);
  const audit = inspect(facts);
  const open = audit.listeners.filter((listener) => listener.port === port);
  return open.flatMap((listener) => closeAdvice(listener, audit).flatMap(({ lines }) => lines));
}

describe('a firewall rule for a port of a pasted listing', () => {
  it('is one of Windows there', () => {
    expect(advice('windows-netstat-anob', 3389)).toEqual([
      'New-NetFirewallRule -DisplayName "Block TCP 3389" -Direction Inbound -Protocol TCP -LocalPort 3389 -Action Block',
    ]);
  });

  it.each([
    ['macos-netstat-anv', 8809],
    ['linux-ss-anp', 22],
  ])('is not made up where the firewall in use is not known: %s', (listing, port) => {
    expect(advice(listing, port).join('\n')).not.toMatch(/nft|iptables|New-NetFirewallRule/);
  });
});
