import { describe, expect, it } from 'vitest';
import { parseIpset } from '../../../src/firewall/ipset/parse-save.js';
import { xtMatches, xtStatements } from '../fixtures.js';

const matching = (words: string, ipset: string) => xtMatches(`-m set --match-set ${words}`, { ipset }).at(-1);
const numbers = (...bounds: number[]) => ({ kind: 'numbers', bounds });

describe('ipset', () => {
  it('a comment may go on in the next line, which is no element then', () => {
    const saved =
      'create s hash:net family inet comment\nadd s 10.0.0.0/8 comment "x\nadd s 0.0.0.0/1"\nadd s 11.0.0.0/8\n';
    expect(
      parseIpset(saved)
        .get('s')
        ?.members.map(({ text }) => text),
    ).toEqual(['10.0.0.0/8', '11.0.0.0/8']);
  });

  it('a one-dimensional set is one element', () => {
    const saved =
      'create s hash:net family inet hashsize 1024 maxelem 65536\nadd s 10.0.0.0/8\nadd s 1.2.3.4\n';
    expect(matching('s src', saved)).toEqual({
      kind: 'lookup',
      keys: [{ on: 'saddr', family: 'ipv4' }],
      set: {
        name: 's',
        certainty: 'static',
        elements: [
          {
            key: [
              {
                kind: 'addresses',
                set: { family: 'ipv4', bounds: [0x01020304, 0x01020305, 0x0a000000, 0x0b000000] },
              },
            ],
          },
        ],
      },
      negated: false,
    });
  });

  it('flags pair with dimensions; a port of a hash set is protocol and port', () => {
    const saved =
      'create s hash:ip,port,net family inet\nadd s 1.1.1.1,tcp:80,10.0.0.0/8\nadd s 1.1.1.1,udp:53-54,10.0.0.0/8\n';
    expect(matching('s src,dst,dst', saved)).toMatchObject({
      keys: [{ on: 'saddr' }, { on: 'l4proto' }, { on: 'dport' }, { on: 'daddr' }],
      set: {
        elements: [
          { key: [{}, numbers(6, 7), numbers(80, 81), {}] },
          { key: [{}, numbers(17, 18), numbers(53, 55), {}] },
        ],
      },
    });
  });

  it('nothing is found in a set of more dimensions than flags', () => {
    const saved = 'create s hash:ip,port,net family inet\nadd s 1.1.1.1,tcp:80,10.0.0.0/8\n';
    expect(matching('s src,dst', saved)).toEqual({ kind: 'either', matches: [], negated: false });
  });

  it('bitmap:port holds ports of any protocol', () => {
    expect(matching('s dst', 'create s bitmap:port range 0-1023\nadd s 22\nadd s 80-81\n')).toMatchObject({
      keys: [{ on: 'dport' }],
      set: { elements: [{ key: [numbers(22, 23, 80, 82)] }] },
    });
  });

  it('nomatch elements stay exceptions', () => {
    const saved = 'create s hash:net family inet\nadd s 10.0.0.0/8\nadd s 10.1.0.0/16 nomatch\n';
    expect(matching('s src', saved)).toMatchObject({ set: { elements: [{}, { nomatch: true }] } });
  });

  it('netmask masks the address before it is looked up', () => {
    expect(matching('s src', 'create s hash:ip family inet netmask 24\nadd s 10.1.2.0\n')).toMatchObject({
      keys: [{ on: 'saddr', mask: 0xffffff00 }],
    });
  });

  it('interfaces, marks and IPv6', () => {
    expect(
      matching('s src,src', 'create s hash:net,iface family inet\nadd s 10.0.0.0/8,eth0\n'),
    ).toMatchObject({
      keys: [{ on: 'saddr' }, { on: 'iifname' }],
      set: { elements: [{ key: [{}, { names: [{ text: 'eth0', prefix: false }] }] }] },
    });
    expect(matching('s src', 'create s hash:net family inet6\nadd s fe80::/10\n')).toMatchObject({
      keys: [{ family: 'ipv6' }],
    });
  });

  it('a list is the union of its members', () => {
    const saved =
      'create a hash:ip family inet\nadd a 1.1.1.1\ncreate b hash:net family inet timeout 60\nadd b 10.0.0.0/8 timeout 9\ncreate l list:set size 8\nadd l a\nadd l b\n';
    expect(matching('l src', saved)).toMatchObject({
      kind: 'either',
      matches: [{ set: { name: 'l', certainty: 'static' } }, { set: { name: 'l', certainty: 'snapshot' } }],
      negated: false,
    });
  });

  it('a packet without what the set holds is not in it, so that the negation matches', () => {
    expect(
      xtMatches('-m set ! --match-set s src', { ipset: 'create s hash:ip family inet6\nadd s ::1\n' }),
    ).toMatchObject([{ kind: 'either', negated: true, matches: [{ kind: 'lookup', negated: false }] }]);
  });

  it('sets that expire or that a daemon fills are taken as they stand; those that packets change decide nothing', () => {
    expect(matching('s src', 'create s hash:ip family inet timeout 600\n')).toMatchObject({
      set: { certainty: 'snapshot' },
    });
    expect(matching('f2b-sshd src', 'create f2b-sshd hash:ip family inet\n')).toMatchObject({
      set: { certainty: 'snapshot', filledBy: 'fail2ban' },
    });
    const [statement] = xtStatements('-m set --match-set s src -j SET --add-set s src', {
      ipset: 'create s hash:ip family inet\n',
    });
    expect(statement).toMatchObject({ match: { set: { certainty: 'dynamic' } } });
  });

  it('types without counterpart, and sets that could not be read, leave the match unknown', () => {
    expect(matching('s src', 'create s hash:mac\n')).toMatchObject({ kind: 'unknown' });
    expect(xtMatches('-m set --match-set s src', { ipset: undefined }).at(-1)).toMatchObject({
      kind: 'unknown',
    });
  });
});
