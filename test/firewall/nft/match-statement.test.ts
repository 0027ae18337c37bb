import { describe, expect, it } from 'vitest';
import { nftMatches } from '../fixtures.js';

const payload = (protocol: string, field: string) => ({ payload: { protocol, field } });
const meta = (key: string) => ({ meta: { key } });
const ct = (key: string, dir?: string) => ({ ct: dir === undefined ? { key } : { key, dir } });
const addresses = (...bounds: (number | bigint)[]) => ({
  kind: 'addresses',
  set: { family: typeof bounds[0] === 'bigint' ? 'ipv6' : 'ipv4', bounds },
});
const numbers = (...bounds: number[]) => ({ kind: 'numbers', bounds });

describe('matches of nft', () => {
  it('take an address, a prefix, a range and an anonymous set as sets of addresses', () => {
    const saddr = { on: 'saddr', family: 'ipv4' };
    const values = (right: unknown) => nftMatches('==', payload('ip', 'saddr'), right)[0];
    expect(values('1.2.3.4')).toEqual({
      kind: 'in',
      selector: saddr,
      values: addresses(0x01020304, 0x01020305),
      negated: false,
    });
    expect(values({ prefix: { addr: '10.0.0.0', len: 8 } })).toMatchObject({
      values: addresses(0x0a000000, 0x0b000000),
    });
    expect(values({ range: ['10.0.0.1', '10.0.0.9'] })).toMatchObject({
      values: addresses(0x0a000001, 0x0a00000a),
    });
    expect(values({ set: ['1.1.1.1', { prefix: { addr: '2.0.0.0', len: 8 } }] })).toMatchObject({
      values: addresses(0x01010101, 0x01010102, 0x02000000, 0x03000000),
    });
  });

  it('negate membership with !=, and compare addresses in network order with < and >=', () => {
    expect(nftMatches('!=', payload('ip6', 'saddr'), 'fe80::1')[0]).toMatchObject({ negated: true });
    expect(nftMatches('>=', payload('ip', 'saddr'), '10.0.0.9')[0]).toMatchObject({
      values: addresses(0x0a000009, 2 ** 32),
    });
    expect(nftMatches('<', payload('tcp', 'dport'), 1024)[0]).toMatchObject({ values: numbers(0, 1024) });
  });

  it('turn a mask of leading ones into whole blocks and keep one with holes', () => {
    const masked = (mask: string) => ({ '&': [payload('ip', 'saddr'), mask] });
    expect(nftMatches('==', masked('255.255.0.0'), '10.1.0.0')[0]).toMatchObject({
      selector: { on: 'saddr', family: 'ipv4' },
      values: addresses(0x0a010000, 0x0a020000),
    });
    expect(nftMatches('==', masked('255.0.0.255'), '10.0.0.1')[0]).toMatchObject({
      selector: { on: 'saddr', family: 'ipv4', mask: 0xff0000ff },
    });
  });

  it('list the ports that a masked comparison of ports holds for', () => {
    const [match] = nftMatches('==', { '&': [payload('tcp', 'dport'), 0xfffe] }, 22);
    expect(match).toMatchObject({ selector: { on: 'dport', protocols: [6] }, values: numbers(22, 24) });
  });

  it('`ct state established,related` asks for any of the bits', () => {
    expect(nftMatches('in', ct('state'), ['established', 'related'])).toEqual([
      { kind: 'bits', selector: { on: 'ctstate' }, mask: 6, test: 'any' },
    ]);
    expect(nftMatches('!', ct('state'), [2, 4])).toMatchObject([{ mask: 6, test: 'none' }]);
  });

  it('`ct state != established,related` is inequality with 6, which always holds', () => {
    expect(nftMatches('!=', ct('state'), { '|': ['established', 'related'] })).toEqual([
      { kind: 'in', selector: { on: 'ctstate' }, values: numbers(6, 7), negated: true },
    ]);
  });

  it('flags with a mask compare what the mask leaves', () => {
    const left = { '&': [payload('tcp', 'flags'), ['fin', 'syn', 'rst', 'ack']] };
    expect(nftMatches('==', left, 'syn').at(-1)).toMatchObject({
      selector: { on: 'tcpflags', mask: 23 },
      values: numbers(2, 3),
    });
    const nested = { '&': [payload('tcp', 'flags'), { '|': [{ '|': [1, 2] }, 4] }] };
    expect(nftMatches('<', nested, 2).at(-1)).toMatchObject({
      selector: { on: 'tcpflags', mask: 7 },
      values: numbers(0, 2),
    });
  });

  it('name interfaces, by index too; a trailing * is a wildcard unless escaped', () => {
    expect(nftMatches('==', meta('iif'), 'lo')).toMatchObject([{ selector: { on: 'iifname' } }]);
    expect(nftMatches('==', meta('iifname'), 'eth*')).toMatchObject([
      { values: { names: [{ text: 'eth', prefix: true }] } },
    ]);
    expect(nftMatches('==', meta('iifname'), 'a\\*')).toMatchObject([
      { values: { names: [{ text: 'a*', prefix: false }] } },
    ]);
  });

  it('read ether types in the byte order in which `nft -n` prints them', () => {
    expect(nftMatches('==', meta('protocol'), 8)).toMatchObject([{ values: numbers(0x0800, 0x0801) }]);
    expect(nftMatches('==', meta('protocol'), { set: [8, 56710] })).toMatchObject([
      { values: numbers(0x0800, 0x0801, 0x86dd, 0x86de) },
    ]);
    expect(nftMatches('==', meta('protocol'), 'ip6')).toMatchObject([{ values: numbers(0x86dd, 0x86de) }]);
  });

  it('put what nft leaves out of the listing before the match: `ip protocol` needs IPv4', () => {
    expect(nftMatches('!=', payload('ip', 'protocol'), 6)).toMatchObject([
      { selector: { on: 'nfproto' }, values: numbers(2, 3), negated: false },
      { selector: { on: 'l4proto' }, values: numbers(6, 7), negated: true },
    ]);
  });

  it('`th dport` reads the place whatever protocol runs there', () => {
    expect(nftMatches('==', payload('th', 'dport'), 53)).toMatchObject([
      { selector: { on: 'dport', protocols: 'any' } },
    ]);
    expect(nftMatches('==', { payload: { base: 'th', offset: 16, len: 16 } }, 53)).toMatchObject([
      { selector: { on: 'dport', protocols: 'any' } },
    ]);
  });

  it('ask the routing table: address types, existence of a route in three spellings', () => {
    const fib = (result: string, flags: unknown) => ({ fib: { result, flags } });
    expect(nftMatches('==', fib('type', ['daddr']), 'local')).toMatchObject([
      { selector: { on: 'fib', by: ['daddr'], result: 'type' }, values: numbers(2, 3) },
    ]);
    const missing = {
      selector: { on: 'fib', by: ['saddr', 'iif'], result: 'exists' },
      values: numbers(0, 1),
    };
    expect(nftMatches('==', fib('oif', ['saddr', 'iif']), false)).toMatchObject([missing]);
    expect(nftMatches('==', fib('check', ['saddr', 'iif']), false)).toMatchObject([missing]);
    expect(nftMatches('==', fib('oifname', 'daddr'), 'eth0')).toMatchObject([
      { selector: { on: 'fib', by: ['daddr'], result: 'oifname' }, values: { names: [{ text: 'eth0' }] } },
    ]);
  });

  it("read the connection's original tuple, and leave the reply's unknown", () => {
    expect(nftMatches('==', ct('ip daddr', 'original'), '1.2.3.4')).toMatchObject([
      { selector: { on: 'original-daddr', family: 'ipv4' } },
    ]);
    expect(nftMatches('==', ct('ip daddr', 'reply'), '1.2.3.4')).toMatchObject([{ kind: 'unknown' }]);
  });

  it('keep the text of what cannot be decided, and why', () => {
    const unknown = (left: unknown, right: unknown, op = '==') => nftMatches(op, left, right).at(-1);
    expect(unknown(meta('hour'), { range: ['08:00', '17:00'] })).toEqual({
      kind: 'unknown',
      why: { code: 'time', text: 'meta hour "08:00"-"17:00"' },
    });
    expect(unknown({ numgen: { mode: 'random', mod: 10, offset: 0 } }, 5, '<')).toMatchObject({
      why: { code: 'random' },
    });
    expect(unknown(meta('skuid'), 0)).toMatchObject({ why: { code: 'unknown-match', text: 'meta skuid 0' } });
    expect(unknown({ 'no such': {} }, 1)).toMatchObject({ why: { code: 'unknown-match' } });
  });

  it('know what an ordinary client sends: no options, a usual segment size', () => {
    const size = { 'tcp option': { name: 'maxseg', field: 'size' } };
    const why = (op: string, right: unknown) => nftMatches(op, size, right).at(-1);
    expect(why('==', { range: [1, 500] })).toMatchObject({ why: { code: 'client-chosen', ordinary: false } });
    expect(why('!=', { range: [536, 65535] })).toMatchObject({ why: { ordinary: false } });
    expect(why('==', 1400)).toMatchObject({ why: { ordinary: false } });
    expect(nftMatches('==', { exthdr: { name: 'frag' } }, true).at(-1)).toMatchObject({
      why: { ordinary: false },
    });
    expect(nftMatches('==', { 'ip option': { name: 'rr' } }, false).at(-1)).toMatchObject({
      why: { ordinary: true },
    });
    expect(nftMatches('>', payload('ip', 'hdrlength'), 5).at(-1)).toMatchObject({ why: { ordinary: false } });
    expect(nftMatches('==', payload('tcp', 'window'), 0).at(-1)).toMatchObject({ why: { ordinary: false } });
    expect(nftMatches('==', payload('tcp', 'doff'), 10).at(-1)).toMatchObject({ kind: 'unknown' });
  });

  it('values that do not belong to the field leave the match unknown instead of false', () => {
    expect(nftMatches('==', payload('tcp', 'dport'), 'no-such-service')).toMatchObject([{ kind: 'unknown' }]);
    expect(nftMatches('==', payload('ip', 'saddr'), '::1')).toMatchObject([{ kind: 'unknown' }]);
    expect(nftMatches('==', payload('ip', 'saddr'), '@missing')).toMatchObject([{ kind: 'unknown' }]);
  });
});
