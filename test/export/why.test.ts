import { describe, expect, it } from 'vitest';
import { whyExposed } from '../../src/export/why.js';
import { sampleEntry, sampleListener } from './sample.js';

const policy = {
  code: 'firewall-policy-drop',
  chain: { table: 'inet filter', chain: 'input', hook: 'input', backend: 'nft' },
} as const;
const here = sampleEntry({ interface: 'lo', audience: 'this-host', reason: { code: 'same-host' } });
const kept = sampleEntry({ audience: 'internet', verdict: 'blocked', reason: policy });

describe('why a listener is exposed as far as it is', () => {
  it('is the reason that lets the widest audience in', () => {
    expect(whyExposed(sampleListener({ reach: [here, sampleEntry(), kept] }))).toBe(
      'there are no firewall rules',
    );
  });

  it('is, where only this host gets in, what stops the others', () => {
    expect(whyExposed(sampleListener({ reach: [here, kept], exposure: 'this-host' }))).toBe(
      'inet filter input: policy drop',
    );
  });

  it('is not, where a rule stops the others, that some of them have no route besides', () => {
    const spoofed = sampleEntry({
      interface: 'eth1',
      audience: 'internet',
      verdict: 'blocked',
      reason: { code: 'no-return-route' },
    });
    const reach = [here, spoofed, { ...spoofed, interface: 'eth2' }, kept];
    expect(whyExposed(sampleListener({ reach, exposure: 'this-host' }))).toBe(
      'inet filter input: policy drop',
    );
  });

  it('is, for a socket on loopback, its address', () => {
    expect(whyExposed(sampleListener({ scope: 'loopback-only', reach: [here], exposure: 'this-host' }))).toBe(
      'bound to loopback',
    );
  });

  it('is what leaves a wider audience undecided', () => {
    const perhaps = sampleEntry({
      audience: 'internet',
      verdict: 'conditional',
      reason: { code: 'firewall-unreadable', subject: 'nftables' },
    });
    const undecided = sampleListener({
      reach: [here, perhaps],
      exposure: 'this-host',
      exposureAtMost: 'internet',
    });
    expect(whyExposed(undecided)).toBe('could not read the firewall: nftables');
  });
});
