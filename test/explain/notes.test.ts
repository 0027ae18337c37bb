import { describe, expect, it } from 'vitest';
import type { Subject } from '../../src/explain/host.js';
import type { Listener } from '../../src/model/listener.js';
import {
  device,
  entry,
  explained,
  here,
  INTERNET,
  listener,
  noFirewall,
  rule,
  type Surroundings,
  ufwPolicy,
} from './situations.js';

const wildcard = listener('0.0.0.0', { scope: 'all-interfaces', interfaces: ['eth0', 'lo'] });
const neighbours = entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24']);

function notesOf(subject: Partial<Subject> & { listener: Listener }, around: Surroundings = {}) {
  return explained(subject, around).notes;
}

describe('what to dial', () => {
  it('names the address from outside and, on this machine, loopback first', () => {
    const self = { ...here, destinations: ['10.1.0.2', '127.0.0.0/8'] };
    const notes = notesOf({ listener: wildcard, reach: [self, neighbours], exposure: 'local-network' });
    expect(notes).toContain('From elsewhere, dial 10.1.0.2:80.');
    expect(notes).toContain('On this machine, dial 127.0.0.1:80.');
  });

  it('names the port that NAT translates', () => {
    const published = { ...neighbours, port: 8080 };
    expect(notesOf({ listener: wildcard, reach: [published] })).toContain(
      "A NAT rule hands port 8080 to this socket's port 80.",
    );
  });
});

describe('the reasons by audience', () => {
  it('stand widest audience first, with what decides', () => {
    const allow = { code: 'firewall-accept', rule: rule('', 'ufw', 'ufw allow from 10.1.0.0/24') } as const;
    const reach = [
      here,
      entry('local-network', 'allowed', allow, ['10.1.0.0/24']),
      entry('internet', 'blocked', ufwPolicy, INTERNET),
    ];
    expect(notesOf({ listener: wildcard, reach }).slice(-3)).toEqual([
      "The internet cannot reach it: ufw's default policy drops it.",
      'Anyone on 10.1.0.0/24 through eth0 can reach it: ufw lets it in (ufw allow from 10.1.0.0/24).',
      'Programs on this machine can reach it: no rule on lo stops it.',
    ]);
  });

  it('are told in one sentence for all audiences of which the same is true', () => {
    const reach = [
      here,
      neighbours,
      entry('containers', 'allowed', noFirewall, ['172.17.0.0/16'], { interface: 'docker0' }),
    ];
    expect(notesOf({ listener: wildcard, reach })).toContain(
      'The local network and containers can reach it: there are no firewall rules.',
    );
  });

  it('leave out the internet where it has no address here to send to', () => {
    const reach = [neighbours, entry('internet', 'allowed', noFirewall, INTERNET)];
    expect(notesOf({ listener: wildcard, reach }).join()).not.toMatch(/internet/i);
  });

  it('do not say that the internet is kept out when all that it lacks is an address to send to', () => {
    const unroutable = entry('internet', 'allowed', noFirewall, INTERNET);
    const routeless = entry('internet', 'blocked', { code: 'no-return-route' }, ['2000::/3']);
    expect(notesOf({ listener: wildcard, reach: [unroutable, routeless] }).join()).not.toMatch(/internet/i);
  });

  it('leave out what only this host itself or a broadcast address would send', () => {
    const own = entry('local-network', 'blocked', { code: 'no-return-route' }, [
      '10.1.0.2/32',
      '10.1.0.255/32',
    ]);
    expect(notesOf({ listener: wildcard, reach: [neighbours, own] }).join()).not.toContain('cannot');
  });

  it('tell apart those of one audience that are let in and those that are not', () => {
    const ban = { code: 'firewall-drop', rule: rule('ip saddr 10.1.0.7 drop') } as const;
    const reach = [
      entry('local-network', 'allowed', noFirewall, ['10.1.0.0/30', '10.1.0.8/29']),
      entry('local-network', 'blocked', ban, ['10.1.0.7/32']),
    ];
    expect(notesOf({ listener: wildcard, reach })).toContain(
      '10.1.0.7 through eth0 cannot reach it: a firewall rule drops it (inet filter input: ip saddr 10.1.0.7 drop).',
    );
  });

  it('name the address where it is that which decides', () => {
    const dnat = {
      code: 'nat-elsewhere',
      rule: rule('dnat to 172.17.0.2:80'),
      target: '172.17.0.2:80',
    } as const;
    const reach = [
      { ...here, destinations: ['127.0.0.0/8'] },
      entry('this-host', 'blocked', dnat, ['10.1.0.2/32'], { destinations: ['10.1.0.2'] }),
    ];
    expect(notesOf({ listener: wildcard, reach })).toContain(
      'Programs on this machine cannot reach it at 10.1.0.2: NAT hands it to 172.17.0.2:80 (inet filter input: dnat to 172.17.0.2:80).',
    );
  });

  it('say what would settle what cannot be told', () => {
    const unreadable = { code: 'firewall-unreadable', subject: 'nftables' } as const;
    const reach = [entry('local-network', 'conditional', unreadable, ['10.1.0.0/24'])];
    const gap = {
      code: 'firewall-unreadable',
      subject: 'nftables',
      detail: '',
      remedy: 'run as root',
    } as const;
    expect(notesOf({ listener: wildcard, reach }, { facts: { gaps: [gap] } })).toContain(
      'Anyone on 10.1.0.0/24 through eth0 can perhaps reach it: the firewall could not be read (nftables). Run as root.',
    );
  });
});

describe('what the address means', () => {
  it('127.0.0.2 is not reached by 127.0.0.1', () => {
    const second = listener('127.0.0.2', { scope: 'loopback-only' });
    expect(notesOf({ listener: second, reach: [here] })).toContain(
      'Neither 127.0.0.1 nor localhost leads to it: each address of 127.0.0.0/8 is one of its own.',
    );
  });

  it('::1 is not reached by 127.0.0.1', () => {
    const six = listener('::1', { scope: 'loopback-only' });
    expect(notesOf({ listener: six, reach: [here] })).toContain(
      '127.0.0.1 does not lead to it: ::1 is IPv6.',
    );
  });

  it('loopback is as private as the machine', () => {
    const loopback = listener('127.0.0.1', { scope: 'loopback-only' });
    expect(notesOf({ listener: loopback, reach: [here] }).join()).toContain(
      'Loopback is only as private as the machine',
    );
  });

  it('a socket for IPv6 only says that IPv4 clients do not reach it', () => {
    const six = listener('::', { scope: 'all-interfaces', v6only: true });
    expect(notesOf({ listener: six })).toContain(
      'IPv4 clients do not reach it: the socket takes IPv6 only (IPV6_V6ONLY).',
    );
  });

  it('a socket of which v6only is unknown says so', () => {
    const six = listener('::', { scope: 'all-interfaces', accepts: ['ipv4', 'ipv6'] });
    expect(notesOf({ listener: six })).toContain(
      'Whether it takes IPv4 clients too cannot be seen here (IPV6_V6ONLY).',
    );
  });

  it('an IPv6 socket with an IPv4 address takes IPv4 clients only', () => {
    const mapped = listener('::ffff:10.1.0.2', { accepts: ['ipv4'] });
    expect(notesOf({ listener: mapped })).toContain(
      'It is an IPv6 socket bound to an IPv4 address: only IPv4 clients reach it, at 10.1.0.2:80.',
    );
  });

  it('an address of one interface is reached through another', () => {
    const bridge = device('docker0', '172.17.0.1/16', { audience: 'containers' });
    const subject = listener('172.17.0.1', { interfaces: ['docker0'] });
    const reach = [entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24'])];
    expect(notesOf({ listener: subject, reach }, { interfaces: [bridge] })).toContain(
      '172.17.0.1 is on docker0, yet it is reached through eth0 too: Linux takes packets for any of its addresses on every interface.',
    );
  });

  it('a socket bound to a device takes nothing from others', () => {
    expect(notesOf({ listener: { ...wildcard, device: 'eth0' } })).toContain(
      'It is bound to eth0: packets that come in by other interfaces do not reach it.',
    );
  });
});

describe('the sockets that share a port', () => {
  const specific = listener('127.0.0.1', {
    scope: 'loopback-only',
    owner: { kind: 'process', processes: [{ pid: 9, name: 'docs', command: [] }] },
  });

  it('a wildcard says who takes a part of it', () => {
    expect(notesOf({ listener: wildcard }, { others: [specific] })).toContain(
      'More specific sockets take their part of it: 127.0.0.1:80 (docs).',
    );
  });

  it('a specific socket says who has the other addresses', () => {
    expect(notesOf({ listener: specific }, { others: [wildcard] })).toContain(
      'At other addresses tcp/0.0.0.0:80 (nginx) has the port.',
    );
  });

  it('an IPv6 socket that takes no IPv4 takes nothing from an IPv4 one', () => {
    const six = listener('fd00::1');
    expect(notesOf({ listener: wildcard }, { others: [six] }).join()).not.toContain('fd00::1');
  });
});

describe('what limits the answer', () => {
  it('is that datagrams arrive from where no answer gets back', () => {
    const oneWay = [entry('private-networks', 'blocked', { code: 'no-return-route' }, ['10.9.0.0/16'])];
    expect(notesOf({ listener: wildcard, oneWay })).toContain(
      'Datagrams from 10.9.0.0/16 arrive, but no answer gets back to them.',
    );
  });

  it('is an owner that other rights would show', () => {
    const hidden = { ...wildcard, owner: { kind: 'unknown', processes: [] } } as const;
    const gap = { code: 'owners-unreadable', subject: '', detail: '', remedy: 'run as root' } as const;
    expect(notesOf({ listener: hidden }, { facts: { gaps: [gap] } })).toContain(
      'The program behind it cannot be seen: run as root.',
    );
  });

  it('is that the kernel itself holds it', () => {
    const vxlan = { ...wildcard, owner: { kind: 'kernel', processes: [] } } as const;
    expect(notesOf({ listener: vxlan })).toContain('No program holds it: it belongs to the kernel.');
  });
});
