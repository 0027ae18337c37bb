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

  it('names first what the internet can dial, then the address on the way in', () => {
    const destinations = ['10.9.0.1', '10.1.0.2', '185.1.2.3'];
    const open = { ...neighbours, destinations };
    const wide = entry('internet', 'allowed', noFirewall, INTERNET, { destinations });
    expect(notesOf({ listener: wildcard, reach: [open] })[0]).toContain('dial 10.1.0.2:80, 10.9.0.1:80');
    expect(notesOf({ listener: wildcard, reach: [open, wide] })[0]).toContain('dial 185.1.2.3:80, 10.1.0.2');
  });

  it('is said once where it is the same here and elsewhere', () => {
    expect(notesOf({ listener: wildcard, reach: [here, neighbours] })).toContain(
      'Dial 10.1.0.2:80, on this machine and from elsewhere.',
    );
  });

  it('names the port that NAT translates', () => {
    const published = { ...neighbours, port: 8080 };
    expect(notesOf({ listener: wildcard, reach: [published] })).toContain(
      "A NAT rule hands port 8080 to this socket's port 80.",
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

  it('names many such senders by their family alone', () => {
    const many = ['1::/16', '2::/15', '4::/14', '8::/13', '10::/12'];
    const oneWay = [entry('private-networks', 'blocked', { code: 'no-return-route' }, many)];
    expect(notesOf({ listener: wildcard, oneWay })).toContain(
      'Datagrams from other IPv6 addresses arrive, but no answer gets back to them.',
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

describe('what a datagram socket hears besides', () => {
  const groupReach = [
    entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24'], {
      destinations: ['10.1.0.255', '224.0.0.1', '224.0.0.251'],
    }),
  ];
  const udp = listener('0.0.0.0', { protocol: 'udp', scope: 'all-interfaces' });

  it('is told by kind of address and interface', () => {
    expect(notesOf({ listener: udp, groupReach })).toContain(
      'It also gets what is sent to the broadcast address 10.1.0.255 and the groups 224.0.0.1 and 224.0.0.251, by eth0.',
    );
  });

  it('is told of the first few addresses, and how many more there are', () => {
    const groups = [1, 2, 3, 4, 5].map((last) => `224.0.0.${last}`);
    const many = entry('local-network', 'allowed', noFirewall, ['10.1.0.0/24'], { destinations: groups });
    expect(notesOf({ listener: udp, groupReach: [many] })).toContain(
      'It also gets what is sent to the groups 224.0.0.1, 224.0.0.2, 224.0.0.3 and 2 more, by eth0.',
    );
  });

  it('is a hint in the headline where nothing else lets them in', () => {
    const reach = [here, entry('local-network', 'blocked', ufwPolicy, ['10.1.0.0/24'])];
    expect(explained({ listener: udp, reach, groupReach, exposure: 'this-host' }).explanation).toContain(
      'But what the local network sends to 10.1.0.255 and the like reaches it.',
    );
    expect(explained({ listener: udp, reach, groupReach, exposure: 'internet' }).explanation).not.toContain(
      'But what',
    );
  });

  it('says what cannot be seen of it', () => {
    const unseen = { code: 'facts-unreadable', subject: 'groups that udp/[::]:53 joined' } as const;
    const perhaps = [
      entry('local-network', 'conditional', unseen, ['10.1.0.0/24'], { destinations: ['239.1.2.3'] }),
    ];
    expect(notesOf({ listener: udp, groupReach: perhaps })).toContain(
      'Perhaps it also gets what is sent to the group 239.1.2.3, by eth0: groups that udp/[::]:53 joined could not be read.',
    );
  });
});
