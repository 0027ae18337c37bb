import { describe, expect, it } from 'vitest';
import type { PortableIo } from '../../../src/collect/portable/portable-io.js';
import { collectPortable } from '../../../src/collect/portable.js';
import { FREEBSD_SOCKSTAT, LINUX_SS, LSOF_MACOS, OPENBSD_NETSTAT } from '../pasted/listings.js';
import { connection, fakeIo, prints } from './fake-io.js';

async function look(io: PortableIo) {
  const facts = await collectPortable(io);
  const [namespace] = facts.namespaces;
  const sockets = (namespace?.sockets ?? []).map(
    ({ protocol, address, port, v6only, device, pids }) =>
      `${protocol} ${address} ${port} ${v6only ?? '-'} ${device ?? '-'} ${pids.join('+') || '-'}`,
  );
  return { facts, namespace, sockets, gaps: facts.gaps.map(({ code, subject }) => `${code}: ${subject}`) };
}

describe('on macOS', () => {
  // What systeminformation makes of netstat -natvln and ps.
  const connections = async () => [
    connection('tcp46', '*', '8809', '*', '*', 'LISTEN', 9811, 'node'),
    connection('tcp4', '127.0.0.1', '631', '*', '*', 'LISTEN', 131072, ''),
    connection('tcp6', 'fe80::1%lo0', '22', '*', '*', 'LISTEN', 1, 'launchd'),
    connection('tcp4', '192.168.1.9', '50123', '17.1.2.3', '443', 'ESTABLISHED', 77, 'Mail'),
    connection('udp4', '*', '5353', '*', '*', 'UNKNOWN', 222, 'mDNSResponder'),
    connection('udp4', '*', '*', '*', '*', 'UNKNOWN', 222, 'mDNSResponder'),
    connection('udp4', '192.168.1.9', '50124', '17.1.2.3', '53', 'UNKNOWN', 222, 'mDNSResponder'),
  ];

  it('listeners are the rows that wait, zones become devices, and tcp46 takes both families', async () => {
    const { sockets, gaps } = await look(fakeIo({ platform: 'darwin', connections }));
    expect(sockets).toEqual([
      'tcp :: 8809 false - 9811',
      'tcp 127.0.0.1 631 - - -',
      'tcp fe80::1 22 true lo0 1',
      'udp 0.0.0.0 5353 - - 222',
    ]);
    expect(gaps).toContain('firewall-unreadable: firewall');
    expect(gaps).toContain('routes-unreadable: routing table');
  });

  it('a pid that is no process is the number of another column, and is dropped', async () => {
    const { facts, gaps } = await look(fakeIo({ platform: 'darwin', connections }));
    expect(facts.processes.map(({ pid }) => pid)).not.toContain(131072);
    expect(gaps).toContain('owners-unreadable: processes of other users');
  });

  it('lsof adds all holders, and sockets that systeminformation lacks', async () => {
    const { sockets } = await look(
      fakeIo({ platform: 'darwin', connections, run: prints('lsof', LSOF_MACOS) }),
    );
    expect(sockets).toEqual([
      'tcp 127.0.0.1 631 - - 345',
      'tcp :: 80 - - 812+813',
      'udp 0.0.0.0 5353 - - 222',
      'tcp :: 8809 false - 9811',
      'tcp fe80::1 22 true lo0 1',
    ]);
  });
});

describe('on Windows', () => {
  // What systeminformation makes of netstat -nao.
  const connections = async () => [
    connection('tcp', '0.0.0.0', '135', '0.0.0.0', '0', 'LISTEN', 1076),
    connection('tcp', '::', '445', '::', '0', 'LISTEN', 4),
    connection('tcp', '0.0.0.0', '5357', '0.0.0.0', '0', 'ESCUCHANDO', 4),
    connection('tcp', '192.168.1.17', '50211', '52.96.165.66', '443', 'ESTABLISHED', 8120),
    connection('udp', 'fe80::7c3a:1d5b:22f1:9a04%12', '1900', '*', '*', '', 6120),
  ];

  it('TCP and UDP listeners are there, in any language', async () => {
    const { sockets, gaps } = await look(fakeIo({ platform: 'win32', connections }));
    expect(sockets).toEqual([
      'tcp 0.0.0.0 135 - - 1076',
      'tcp :: 445 - - 4',
      'tcp 0.0.0.0 5357 - - 4',
      'udp fe80::7c3a:1d5b:22f1:9a04 1900 - 12 6120',
    ]);
    expect(gaps).toContain('socket-details-unknown: v6only');
  });

  it('names of processes come from the list of processes', async () => {
    const processes = async () => [
      { pid: 1076, name: 'svchost.exe', user: 'SYSTEM', command: 'svchost.exe', params: '-k RPCSS' },
    ];
    const { facts } = await look(fakeIo({ platform: 'win32', connections, processes }));
    expect(facts.processes.find(({ pid }) => pid === 1076)).toEqual({
      pid: 1076,
      name: 'svchost.exe',
      user: 'SYSTEM',
      command: ['svchost.exe -k RPCSS'],
    });
  });
});

describe('on the BSDs', () => {
  // systeminformation splits at a colon, which netstat of the BSDs does not print.
  const connections = async () => [
    connection('tcp4', '*.22', '', '*.*', '', 'LISTEN'),
    connection('tcp6', '::1.631', '', '*.*', '', 'LISTEN'),
  ];

  it('an address with its port behind a dot is taken apart', async () => {
    const { sockets, gaps } = await look(fakeIo({ platform: 'freebsd', connections }));
    expect(sockets).toEqual(['tcp 0.0.0.0 22 - - -', 'tcp ::1 631 true - -']);
    expect(gaps).toContain('sockets-not-listed: udp');
  });

  it('sockstat adds UDP and the holders', async () => {
    const { sockets, gaps } = await look(
      fakeIo({ platform: 'freebsd', run: prints('sockstat', FREEBSD_SOCKSTAT) }),
    );
    expect(sockets).toContain('udp 0.0.0.0 514 - - 801');
    expect(gaps).not.toContain('sockets-not-listed: udp');
  });

  it('netstat alone serves on OpenBSD', async () => {
    const { sockets } = await look(fakeIo({ platform: 'openbsd', run: prints('netstat', OPENBSD_NETSTAT) }));
    expect(sockets).toContain('udp 0.0.0.0 68 - - -');
    expect(sockets).toContain('tcp :: 22 true - -');
  });
});

describe('on Linux', () => {
  it('ss adds UDP, devices, v6only and every holder', async () => {
    const connections = async () => [connection('tcp6', '::', '80', '::', '*', 'LISTEN', 700, 'sshd')];
    const { sockets, gaps } = await look(
      fakeIo({ platform: 'linux', connections, run: prints('ss', LINUX_SS) }),
    );
    expect(sockets).toContain('udp 127.0.0.53 53 - lo 300');
    expect(sockets).toContain('tcp :: 80 false - 700');
    expect(gaps.filter((gap) => gap.startsWith('socket'))).toEqual([
      'sockets-not-listed: sctp, udplite, raw',
    ]);
  });

  it('without ss and netstat of its own the missing UDP and the cut addresses are gaps', async () => {
    const connections = async () => [
      connection('tcp', '0.0.0.0', '22', '0.0.0.0', '*', 'LISTEN', 700, 'sshd'),
      connection('tcp6', '2001:db8:1:2:3:4:5:6', '22', '::', '*', 'LISTEN', 700, 'sshd'),
    ];
    const { sockets, gaps } = await look(fakeIo({ platform: 'linux', connections }));
    expect(sockets).toEqual(['tcp 0.0.0.0 22 - - 700']);
    expect(gaps).toContain('sockets-not-listed: udp');
    expect(gaps).toContain('sockets-not-listed: tcp 2001:db8:1:2:3:4:5:6:22 may be cut off');
    expect(gaps).toContain('socket-details-unknown: bound devices');
  });

  it('the spellings of ss, where systeminformation fell back to it, are understood', async () => {
    const connections = async () => [
      connection('tcp', '*', '80', '*', '*', 'LISTEN'),
      connection('tcp', '[::]', '81', '[::]', '*', 'LISTEN'),
      connection('tcp', '[::ffff:127.0.0.1]', '82', '*', '*', 'LISTEN'),
      connection('tcp', '127.0.0.53%lo', '53', '0.0.0.0', '*', 'LISTEN'),
    ];
    const { sockets } = await look(fakeIo({ platform: 'linux', connections }));
    expect(sockets).toEqual([
      'tcp :: 80 false - -',
      'tcp :: 81 true - -',
      'tcp ::ffff:127.0.0.1 82 true - -',
      'tcp 127.0.0.53 53 - lo -',
    ]);
  });
});

describe('on any system', () => {
  it('nothing that lists sockets is no empty list, but sockets that could not be read', async () => {
    const { facts } = await look(fakeIo({ platform: 'openbsd' }));
    expect(facts.gaps.map(({ code }) => code)).toEqual(['sockets-unreadable']);
  });

  it('an interface has all of its addresses', async () => {
    const address = (text: string, cidr: string, family: 'IPv4' | 'IPv6') => ({
      address: text,
      netmask: '',
      mac: '02:00:00:00:00:01',
      internal: false,
      cidr,
      ...(family === 'IPv4' ? { family } : { family, scopeid: text.startsWith('fe80') ? 4 : 0 }),
    });
    const addresses = () =>
      ({
        en0: [
          address('10.0.0.2', '10.0.0.2/24', 'IPv4'),
          address('10.0.0.3', '10.0.0.3/24', 'IPv4'),
          address('fe80::1', 'fe80::1/64', 'IPv6'),
        ],
      }) as ReturnType<PortableIo['addresses']>;
    const { namespace } = await look(
      fakeIo({
        platform: 'darwin',
        addresses,
        connections: async () => [connection('tcp4', '*', '22', '*', '*', 'LISTEN', 1, 'launchd')],
        nics: async () => [
          { iface: 'en0', operstate: 'up', mtu: 1500 },
          { iface: 'utun3', operstate: 'down', mtu: 1380 },
        ],
      }),
    );
    expect(namespace?.interfaces).toMatchObject([
      {
        name: 'en0',
        index: 4,
        kind: 'physical',
        up: true,
        mtu: 1500,
        addresses: [
          { address: '10.0.0.2', prefix: 24 },
          { address: '10.0.0.3' },
          { address: 'fe80::1', scope: 'link' },
        ],
      },
      { name: 'utun3', kind: 'tun', up: false, addresses: [] },
    ]);
    expect(namespace?.routes).toBeUndefined();
    expect(namespace?.firewall).toBeUndefined();
  });
});
