import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AddressFacts } from '../../../src/explain/address/address-facts.js';
import { factsOf } from '../../../src/explain/address/facts-of.js';
import { formatAddress } from '../../../src/net/address.js';

function text(facts: AddressFacts): string {
  const systems = facts.systems.map(({ system, fact }) => `${system} ${fact}`);
  return [
    facts.summary,
    ...facts.bind,
    ...facts.source,
    ...facts.destination,
    ...facts.route,
    ...facts.interface,
    ...facts.listing,
    ...systems,
  ].join(' ');
}

describe('the kind of an address', () => {
  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'this-network'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['10.1.2.3', 'private'],
    ['172.31.0.1', 'private'],
    ['172.32.0.1', 'global'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'shared'],
    ['100.128.0.1', 'global'],
    ['169.254.169.254', 'link-local'],
    ['192.0.2.1', 'documentation'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['198.18.0.1', 'special'],
    ['224.0.0.251', 'multicast'],
    ['240.0.0.1', 'special'],
    ['::1:80', 'special'],
    ['4000::1', 'unassigned'],
    ['255.255.255.255', 'broadcast'],
    ['8.8.8.8', 'global'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::2', 'special'],
    ['::ffff:10.0.0.1', 'v4-mapped'],
    ['fe80::1%eth0', 'link-local'],
    ['fd00::1', 'unique-local'],
    ['2001:db8::1', 'documentation'],
    ['2001:4860:4860::8888', 'global'],
    ['2002:c000:201::1', 'special'],
    ['ff02::fb', 'multicast'],
  ])('%s is %s', (address, kind) => {
    expect(factsOf(address).kind).toBe(kind);
  });

  it('broadcast of a network at hand is told by its interfaces', () => {
    expect(factsOf('10.1.0.255').kind).toBe('private');
    expect(factsOf('10.1.0.255', ['10.1.0.255']).kind).toBe('broadcast');
  });

  it('is known for every address there is', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 128n) - 1n), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (v6, v4) => {
        for (const facts of [factsOf(formatAddress('ipv6', v6)), factsOf(formatAddress('ipv4', v4))]) {
          expect(facts.summary).not.toBe('');
          expect(facts.bind.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('0.0.0.0', () => {
  const facts = factsOf('0.0.0.0');
  it('to listen on is every IPv4 address of the host, loopback included', () => {
    expect(facts.bind.join(' ')).toContain(
      'every IPv4 address that this host has or will have, 127.0.0.1 included',
    );
  });
  it('does not let everyone in: routes, firewalls and the server decide', () => {
    expect(facts.bind.join(' ')).toMatch(
      /routes .* firewalls, the access lists of the server and tcp wrappers/,
    );
  });
  it('is the default route only with prefix length 0', () => {
    expect(facts.route.join(' ')).toContain('Only together with the prefix length 0');
  });
  it('as a source is for a host without an address', () => {
    expect(facts.source.join(' ')).toContain('DHCP');
  });
  it('as a destination is this host on Linux and macOS and an error on Windows', () => {
    expect(facts.destination.join(' ')).toContain('Linux and macOS take it for this host');
    expect(text(facts)).toMatch(/Windows refuses to connect/);
  });
  it("in netstat's foreign column is any peer", () => {
    expect(facts.listing.join(' ')).toContain('any peer');
  });
});

describe('127.0.0.2', () => {
  const facts = factsOf('127.0.0.2');
  it('is the same interface as 127.0.0.1, but not the same address', () => {
    expect(facts.bind.join(' ')).toContain(
      'answers at 127.0.0.2 and nowhere else: not at 127.0.0.1, and not at localhost',
    );
  });
  it('seems to be 127.0.0.1 when the server listens on all addresses', () => {
    expect(facts.destination.join(' ')).toContain(
      'a server on 0.0.0.0 makes it look as if 127.0.0.2 and 127.0.0.1 were the same',
    );
  });
  it('has to be added on macOS and the BSDs first', () => {
    expect(text(facts)).toContain('ifconfig lo0 alias 127.0.0.2');
  });
  it('is reached from outside only with route_localnet', () => {
    expect(facts.source.join(' ')).toContain('route_localnet');
  });
});

describe('other questions', () => {
  it('127.0.0.0 and 127.255.255.255 are the edges of the block', () => {
    expect(factsOf('127.0.0.0').summary).toContain('network address');
    expect(factsOf('127.255.255.255').summary).toContain('broadcast address');
  });
  it('loopback is as private as the machine', () => {
    for (const address of ['127.0.0.1', '::1'])
      expect(text(factsOf(address))).toContain('as private as the machine');
  });
  it('IPv6 has one loopback address', () => {
    expect(factsOf('::1').summary).toContain('this one loopback address');
  });
  it(':: takes IPv4 too unless IPV6_V6ONLY is set, as Linux has it by default', () => {
    expect(text(factsOf('::'))).toContain('IPV6_V6ONLY');
    expect(text(factsOf('::'))).toContain('net.ipv6.bindv6only=0');
  });
  it('a specific address answers there only, by any interface on Linux', () => {
    expect(factsOf('10.1.0.2').bind.join(' ')).toContain('at this address only');
    expect(text(factsOf('10.1.0.2'))).toContain('weak host model');
  });
  it('a link-local address needs its zone', () => {
    expect(text(factsOf('fe80::1'))).toContain('fe80::1%eth0');
    expect(text(factsOf('fe80::1%wlan0'))).toContain('on the link of wlan0');
  });
  it('a v4-mapped address is IPv4', () => {
    expect(factsOf('::ffff:10.0.0.1').bind.join(' ')).toContain('takes IPv4 only, at 10.0.0.1');
  });
  it('a multicast group is for UDP and says how far it reaches', () => {
    expect(factsOf('224.0.0.251').summary).toContain('stays on the link');
    expect(factsOf('ff05::2').summary).toContain('inside the site');
  });
});
