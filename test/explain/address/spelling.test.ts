import { describe, expect, it } from 'vitest';
import { readSpelling } from '../../../src/explain/address/spelling.js';

describe('an odd spelling of an address', () => {
  it.each([
    ['127.1', '127.0.0.1', 'the last one fills the bytes that are left'],
    ['1.2.3', '1.2.0.3', 'the last one fills'],
    ['10.258', '10.0.1.2', 'the last one fills'],
    ['2130706433', '127.0.0.1', 'the last one fills'],
    ['0', '0.0.0.0', 'the last one fills'],
    ['0177.0.0.1', '127.0.0.1', 'octal'],
    ['0x7f.1', '127.0.0.1', 'hexadecimal'],
    ['10.0.0.0/8', '10.0.0.0', '16777216 addresses that share their first 8 bits'],
    ['10.1.2.3/8', '10.1.2.3', 'written 10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0', 'the default route'],
    ['::/0', '::', 'the default route'],
    ['2001:db8::/126', '2001:db8::', '4 addresses'],
  ])('%s is read as %s', (text, address, note) => {
    expect(readSpelling(text)?.address).toBe(address);
    expect(readSpelling(text)?.notes.join(' ')).toContain(note);
  });

  it.each([
    '1.2.3.4.5',
    '256.1.1.1',
    '1.16777216',
    '09.1.1.1',
    '',
    '.',
    'host',
    '10.0.0.0/33',
    '/8',
    '10.0.0.0/',
    '-1',
  ])('%j is none', (text) => {
    expect(readSpelling(text)).toBeUndefined();
  });
});
