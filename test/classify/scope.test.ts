import { describe, expect, it } from 'vitest';
import { bindKind, scopeOf } from '../../src/classify/scope.js';

describe('the scope of a bind', () => {
  it.each(['127.0.0.1', '127.0.0.2', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:127.9.9.9'])(
    'to %s is loopback-only',
    (address) => {
      expect(scopeOf(address, undefined)).toBe('loopback-only');
    },
  );

  it.each(['0.0.0.0', '::', '::ffff:0.0.0.0'])('to %s is all-interfaces', (address) => {
    expect(scopeOf(address, undefined)).toBe('all-interfaces');
  });

  it.each([
    '10.1.0.2',
    'fd00::1',
    'fe80::1',
    '0.1.2.3',
    '224.0.0.251',
    '::ffff:10.1.0.2',
    '128.0.0.1',
    '::2',
  ])('to %s is specific-interface', (address) => {
    expect(scopeOf(address, undefined)).toBe('specific-interface');
  });

  it('to a wildcard on a device is specific-interface, on lo loopback-only', () => {
    expect(scopeOf('0.0.0.0', 'eth0')).toBe('specific-interface');
    expect(scopeOf('::', 'lo')).toBe('loopback-only');
  });
});

describe('the kind of a bind address', () => {
  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.0.0.1', 'unicast'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['224.0.0.1', 'multicast'],
    ['ff02::fb', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['fd00::1', 'unicast'],
    ['eth0', undefined],
  ])('%s is %s', (address, kind) => {
    expect(bindKind(address)).toBe(kind);
  });
});
