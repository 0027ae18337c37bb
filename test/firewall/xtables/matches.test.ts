import { describe, expect, it } from 'vitest';
import { xtMatches } from '../fixtures.js';

const one = (words: string, more = {}) => xtMatches(words, more).at(-1);
const numbers = (...bounds: number[]) => ({ kind: 'numbers', bounds });

describe('matches of iptables', () => {
  it('addresses with prefix length, dotted mask, or a mask with holes', () => {
    expect(one('-s 10.0.0.0/8')).toMatchObject({
      selector: { on: 'saddr', family: 'ipv4' },
      values: { set: { bounds: [0x0a000000, 0x0b000000] } },
    });
    expect(one('-s 10.1.0.0/255.255.0.0')).toMatchObject({
      values: { set: { bounds: [0x0a010000, 0x0a020000] } },
    });
    expect(one('-d 10.0.0.1/255.0.0.255')).toMatchObject({ selector: { on: 'daddr', mask: 0xff0000ff } });
    expect(one('-s fe80::/10', { family: 'ipv6' })).toMatchObject({ selector: { family: 'ipv6' } });
  });

  it('interfaces by name, `eth+` by its beginning, `+` any', () => {
    expect(one('-i eth+')).toMatchObject({
      selector: { on: 'iifname' },
      values: { names: [{ text: 'eth', prefix: true }] },
    });
    expect(one('! -o docker0')).toMatchObject({ selector: { on: 'oifname' }, negated: true });
    expect(xtMatches('-i +')).toEqual([]);
  });

  it('ports, ranges open at an end, and lists of them', () => {
    expect(one('-p tcp -m tcp --dport 22')).toEqual({
      kind: 'in',
      selector: { on: 'dport', protocols: [6] },
      values: numbers(22, 23),
      negated: false,
    });
    expect(one('-p udp -m udp --dport 1024:')).toMatchObject({
      selector: { protocols: [17] },
      values: numbers(1024, 65536),
    });
    expect(one('-p tcp -m tcp ! --dport :1023')).toMatchObject({ values: numbers(0, 1024), negated: true });
    expect(one('-p tcp -m multiport --dports 80,443,6000:6003')).toMatchObject({
      values: numbers(80, 81, 443, 444, 6000, 6004),
    });
    expect(one('-p tcp -m multiport ! --ports 80')).toMatchObject({
      kind: 'either',
      negated: true,
      matches: [{ selector: { on: 'sport' } }, { selector: { on: 'dport' } }],
    });
  });

  it('`--syn` is SYN alone of FIN, SYN, RST and ACK', () => {
    expect(one('-p tcp -m tcp --syn')).toMatchObject({
      selector: { on: 'tcpflags', mask: 23 },
      values: numbers(2, 3),
    });
    expect(one('-p tcp -m tcp --tcp-flags ALL NONE')).toMatchObject({
      selector: { mask: 63 },
      values: numbers(0, 1),
    });
  });

  it('states of connections; SNAT and DNAT are status bits beside them', () => {
    expect(one('-m state --state NEW,ESTABLISHED')).toMatchObject({ kind: 'bits', mask: 10, test: 'any' });
    expect(one('-m conntrack ! --ctstate INVALID')).toMatchObject({ kind: 'bits', mask: 1, test: 'none' });
    expect(one('-m conntrack --ctstate RELATED,DNAT')).toMatchObject({
      kind: 'either',
      matches: [
        { selector: { on: 'ctstate' }, mask: 4 },
        { selector: { on: 'ctstatus' }, mask: 32 },
      ],
    });
    expect(one('-m conntrack --ctorigdst 1.2.3.4')).toMatchObject({ selector: { on: 'original-daddr' } });
  });

  it('address types, as the input device sees them if asked to', () => {
    expect(one('-m addrtype --dst-type LOCAL')).toMatchObject({
      selector: { on: 'fib', by: ['daddr'], result: 'type' },
      values: numbers(2, 3),
    });
    expect(one('-m addrtype ! --src-type LOCAL --limit-iface-in')).toMatchObject({
      selector: { by: ['saddr', 'iif'] },
      negated: true,
    });
  });

  it('address types of IPv6: unicast is told by the number, so that local addresses are unicast, too', () => {
    expect(one('-m addrtype --dst-type UNICAST', { family: 'ipv6' })).toMatchObject({
      selector: { on: 'daddr', family: 'ipv6' },
      negated: true,
    });
    expect(one('-m addrtype --src-type UNICAST,LOCAL', { family: 'ipv6' })).toMatchObject({
      kind: 'all',
      matches: [{ selector: { on: 'saddr' } }, { selector: { on: 'fib' }, values: numbers(2, 3) }],
    });
    expect(one('-m addrtype --dst-type LOCAL', { family: 'ipv6' })).toMatchObject({
      selector: { on: 'fib', anyLink: true },
    });
  });

  it('rpfilter asks for a route back', () => {
    expect(one('-m rpfilter --loose --invert')).toMatchObject({
      selector: { on: 'fib', by: ['saddr', 'iif'], result: 'exists', loose: true },
      values: numbers(1, 2),
      negated: true,
    });
  });

  it('marks with their masks', () => {
    expect(one('-m mark --mark 0x10/0xff')).toMatchObject({
      selector: { on: 'mark', mask: 255 },
      values: numbers(16, 17),
    });
    expect(one('-m connmark ! --mark 5')).toMatchObject({ selector: { on: 'ctmark' }, negated: true });
  });

  it('whether a frame passes a bridge is asked of the packet', () => {
    expect(one('-m physdev --physdev-is-bridged')).toMatchObject({
      selector: { on: 'bridged' },
      values: numbers(1, 2),
      negated: false,
    });
    expect(one('-m physdev --physdev-out veth0')).toMatchObject({
      matches: [{ selector: { on: 'bridge-port-out' } }],
    });
  });

  it('packets have no IPsec policy where there is none', () => {
    expect(one('-m policy --dir in --pol ipsec')).toEqual({ kind: 'constant', value: false });
    const outside = [{ kind: 'ipsec', detail: '' }] as const;
    expect(one('-m policy --dir in --pol ipsec', { outside })).toMatchObject({ kind: 'unknown' });
  });

  it('what came by no bridge has no bridge port: `! --physdev-in` holds for it', () => {
    expect(one('-m physdev ! --physdev-in veth0')).toMatchObject({
      kind: 'all',
      matches: [{ selector: { on: 'bridge-port' }, negated: false }],
      negated: true,
    });
    expect(one('-m physdev --physdev-is-in')).toMatchObject({
      matches: [{ selector: { on: 'bridge-port' }, values: { names: [{ text: '', prefix: true }] } }],
    });
  });

  it('groups of devices by number, with a mask', () => {
    expect(one('-m devgroup --src-group 0x7')).toMatchObject({
      selector: { on: 'iifgroup', mask: 0xffffffff },
      values: numbers(7, 8),
    });
    expect(one('-m devgroup ! --dst-group 0x10/0xf0')).toMatchObject({
      selector: { on: 'oifgroup', mask: 0xf0 },
      negated: true,
    });
  });

  it.each([
    ['-m limit --limit 3/min', 'rate-limit'],
    ['-m hashlimit --hashlimit-upto 1/sec --hashlimit-name x', 'rate-limit'],
    ['-m recent --update --seconds 30 --hitcount 6 --name DEFAULT', 'rate-limit'],
    ['-m recent --rcheck --name knock', 'dynamic-set'],
    ['-m connlimit --connlimit-above 3', 'connection-limit'],
    ['-m statistic --mode random --probability 0.5', 'random'],
    ['-m quota --quota 1000', 'quota'],
    ['-m time --timestart 08:00', 'time'],
    ['-m string --string x --algo bm', 'client-chosen'],
    ['-m brand-new --option x', 'unknown-match'],
    ['-m set --match-set missing src', 'unknown-match'],
    ['-p tcp -m tcp --dport nonsense', 'unknown-match'],
  ])('%s is undecided', (words, code) => {
    expect(one(words)).toMatchObject({ kind: 'unknown', why: { code } });
  });

  it('`-m recent --set` only takes note, and a comment only speaks', () => {
    expect(xtMatches('-m recent --set --name DEFAULT')).toEqual([]);
    expect(xtMatches('-m comment --comment "allow ssh"')).toEqual([]);
  });

  it('an extension header is what ordinary packets do not have', () => {
    expect(one('-m rt --rt-type 0', { family: 'ipv6' })).toMatchObject({
      why: { code: 'client-chosen', ordinary: false },
    });
  });
});
