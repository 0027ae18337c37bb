import { describe, expect, it } from 'vitest';
import { device, entry, headlineOf, here, INTERNET, listener, rule } from './situations.js';

const wildcard = listener('0.0.0.0', { scope: 'all-interfaces', interfaces: ['eth0', 'lo'] });
const loopback = listener('127.0.0.1', { scope: 'loopback-only', interfaces: ['lo'] });
const ufwAllow = {
  code: 'firewall-accept',
  rule: rule('-s 10.1.0.0/24 -j ACCEPT', 'ufw', 'ufw allow from 10.1.0.0/24'),
} as const;

describe('a listener that nobody reaches', () => {
  it('is told that no interface has its address now', () => {
    const absent = listener('10.9.9.9', { interfaces: [] });
    expect(headlineOf({ listener: absent })).toBe('Nobody: no interface has 10.9.9.9 now.');
  });

  it('is told that its interface is down', () => {
    const interfaces = [device('eth1', '10.2.0.1/24', { up: false })];
    expect(headlineOf({ listener: listener('10.2.0.1', { interfaces: ['eth1'] }) }, { interfaces })).toBe(
      'Nobody: eth1, which has 10.2.0.1, is down.',
    );
  });

  it('is told that the interface it is bound to is gone', () => {
    const bound = listener('0.0.0.0', { scope: 'specific-interface', device: 'eth7', interfaces: ['eth7'] });
    expect(headlineOf({ listener: bound })).toBe('Nobody: eth7, which it is bound to, is gone.');
  });

  it('is told that the group has no member here', () => {
    const group = listener('224.0.0.251', { protocol: 'udp', port: 5353, interfaces: [] });
    expect(headlineOf({ listener: group })).toBe('Nobody: no interface has joined the group 224.0.0.251.');
  });

  it('is told which listener has its packets', () => {
    const shadowed = { code: 'shadowed', listener: 'tcp/10.1.0.2:80' } as const;
    const reach = [entry('this-host', 'blocked', shadowed, ['10.1.0.2/32'])];
    expect(headlineOf({ listener: wildcard, reach })).toBe(
      'Nobody, not even this machine itself: tcp/10.1.0.2:80 gets it instead.',
    );
  });

  it('over UDP is told that datagrams arrive without an answer', () => {
    const udp = listener('0.0.0.0', { protocol: 'udp', scope: 'all-interfaces' });
    const oneWay = [entry('private-networks', 'blocked', { code: 'no-return-route' }, ['10.9.0.0/16'])];
    expect(headlineOf({ listener: udp, oneWay })).toBe(
      'Nobody gets an answer: no route leads back to it, so that no answer can leave; datagrams still arrive.',
    );
  });
});

describe('a listener of which something cannot be told', () => {
  it('behind rules that could not be read names the most that is possible', () => {
    const unreadable = { code: 'firewall-unreadable', subject: 'nftables' } as const;
    const reach = [
      entry('this-host', 'conditional', unreadable, ['127.0.0.0/8']),
      entry('local-network', 'conditional', unreadable, ['10.1.0.0/24']),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'none', exposureAtMost: 'local-network' })).toBe(
      'At most anyone on 10.1.0.0/24 through eth0; not certain, because the firewall could not be read (nftables).',
    );
  });

  it('behind a rate limit is perhaps reached by more', () => {
    const limit = { code: 'rate-limit', rule: rule('tcp dport 80 limit rate 6/minute accept') } as const;
    const reach = [
      entry('local-network', 'allowed', ufwAllow, ['10.1.0.0/24']),
      entry('internet', 'conditional', limit, INTERNET, { destinations: ['185.1.2.3'] }),
    ];
    expect(
      headlineOf({ listener: wildcard, reach, exposure: 'local-network', exposureAtMost: 'internet' }),
    ).toBe(
      'Anyone on 10.1.0.0/24 through eth0; perhaps the internet too: a rule lets in only so many at a time (inet filter input: tcp dport 80 limit rate 6/minute accept).',
    );
  });

  it('is not called closed when more than this machine may get in', () => {
    const limit = { code: 'rate-limit', rule: rule('tcp dport 22 limit rate 6/minute accept') } as const;
    const reach = [here, entry('local-network', 'conditional', limit, ['10.1.0.0/24'])];
    expect(
      headlineOf({ listener: wildcard, reach, exposure: 'this-host', exposureAtMost: 'local-network' }),
    ).toBe(
      'Programs on this machine; perhaps the local network too: a rule lets in only so many at a time (inet filter input: tcp dport 22 limit rate 6/minute accept).',
    );
  });

  it('names those that are certain, and says that more of their audience may get in', () => {
    const limit = { code: 'rate-limit', rule: rule('tcp dport 80 limit rate 6/minute accept') } as const;
    const at = { destinations: ['185.1.2.3'] };
    const reach = [
      here,
      entry('internet', 'allowed', ufwAllow, ['9.9.9.9/32'], at),
      entry('internet', 'conditional', limit, INTERNET, at),
    ];
    expect(headlineOf({ listener: wildcard, reach, exposure: 'internet' })).toBe(
      'Only 9.9.9.9 on the internet through eth0, at 185.1.2.3:80; perhaps more of the internet too: a rule lets in only so many at a time (inet filter input: tcp dport 80 limit rate 6/minute accept).',
    );
  });

  it('from a pasted listing is judged by its address alone', () => {
    expect(headlineOf({ listener: wildcard }, { facts: { collector: 'pasted' } })).toBe(
      'Anyone who can send packets to that machine, at any of its IPv4 addresses, as far as the listing tells: its interfaces and firewall are not known.',
    );
  });

  it('from a pasted listing is for that machine only when bound to loopback', () => {
    expect(headlineOf({ listener: loopback }, { facts: { collector: 'pasted' } })).toBe(
      'Only programs on that machine: it is bound to 127.0.0.1.',
    );
  });
});
