import { describe, expect, it } from 'vitest';
import { xtStatements } from '../fixtures.js';

const target = (words: string, more = {}) => xtStatements(words, more).at(-1);

describe('targets of iptables', () => {
  it('verdicts, jumps to chains of the table, and gotos', () => {
    expect(target('-j ACCEPT')).toEqual({ kind: 'verdict', verdict: { kind: 'accept' } });
    expect(target('-j other')).toEqual({ kind: 'verdict', verdict: { kind: 'jump', chain: 'other' } });
    expect(target('-g other')).toEqual({ kind: 'verdict', verdict: { kind: 'goto', chain: 'other' } });
  });

  it('REJECT says what it answers with', () => {
    expect(target('-j REJECT --reject-with tcp-reset')).toEqual({ kind: 'reject', how: 'tcp reset' });
    expect(target('-j REJECT')).toEqual({ kind: 'reject', how: 'icmp port-unreachable' });
    expect(target('-j REJECT --reject-with icmp6-adm-prohibited', { family: 'ipv6' })).toEqual({
      kind: 'reject',
      how: 'icmp6 adm-prohibited',
    });
  });

  it('DNAT to an address, a range, a port, with IPv6 in brackets', () => {
    const to = (value: string, more = {}) => target(`-p tcp -j DNAT --to-destination ${value}`, more);
    expect(to('10.0.0.1:80')).toMatchObject({
      to: { addresses: [0x0a000001, 0x0a000001], ports: { first: 80, last: 80 } },
    });
    expect(to('10.0.0.1-10.0.0.9:80-90')).toMatchObject({
      to: { addresses: [0x0a000001, 0x0a000009], ports: { first: 80, last: 90 } },
    });
    expect(to('10.0.0.1')).not.toHaveProperty('to.ports.first');
    expect(to(':8080')).toEqual({
      kind: 'dnat',
      to: { kind: 'fixed', family: 'ipv4', ports: { first: 8080, last: 8080 } },
    });
    expect(to('[2001:db8::1]:80', { family: 'ipv6' })).toMatchObject({
      to: { family: 'ipv6', ports: { first: 80 } },
    });
    expect(to('2001:db8::1', { family: 'ipv6' })).toMatchObject({ to: { kind: 'fixed' } });
    expect(to('nonsense')).toMatchObject({ to: { kind: 'unknown' } });
  });

  it('a shifted port range maps port by port', () => {
    expect(target('-p tcp -j DNAT --to-destination 10.0.0.1:80-81/8080')).toMatchObject({
      to: {
        kind: 'map',
        map: {
          elements: [
            { key: [{ bounds: [8080, 8081] }], data: { ports: { first: 80, last: 80 } } },
            { key: [{ bounds: [8081, 8082] }], data: { ports: { first: 81, last: 81 } } },
          ],
        },
      },
    });
  });

  it('MARK and CONNMARK in all their forms', () => {
    const value = (words: string) => {
      const statement = target(words);
      return statement?.kind === 'set-mark' ? [statement.target, statement.value] : undefined;
    };
    const bits = (base: string, and: number, xor: number) => ({ kind: 'bits', base, and: and >>> 0, xor });
    expect(value('-j MARK --set-xmark 0x10/0xff')).toEqual(['mark', bits('mark', ~0xff, 0x10)]);
    expect(value('-j MARK --set-mark 0x10')).toEqual(['mark', bits('mark', 0, 0x10)]);
    expect(value('-j MARK --or-mark 0x10')).toEqual(['mark', bits('mark', ~0x10, 0x10)]);
    expect(value('-j CONNMARK --save-mark')).toEqual(['ctmark', bits('mark', ~0, 0)]);
    expect(value('-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xff')).toEqual([
      'mark',
      bits('ctmark', 0xff, 0),
    ]);
    expect(value('-j CONNMARK --save-mark --nfmask 0xff0000 --ctmask 0xff0000')).toEqual([
      'ctmark',
      { kind: 'merge', keep: 0xff00ffff, take: 0xff0000 },
    ]);
    expect(value('-j CONNMARK --restore-mark --nfmask 0xf --ctmask 0xff')).toEqual([
      'mark',
      { kind: 'merge', keep: 0xfffffff0, take: 0xff },
    ]);
  });

  it('TPROXY drops what no transparent socket takes', () => {
    expect(target('-p tcp -j TPROXY --on-port 3129 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1')).toEqual({
      kind: 'tproxy',
      family: 'ipv4',
      address: undefined,
      port: 3129,
      mark: { kind: 'bits', base: 'mark', and: 0xfffffffe, xor: 1 },
      missing: 'drop',
    });
  });

  it('notrack in both spellings, queues, redirects and sets', () => {
    expect(target('-j CT --notrack')).toEqual({ kind: 'notrack' });
    expect(target('-j NOTRACK')).toEqual({ kind: 'notrack' });
    expect(xtStatements('-j CT --zone 1')).toEqual([]);
    expect(target('-j NFQUEUE --queue-num 1 --queue-bypass')).toEqual({ kind: 'queue', bypass: true });
    expect(target('-p tcp -j REDIRECT --to-ports 8080')).toEqual({
      kind: 'redirect',
      ports: { first: 8080, last: 8080 },
    });
    expect(target('-j SET --add-set s src')).toEqual({ kind: 'update-set', set: 's' });
  });

  it('what only logs or marks headers leaves no trace; what is not known may do anything', () => {
    expect(xtStatements('-j LOG --log-prefix "[x] "')).toEqual([]);
    expect(xtStatements('-j TCPMSS --clamp-mss-to-pmtu')).toEqual([]);
    expect(target('-j TARPIT --honeypot')).toEqual({ kind: 'unknown', text: '-j TARPIT --honeypot' });
  });

  it('a rule without a target counts and does nothing', () => {
    expect(xtStatements('-p tcp')).toMatchObject([{ kind: 'match' }]);
  });
});
