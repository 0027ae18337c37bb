import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Names } from '../../src/redact/names.js';

describe('a name', () => {
  const names = new Names(randomBytes(32));
  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);

  it('begins as another one does exactly where they began alike', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const [x, y] = [names.name(a), names.name(b)];
        for (let length = 1; length <= Math.min(a.length, b.length); length++)
          expect(x.slice(0, length) === y.slice(0, length)).toBe(a.slice(0, length) === b.slice(0, length));
      }),
    );
  });

  it('has no letter in common with what it stands for, place by place', () => {
    fc.assert(
      fc.property(word, (text) => {
        const made = names.name(text);
        expect([...made].some((letter, at) => letter === text[at])).toBe(false);
      }),
    );
  });

  it.each(['eth0', 'en0', 'enp3s0f1', 'wlan0', 'docker0', 'lo', 'tailscale0'])(
    'of an interface that is called so anywhere stays: %s',
    (name) => {
      expect(names.interface(name)).toBe(name);
    },
  );

  it.each([
    'ufw-user-input',
    'DOCKER-USER',
    'KUBE-SERVICES',
    'filter_IN_public_allow',
    'INPUT',
    'LIBVIRT_INP',
  ])('that a program gives its chains stays: %s', (name) => {
    expect(names.rule(name)).toBe(name);
  });

  it('keeps of a chain what tells who made it', () => {
    expect(names.rule('f2b-acme')).toMatch(/^f2b-(?!acme)[a-z]{4}$/);
    expect(names.interface('br-1a2b3c4d5e6f')).toMatch(/^br-(?!1a2b)[\da-f]{12}$/);
    expect(names.rule('nv_2f259bab_10_88_0_0_nm16')).not.toMatch(/2f259bab|10_88/);
    expect(names.rule('acme2fw')).toMatch(/^(?!acme)[a-z]{4}2fw$/);
  });
});
