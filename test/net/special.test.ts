import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/net/address.js';
import { contains } from '../../src/net/address-set.js';
import { globallyRoutable } from '../../src/net/special.js';

const isGlobal = (text: string) => {
  const address = parseAddress(text);
  return address !== undefined && contains(globallyRoutable(address.family), address.value);
};

describe("IANA's special-purpose registries (RFC 6890)", () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.0',
    '2606:4700::1',
    '64:ff9b::808:808',
  ])('%s is globally routable', (text) => {
    expect(isGlobal(text)).toBe(true);
  });

  it.each([
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.2',
      '169.254.1.1',
      '172.31.255.255',
      '192.168.1.1',
    ],
    ...[
      '192.0.2.1',
      '198.18.0.1',
      '198.51.100.7',
      '203.0.113.2',
      '224.0.0.251',
      '240.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::',
      '::1',
      '::ffff:8.8.8.8',
      'fe80::1',
      'fd00::1',
      'ff02::1',
      '2001:db8::1',
      '2001:2::1',
      '3fff::1',
    ],
  ])('%s is not', (text) => {
    expect(isGlobal(text)).toBe(false);
  });
});
