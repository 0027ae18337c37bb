import { describe, expect, it } from 'vitest';
import { parsePasted } from '../../../src/collect/pasted.js';
import type { Facts } from '../../../src/model/facts.js';
import {
  FREEBSD_NETSTAT,
  FREEBSD_SOCKSTAT,
  LINUX_NETSTAT,
  LINUX_SS,
  LSOF_MACOS,
  MACOS_NETSTAT,
  MACOS_NETSTAT_NEW,
  OPENBSD_NETSTAT,
  WINDOWS_GERMAN,
  WINDOWS_NETSTAT,
} from './listings.js';

function facts(text: string): Facts {
  const parsed = parsePasted(text, new Date(0));
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed;
}

function sockets(text: string): string[] {
  return (facts(text).namespaces[0]?.sockets ?? []).map(
    ({ protocol, family, address, port, v6only, device, pids }) =>
      [
        `${protocol} ${family} ${address} ${port}`,
        v6only === undefined ? '' : `v6only=${v6only}`,
        device === undefined ? '' : `device=${device}`,
        pids.length === 0 ? '' : `pids=${pids.join('+')}`,
      ]
        .filter((word) => word !== '')
        .join(' '),
  );
}

function connections(text: string): string[] {
  return (facts(text).listing ?? []).flatMap((line) =>
    line.kind === 'connection'
      ? [`line ${line.line}: ${line.local} ${line.peer} ${line.state} (${line.word})`]
      : [],
  );
}

function gaps(text: string): string[] {
  return facts(text).gaps.map(({ detail }) => detail);
}

describe('netstat of Windows', () => {
  it('rows with LISTENING and UDP rows with *:* are listeners, others are connections', () => {
    expect(sockets(WINDOWS_NETSTAT)).toEqual([
      'tcp ipv4 0.0.0.0 135 pids=1076',
      'tcp ipv4 127.0.0.1 5939 pids=4020',
      'tcp ipv4 192.168.1.17 139 pids=4',
      'tcp ipv6 :: 135 pids=1076',
      'tcp ipv6 ::1 49669 pids=3412',
      'udp ipv4 0.0.0.0 500 pids=3960',
      'udp ipv6 :: 500 pids=3960',
      'udp ipv6 fe80::7c3a:1d5b:22f1:9a04 1900 device=12 pids=6120',
    ]);
    expect(connections(WINDOWS_NETSTAT)).toEqual([
      'line 8: 192.168.1.17:50211 52.96.165.66:443 established (ESTABLISHED)',
      'line 9: 192.168.1.17:50230 20.190.159.4:443 time-wait (TIME_WAIT)',
    ]);
    expect(facts(WINDOWS_NETSTAT).host.platform).toBe('win32');
  });

  it('a state in another language is told by the peer: 0.0.0.0:0 is a listener', () => {
    expect(sockets(WINDOWS_GERMAN)).toEqual(['tcp ipv4 0.0.0.0 445 pids=4', 'tcp ipv6 :: 445 pids=4']);
  });

  it('the program that -b prints below a row holds its socket', () => {
    const listing = '  TCP    0.0.0.0:80    0.0.0.0:0    LISTENING    812\n [nginx.exe]\n';
    expect(facts(listing).processes).toEqual([{ pid: 812, name: 'nginx.exe', command: [] }]);
  });
});

describe('netstat of Linux', () => {
  it('-tulnpe gives uid, inode, pid and a program name with blanks', () => {
    expect(sockets(LINUX_NETSTAT)).toEqual([
      'tcp ipv4 127.0.0.1 631 pids=610',
      'tcp ipv4 0.0.0.0 22 pids=700',
      'tcp ipv6 :: 80 pids=812',
      'tcp ipv6 ::1 631 pids=610',
      'tcp ipv6 ::ffff:127.0.0.1 9001',
      'udp ipv4 0.0.0.0 5353 pids=402',
    ]);
    const [first] = facts(LINUX_NETSTAT).namespaces[0]?.sockets ?? [];
    expect(first).toMatchObject({ uid: 0, inode: 20311 });
    expect(facts(LINUX_NETSTAT).processes.find(({ pid }) => pid === 812)?.name).toBe('nginx: master p');
  });

  it('an IPv6 address that fills its column may be cut off, and is not taken for an address', () => {
    const row = (local: string) => `tcp6       0      0 ${local} :::*                    LISTEN\n`;
    expect(sockets(row('2001:db8::1:2:3:4:443'))).toEqual(['tcp ipv6 2001:db8::1:2:3:4 443']);
    const read = facts(row('2001:db8:1:2:3:4:5:6:22') + row(':::80'));
    expect(read.namespaces[0]?.sockets.map(({ port }) => port)).toEqual([80]);
    expect(read.gaps.map(({ detail }) => detail).join(' ')).toContain(
      '2001:db8:1:2:3:4:5:6:22 may be cut off',
    );
    // With -W longer ones are there, so that this one is whole.
    expect(sockets(row('2001:db8:1:2:3:4:5:6:22') + row('2001:db8:1:2:3:4:5:678:22'))).toHaveLength(2);
  });
});

describe('netstat of macOS', () => {
  it('addresses end in a dot and the port; tcp46 takes both families, tcp6 IPv6 alone', () => {
    expect(sockets(MACOS_NETSTAT)).toEqual([
      'tcp ipv6 :: 8809 v6only=false pids=9811',
      'tcp ipv6 :: 22 v6only=true pids=1',
      'tcp ipv4 0.0.0.0 22 pids=1',
      'tcp ipv4 127.0.0.1 631 pids=345',
      'tcp ipv6 ::1 631 v6only=true pids=345',
      'udp ipv4 0.0.0.0 5353 pids=222',
      'udp ipv6 fe80::1 123 v6only=true device=lo0 pids=99',
    ]);
    expect(facts(MACOS_NETSTAT).host.platform).toBe('darwin');
  });

  it('newer ones print process:pid, with blanks in the name', () => {
    expect(facts(MACOS_NETSTAT_NEW).processes).toEqual([
      { pid: 22712, name: 'Autodesk Fusion', command: [] },
      { pid: 640, name: 'ControlCenter', command: [] },
    ]);
  });
});

describe('the BSDs', () => {
  it('netstat of FreeBSD has UDP rows without a state', () => {
    expect(sockets(FREEBSD_NETSTAT)).toEqual([
      'tcp ipv4 127.0.0.1 25',
      'tcp ipv4 0.0.0.0 22',
      'tcp ipv6 :: 22 v6only=true',
      'tcp ipv6 :: 80 v6only=false',
      'udp ipv4 0.0.0.0 514',
      'udp ipv6 :: 514 v6only=true',
    ]);
  });

  it('sockstat of FreeBSD names user, command and pid; a TCP socket without a peer listens', () => {
    expect(sockets(FREEBSD_SOCKSTAT)).toEqual([
      'tcp ipv4 0.0.0.0 80 pids=1201',
      'tcp ipv6 :: 22 v6only=true pids=988',
      'udp ipv4 0.0.0.0 514 pids=801',
      'tcp ipv6 :: 8080 v6only=false',
    ]);
    expect(facts(FREEBSD_SOCKSTAT).processes[0]).toMatchObject({ pid: 1201, name: 'nginx', user: 'www' });
  });

  it('netstat of OpenBSD is known by its heads; there IPv6 sockets never take IPv4', () => {
    expect(sockets(OPENBSD_NETSTAT)).toEqual([
      'tcp ipv4 0.0.0.0 22',
      'tcp ipv4 127.0.0.1 25',
      'udp ipv4 0.0.0.0 68',
      'tcp ipv6 :: 22 v6only=true',
      'tcp ipv6 ::1 25 v6only=true',
    ]);
    expect(facts(OPENBSD_NETSTAT).host.platform).toBe('openbsd');
  });
});

describe('ss', () => {
  it('writes * for a dual-stack wildcard, [::] for IPv6 alone, and the device after %', () => {
    expect(sockets(LINUX_SS)).toEqual([
      'udp ipv4 127.0.0.53 53 device=lo pids=300',
      'udp ipv6 :: 546 v6only=true pids=301',
      'tcp ipv4 0.0.0.0 443 pids=812+811',
      'tcp ipv6 :: 80 v6only=false pids=700',
      'tcp ipv6 fe80::1 22 device=eth0 pids=700',
      'tcp ipv6 :: 8080 v6only=false device=eth0',
    ]);
  });

  it('a process name with quotes and parentheses does not end the list of holders', () => {
    const row = 'tcp LISTEN 0 5 0.0.0.0:9 0.0.0.0:* users:(("a"),(b",pid=5,fd=3),("c",pid=6,fd=3))\n';
    expect(facts(row).processes.map(({ pid }) => pid)).toEqual([5, 6]);
  });

  it('without Netid the state tells TCP from UDP', () => {
    expect(sockets('LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\nUNCONN 0 0 0.0.0.0:68 0.0.0.0:*\n')).toEqual([
      'tcp ipv4 0.0.0.0 22',
      'udp ipv4 0.0.0.0 68',
    ]);
  });
});

describe('lsof', () => {
  it('rows of one socket in several processes are one socket with several holders', () => {
    expect(sockets(LSOF_MACOS)).toEqual([
      'tcp ipv4 127.0.0.1 631 pids=345',
      'tcp ipv6 :: 80 pids=812+813',
      'udp ipv4 0.0.0.0 5353 pids=222',
    ]);
    expect(facts(LSOF_MACOS).processes.map(({ name }) => name)).toEqual([
      'cupsd',
      'nginx',
      'nginx',
      'mDNS Responder',
    ]);
  });
});

describe('any pasted text', () => {
  it('ports and hosts by name are understood where the name is well known', () => {
    expect(sockets('tcp4  0  0  localhost.ipp   *.*   LISTEN\ntcp4  0  0  *.ssh   *.*   LISTEN\n')).toEqual([
      'tcp ipv4 127.0.0.1 631',
      'tcp ipv4 0.0.0.0 22',
    ]);
  });

  it('interfaces and firewall are said to be unknown', () => {
    expect(facts(LINUX_SS).gaps[0]).toMatchObject({ code: 'input-incomplete' });
    expect(facts(LINUX_SS).namespaces[0]?.interfaces).toBeUndefined();
    expect(facts(LINUX_SS).namespaces[0]?.firewall).toBeUndefined();
  });

  it('a prompt above and a prompt below do not disturb', () => {
    expect(sockets(`C:\\> netstat -an\r\n${WINDOWS_NETSTAT.replaceAll('\n', '\r\n')}\r\nC:\\>`)).toHaveLength(
      8,
    );
  });

  it('with connections alone says that it was not asked for listeners', () => {
    const listing = 'tcp4  0  0  10.0.0.2.50123   93.184.216.34.443   ESTABLISHED\n';
    expect(connections(listing)).toEqual([
      'line 1: 10.0.0.2:50123 93.184.216.34:443 established (ESTABLISHED)',
    ]);
    expect(facts(listing).gaps[1]).toMatchObject({ code: 'sockets-not-listed', subject: 'listeners' });
  });

  it.each([
    ['tcp        0      0 0.0.0.0:22', LINUX_NETSTAT],
    ['TCP    0.0.0.0:135', WINDOWS_NETSTAT],
    ['tcp   LISTEN 0      511', LINUX_SS],
    ['nginx 812 root 6u IPv6 0x6f', LSOF_MACOS],
  ])('a row cut short (%s) is named, not dropped', (row, listing) => {
    const shown = row.replace(/\s+/g, ' ');
    expect(gaps(`${listing}${row}\n`).join(' ')).toContain(`"${shown}" is not understood`);
    expect(sockets(`${listing}${row}\n`)).toEqual(sockets(listing));
  });

  it('text of another kind is refused', () => {
    expect(parsePasted('hello\nworld 1.2.3.4:5\n')).toHaveProperty(
      'error',
      expect.stringContaining('netstat'),
    );
  });
});
