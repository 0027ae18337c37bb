import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuestion } from '../../../src/explain/address/question/question.js';
import { whyNone } from '../../../src/explain/address/question/why-none.js';
import { formatAddress } from '../../../src/net/address.js';

describe('an address in an odd spelling', () => {
  it.each([
    ['127.1', '127.0.0.1', 'the last one fills the bytes that are left'],
    ['1.2.3', '1.2.0.3', 'the last one fills'],
    ['10.258', '10.0.1.2', 'the last one fills'],
    ['2130706433', '127.0.0.1', 'the last one fills'],
    ['0', '0.0.0.0', 'the last one fills'],
    ['8080', '0.0.31.144', 'If you mean the port 8080'],
    ['0177.0.0.1', '127.0.0.1', 'octal'],
    ['192.168.010.1', '192.168.8.1', 'octal'],
    ['0x7f.1', '127.0.0.1', 'hexadecimal'],
    ['10.1.2.3/8', '10.1.2.3', 'the address 10.1.2.3 in the network 10.0.0.0/8'],
    ['10.0.0.5/255.0.0.0', '10.0.0.5', 'The netmask 255.0.0.0 is the prefix length 8'],
    ['10.1.2.3/32', '10.1.2.3', 'this one address'],
    ['０.０.０.０', '0.0.0.0', 'full-width'],
    ['127。0。0。1', '127.0.0.1', 'full-width'],
    ['0.0.0.0:*', '0.0.0.0', 'any peer'],
    ['0.0.0.0:0', '0.0.0.0', 'any peer'],
    ['*:*', '0.0.0.0', 'any peer'],
    ['*.*', '0.0.0.0', 'any peer'],
    ['[::]:0', '::', 'any peer'],
    [':::*', '::', 'any peer'],
    ['10.0.0.1:0', '10.0.0.1', 'Port 0 is no port'],
    ['localhost', 'localhost', 'a name for 127.0.0.1 and ::1 (RFC 6761'],
    ['app.localhost', 'localhost', 'RFC 6761'],
    ['ip6-localhost', '::1', '/etc/hosts'],
    ['2001:db8::5:22', '2001:db8::5:22', 'If it is a port, write [2001:db8::5]:22'],
    ['https://user@[::1]/index.html', '::1', 'https without a port means port 443'],
  ])('%s is %s', (text, address, note) => {
    const question = readQuestion(text);
    expect(question).toMatchObject({ kind: 'address', address });
    expect(question?.spelling.join(' ')).toContain(note);
  });

  it.each([
    ['*:80', '0.0.0.0', 80],
    ['*.22', '0.0.0.0', 22],
    [':80', '0.0.0.0', 80],
    ['0:80', '0.0.0.0', 80],
    ['127.1:80', '127.0.0.1', 80],
    ['[::]:80', '::', 80],
    [':::80', '::', 80],
    ['::1:631', '::1', 631],
    ['::ffff:127.0.0.1:80', '::ffff:127.0.0.1', 80],
    ['127.0.0.1.631', '127.0.0.1', 631],
    ['::1.631', '::1', 631],
    ['127.0.0.53%lo:53', '127.0.0.53', 53],
    ['1.2.3.4:http', '1.2.3.4', 80],
    ['[::1]:postgresql', '::1', 5432],
    ['http://127.0.0.1:3000/path?x', '127.0.0.1', 3000],
    ['http://localhost', 'localhost', 80],
    ['tcp://10.0.0.1:2375', '10.0.0.1', 2375],
    ['tcp/0.0.0.0:80', '0.0.0.0', 80],
    ['udp/[fe80::1%eth0]:546', 'fe80::1%eth0', 546],
    ['tcp/0.0.0.0:80@web', '0.0.0.0', 80],
    [' 127.0.0.1:22 ', '127.0.0.1', 22],
  ])('%s is %s, port %i', (text, address, port) => {
    expect(readQuestion(text)).toMatchObject({ kind: 'address', address, port });
  });

  it.each(['127.0.0.1', '::1', '::ffff:10.0.0.1', 'fe80::1%eth0.100', '[::1]:631', '10.0.0.1:22'])(
    'of %s there is nothing to say',
    (text) => {
      expect(readQuestion(text)?.spelling).toEqual([]);
    },
  );
});

describe('a network', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.0/255.0.0.0', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
  ])('%s is %s', (text, network) => {
    expect(readQuestion(text)).toMatchObject({ kind: 'network', network });
  });
});

describe('what is no address', () => {
  it.each([
    ['', 'no address was given; name one, such as 127.0.0.1 or [::1]:631'],
    ['  ', 'no address was given; name one, such as 127.0.0.1 or [::1]:631'],
    ['256.1.1.1', '256 is more than 255'],
    ['1.2.3.4.5.6', 'it has 6 numbers, and an address has four'],
    ['1..2.3', 'four numbers with a dot between each two'],
    ['09.1.1.1', '09 begins like an octal number and is none'],
    ['127.0.0.1:99999', 'ports go from 1 to 65535'],
    ['127.0.0.1:', 'write 127.0.0.1 or 127.0.0.1:80'],
    ['127.0.0.1:nosuch', 'no port that is known by the name nosuch'],
    ['[::1', 'lacks a bracket'],
    ['::1]:80', 'lacks a bracket'],
    ['[127.0.0.1]:80', 'write 127.0.0.1:80'],
    ['fe80::1%', 'lacks the interface after the percent sign'],
    ['10.0.0.0/33', 'from 0 to 32'],
    ['::/129', 'from 0 to 128'],
    ['10.0.0.0/255.0.255.0', 'all its ones in front'],
    ['10.0.0.0/8:80', 'networks have no ports'],
    ['10.0.0.1-10.0.0.9', 'is a range'],
    ['00:1b:44:11:3a:b7', 'hardware address'],
    ['1::2::3', 'no IPv6 address'],
    ['example.com', 'no name is looked up here'],
    ['http://example.com/', '"example.com:80" is a name'],
    ['eth0', 'is a name'],
    ['what?', 'write it like 127.0.0.1'],
  ])('%j says why, and how to mend it', (text, reason) => {
    expect(readQuestion(text)).toBeUndefined();
    expect(whyNone(text)).toContain(reason);
  });

  it('is found for every text, in one line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d.:x[\]%/*a-f]{0,24}$/)), (text) => {
        if (readQuestion(text) === undefined) expect(whyNone(text)).not.toBe('');
      }),
    );
  });
});

it('every address is read as itself, whatever else looks like it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.bigInt(0n, (1n << 128n) - 1n), (v4, v6) => {
      expect(readQuestion(formatAddress('ipv4', v4))).toMatchObject({ address: formatAddress('ipv4', v4) });
      expect(readQuestion(formatAddress('ipv6', v6))).toMatchObject({ address: formatAddress('ipv6', v6) });
    }),
  );
});

it('a text of any length is told to be no address at once', () => {
  const text = `fe80::1root ${'-user:root255.255.255.255-0.0.0.055\u2028('.repeat(20_000)}`;
  const begin = performance.now();
  expect(readQuestion(text)).toBeUndefined();
  expect(whyNone(text)).not.toContain('\n');
  expect(performance.now() - begin).toBeLessThan(1000);
});
