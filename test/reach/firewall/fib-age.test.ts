import { describe, expect, it } from 'vitest';
import { fibAge } from '../../../src/reach/firewall/fib-age.js';

describe('what fib finds', () => {
  it('is the old way before Linux 6.12', () => {
    expect(fibAge('6.1.0-56-amd64')).toBe('old');
    expect(fibAge('5.15.0')).toBe('old');
  });

  it('is the new way since 6.16, and where the kernel is not known', () => {
    expect(fibAge('6.16.0')).toBe('new');
    expect(fibAge('7.0.1')).toBe('new');
    expect(fibAge(undefined)).toBe('new');
  });

  it('is either between them, where the change went into later releases', () => {
    expect(fibAge('6.12.30+deb13-amd64')).toBe('either');
    expect(fibAge('6.15')).toBe('either');
  });
});
