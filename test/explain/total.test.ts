import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REASON_VERDICTS } from '../../src/explain/reasons.js';
import { AUDIENCES } from '../../src/model/listener.js';
import type { ReachEntry } from '../../src/model/reach.js';
import type { Reason } from '../../src/model/reason.js';
import { exposureOf } from '../../src/reach/exposure.js';
import { entry, explained, listener, noFirewall, rule, ufwPolicy } from './situations.js';

const address = fc.constantFrom(
  '0.0.0.0',
  '::',
  '127.0.0.1',
  '127.0.0.2',
  '::1',
  '::ffff:127.0.0.1',
  '10.1.0.2',
  '8.8.8.8',
  'fe80::1%eth0',
  'fd00::1',
  '224.0.0.251',
  'ff02::fb',
);
const cidr = fc.constantFrom(
  '0.0.0.0/0',
  '10.1.0.0/24',
  '10.1.0.2/32',
  '9.9.9.9/32',
  '127.0.0.0/8',
  '::/0',
  'fe80::/10',
  'fd00::/64',
);
const reason = fc.constantFrom<Reason>(
  noFirewall,
  ufwPolicy,
  { code: 'firewall-accept', rule: rule('tcp dport 80 accept') },
  { code: 'loopback-martian' },
  { code: 'no-return-route' },
  { code: 'nat-elsewhere', rule: rule('dnat to 10.9.9.9'), target: '10.9.9.9:80' },
  { code: 'shadowed', listener: 'tcp/10.1.0.2:80' },
  { code: 'firewall-unreadable', subject: 'nftables' },
  { code: 'rate-limit', rule: rule('limit rate 6/minute accept') },
);
const reach: fc.Arbitrary<ReachEntry> = fc
  .record({
    audience: fc.constantFrom(...AUDIENCES),
    reason,
    sources: fc.uniqueArray(cidr, { minLength: 1, maxLength: 4 }),
    destinations: fc.uniqueArray(fc.oneof(address, cidr), { minLength: 1, maxLength: 3 }),
    port: fc.constantFrom(80, 8080),
    interface: fc.constantFrom('lo', 'eth0', 'eth1'),
  })
  .map(({ audience, reason: why, sources, ...rest }) =>
    entry(audience, REASON_VERDICTS[why.code], why, sources, rest),
  );
const subject = fc.record({
  listener: fc
    .record({
      address,
      scope: fc.constantFrom('all-interfaces', 'loopback-only', 'specific-interface'),
      interfaces: fc.subarray(['lo', 'eth0', 'eth1']),
      device: fc.constantFrom(undefined, 'lo', 'eth0', 'eth9'),
      deviceKnown: fc.boolean(),
      v6only: fc.constantFrom(undefined, true, false),
      protocol: fc.constantFrom('tcp', 'udp', 'sctp', 'raw'),
    } as const)
    .map(({ address: bound, ...changes }) => listener(bound, changes)),
  reach: fc.array(reach, { maxLength: 8 }),
  oneWay: fc.array(reach, { maxLength: 2 }),
});
const collector = fc.constantFrom('linux', 'portable', 'pasted');

describe('explanations of whatever comes', () => {
  it('are sentences without holes', () => {
    fc.assert(
      fc.property(subject, collector, (what, by) => {
        const { explanation, notes } = explained(
          { ...what, ...exposureOf(what.reach) },
          { facts: { collector: by } },
        );
        for (const sentence of [explanation, ...notes]) {
          expect(sentence).toMatch(/^[A-Z0-9:f].*[^.]\.$/);
          expect(sentence).not.toMatch(/undefined|null|\[object| {2}| ,|\(\)| (and|or|on|at|through) ?[.,;]/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
