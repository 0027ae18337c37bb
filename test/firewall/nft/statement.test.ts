import { describe, expect, it } from 'vitest';
import { nftStatements } from '../fixtures.js';

const dport = { payload: { protocol: 'tcp', field: 'dport' } };
const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
const one = (statement: unknown, options = {}) => nftStatements([statement], options);

describe('statements of nft', () => {
  it('counters, logs and the like leave no trace', () => {
    const silent = [
      { counter: { packets: 1, bytes: 2 } },
      { log: { prefix: 'x' } },
      { last: null },
      { 'ct helper': 'ftp' },
    ];
    expect(nftStatements([...silent, { accept: null }])).toEqual([
      { kind: 'verdict', verdict: { kind: 'accept' } },
    ]);
  });

  it('limits, quotas and connection counts are undecided, with their text', () => {
    expect(one({ limit: { rate: 3, burst: 10, per: 'minute' } })).toEqual([
      {
        kind: 'match',
        match: { kind: 'unknown', why: { code: 'rate-limit', text: 'limit rate 3/minute burst 10 packets' } },
      },
    ]);
    expect(one({ quota: { val: 10, val_unit: 'mbytes', inv: true } })).toMatchObject([
      { match: { why: { code: 'quota' } } },
    ]);
    expect(one({ 'ct count': { val: 10, inv: true } })).toMatchObject([
      { match: { why: { code: 'connection-limit', text: 'ct count over 10' } } },
    ]);
  });

  it('a verdict map keeps its default apart', () => {
    const data = {
      set: [
        [22, { accept: null }],
        [{ range: [24, 30] }, { goto: { target: 'y' } }],
        ['*', { drop: null }],
      ],
    };
    expect(one({ vmap: { key: dport, data } })).toMatchObject([
      {
        kind: 'vmap',
        keys: [{ on: 'dport', protocols: [6] }],
        map: {
          otherwise: { kind: 'drop' },
          elements: [
            { key: [{ bounds: [22, 23] }], data: { kind: 'accept' } },
            { key: [{ bounds: [24, 31] }], data: { kind: 'goto', chain: 'y' } },
          ],
        },
      },
    ]);
  });

  it('marks are set by number, by masking and toggling bits, from the other mark, or by a map', () => {
    const mark = { meta: { key: 'mark' } };
    const set = (value: unknown) => one({ mangle: { key: mark, value } })[0];
    const bits = (base: string, and: number, xor: number) => ({
      kind: 'set-mark',
      target: 'mark',
      value: { kind: 'bits', base, and, xor },
    });
    expect(set(16)).toEqual(bits('mark', 0, 16));
    expect(set({ '|': [{ '&': [mark, 0xff] }, 0x100] })).toEqual(bits('mark', 0xff, 0x100));
    expect(set({ '|': [mark, 5] })).toEqual(bits('mark', 0xfffffffa, 5));
    expect(set({ '^': [mark, 5] })).toEqual(bits('mark', 0xffffffff, 5));
    expect(set({ ct: { key: 'mark' } })).toEqual(bits('ctmark', 0xffffffff, 0));
    expect(set({ map: { key: saddr, data: { set: [['1.1.1.1', 5]] } } })).toMatchObject({
      value: { kind: 'map' },
    });
    expect(set({ numgen: { mode: 'random', mod: 2, offset: 0 } })).toMatchObject({
      value: { kind: 'unknown' },
    });
  });

  it('dnat takes fixed targets, ranges, networks and maps', () => {
    const to = (dnat: object) => one({ dnat }).at(-1);
    expect(to({ family: 'ip', addr: '10.0.0.1', port: 80 })).toEqual({
      kind: 'dnat',
      to: {
        kind: 'fixed',
        family: 'ipv4',
        addresses: [0x0a000001, 0x0a000001],
        ports: { first: 80, last: 80 },
      },
    });
    expect(to({ family: 'ip', addr: { range: ['10.0.0.1', '10.0.0.9'] } })).toMatchObject({
      to: { addresses: [0x0a000001, 0x0a000009] },
    });
    expect(
      to({ family: 'ip', addr: { prefix: { addr: '10.9.1.0', len: 24 } }, flags: 'netmap' }),
    ).toMatchObject({
      to: { addresses: [0x0a090100, 0x0a0901ff], netmap: 24 },
    });
    expect(to({ port: 80 })).toMatchObject({ to: { kind: 'fixed', ports: { first: 80, last: 80 } } });
    const map = { key: dport, data: { set: [[80, { concat: ['10.0.0.1', 8080] }]] } };
    expect(to({ family: 'ip', addr: { map } })).toMatchObject({
      to: {
        kind: 'map',
        map: {
          elements: [
            {
              key: [{ bounds: [80, 81] }],
              data: { addresses: [0x0a000001, 0x0a000001], ports: { first: 8080 } },
            },
          ],
        },
      },
    });
  });

  it('redirect, tproxy, queue, notrack and fwd', () => {
    expect(one({ redirect: null })).toEqual([{ kind: 'redirect' }]);
    expect(one({ redirect: { port: 3128 } })).toEqual([
      { kind: 'redirect', ports: { first: 3128, last: 3128 } },
    ]);
    expect(one({ tproxy: { family: 'ip', addr: '127.0.0.1', port: 3129 } })).toEqual([
      { kind: 'tproxy', family: 'ipv4', address: 0x7f000001, port: 3129, missing: 'next-rule' },
    ]);
    expect(one({ tproxy: { addr: '127.0.0.1', port: 3129 } }, { family: 'ip' })).toMatchObject([
      { family: 'ipv4', address: 0x7f000001 },
    ]);
    expect(one({ queue: { num: 1, flags: 'bypass' } })).toEqual([{ kind: 'queue', bypass: true }]);
    expect(one({ queue: null })).toEqual([{ kind: 'queue', bypass: false }]);
    expect(one({ notrack: null })).toEqual([{ kind: 'notrack' }]);
    expect(one({ fwd: { dev: 'lo' } })).toEqual([{ kind: 'fwd', device: 'lo' }]);
  });

  it('reject says what it answers with, by name or by the number that `nft -n` prints', () => {
    expect(one({ reject: { type: 'icmpx', expr: 1 } })).toEqual([
      { kind: 'reject', how: 'icmpx port-unreachable' },
    ]);
    expect(one({ reject: { type: 'icmpx', expr: 'admin-prohibited' } })).toEqual([
      { kind: 'reject', how: 'icmpx admin-prohibited' },
    ]);
    expect(one({ reject: null })).toEqual([{ kind: 'reject', how: 'icmp port-unreachable' }]);
  });

  it('a number that the kernel draws or hashes may lead to any element of a map', () => {
    const key = { numgen: { mode: 'random', mod: 2, offset: 0 } };
    const drawn = [{ on: 'unknown', why: { code: 'random' } }];
    const data = {
      set: [
        [0, '10.0.0.1'],
        [1, '10.0.0.2'],
      ],
    };
    expect(one({ dnat: { family: 'ip', addr: { map: { key, data } } } })).toMatchObject([
      { to: { kind: 'map', keys: drawn, map: { elements: [{}, {}] } } },
    ]);
    const verdicts = { set: [[0, { accept: null }]] };
    const hashed = { jhash: { mod: 2, expr: { payload: { protocol: 'ip', field: 'saddr' } } } };
    expect(one({ vmap: { key: hashed, data: verdicts } })).toMatchObject([{ kind: 'vmap', keys: drawn }]);
  });

  it('a redirect may take its port from a map', () => {
    const port = { map: { key: dport, data: { set: [[81, 80]] } } };
    expect(one({ redirect: { port } })).toMatchObject([
      {
        kind: 'redirect',
        portMap: { kind: 'map', map: { elements: [{ data: { ports: { first: 80, last: 80 } } }] } },
      },
    ]);
  });

  it('reject with an ICMP error of one family rejects that family only, which nft does not print', () => {
    const guard = (version: number) => ({
      match: { selector: { on: 'nfproto' }, values: { bounds: [version, version + 1] } },
    });
    const reject = (type: string) => ({ reject: { type, expr: 'port-unreachable' } });
    expect(one(reject('icmp'), { family: 'inet' })).toMatchObject([guard(2), { kind: 'reject' }]);
    expect(one(reject('icmpv6'), { family: 'inet' })).toMatchObject([guard(10), { kind: 'reject' }]);
    expect(one(reject('icmpx'), { family: 'inet' })).toMatchObject([{ kind: 'reject' }]);
    expect(one(reject('icmp'), { family: 'ip' })).toMatchObject([{ kind: 'reject' }]);
  });

  it('reject with a reset rejects TCP only, which nft does not print either', () => {
    expect(one({ reject: { type: 'tcp reset' } }, { family: 'ip' })).toMatchObject([
      { match: { selector: { on: 'l4proto' }, values: { bounds: [6, 7] } } },
      { kind: 'reject', how: 'tcp reset' },
    ]);
  });

  it('rewriting an address applies to packets of its family only', () => {
    const value = '1.2.3.4';
    expect(one({ mangle: { key: { payload: { protocol: 'ip', field: 'daddr' } }, value } })).toMatchObject([
      { kind: 'match', match: { selector: { on: 'nfproto' } } },
      { kind: 'set-field', field: 'daddr', value: 0x01020304 },
    ]);
    expect(one({ mangle: { key: { payload: { protocol: 'ip', field: 'dscp' } }, value: 8 } })).toEqual([]);
  });

  it('what is not known may do anything', () => {
    expect(one({ 'brand-new': { a: 1 } })).toMatchObject([{ kind: 'unknown' }]);
    expect(one('some text that nft has no JSON for')).toMatchObject([{ kind: 'unknown' }]);
    expect(one(null)).toMatchObject([{ kind: 'unknown' }]);
  });
});
