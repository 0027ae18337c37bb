import { describe, expect, it } from 'vitest';
import { createAccessListReader } from '../../../../src/collect/linux/firewall/read-unit-access-lists.js';
import type { Process, Socket } from '../../../../src/model/facts.js';
import type { FirewallFacts } from '../../../../src/model/firewall-facts.js';
import { type FakeHost, fakeHost } from './fake-host.js';

const FIREWALL: FirewallFacts = { nft: { nftables: [] }, xtables: [], ipset: '', outside: [] };
const socket = (pid: number, cgroup?: string): Socket => ({
  protocol: 'tcp',
  family: 'ipv4',
  address: '0.0.0.0',
  port: 22,
  deviceKnown: true,
  cgroup,
  pids: [pid],
  pidsComplete: true,
});
const sshd: Process = { pid: 10, name: 'sshd', command: [], cgroup: '/system.slice/ssh.service' };

const SHOW = 'systemctl show -p Id,IPAddressAllow,IPAddressDeny -- ssh.service -.slice system.slice';
const HOST: FakeHost = {
  files: {
    '/run/systemd/system/x': '',
    '/lib/systemd/system/ssh.service': '[Service]\nIPAddressDeny=any\n',
    '/etc/hosts.deny': 'ALL: ALL\n',
    '/proc/10/maps': 'r-xp /lib/libwrap.so.0\n',
  },
  prints: { [SHOW]: 'Id=ssh.service\nIPAddressAllow=\nIPAddressDeny=0.0.0.0/0 ::/0\n' },
};

describe('access lists of services', () => {
  it('come with the unit of the holder and the processes that have libwrap', async () => {
    const reader = createAccessListReader(fakeHost(HOST).io);
    expect((await reader.complete(FIREWALL, [socket(10)], [sshd])).firewall).toEqual({
      ...FIREWALL,
      unitAddressFilters: [
        { unit: 'ssh.service', cgroup: '/system.slice/ssh.service', allow: [], deny: ['0.0.0.0/0', '::/0'] },
      ],
      tcpWrappers: { allow: '', deny: 'ALL: ALL\n', pids: [10] },
    });
  });

  it.each([
    '/user.slice/user-1000.slice/user@1000.service/app.slice/ssh.service',
    '/machine.slice/machine-box.scope/payload/system.slice/ssh.service',
  ])('are not those of a unit of the same name that another systemd runs: %s', async (cgroup) => {
    const [, unit = ''] = /([^/]+\.(?:service|scope))/.exec(cgroup) ?? [];
    const slices = ['-.slice', ...cgroup.split('/').filter((part, i) => part.endsWith('.slice') && i < 3)];
    const show = `systemctl show -p Id,IPAddressAllow,IPAddressDeny -- ${unit} ${slices.join(' ')}`;
    const { io } = fakeHost({
      files: {
        ...HOST.files,
        '/etc/hosts.deny': '',
        '/etc/systemd/system/-.slice': '[Slice]\nIPAddressDeny=192.0.2.1\n',
      },
      prints: {
        ...HOST.prints,
        [show]: 'Id=-.slice\nIPAddressAllow=\nIPAddressDeny=192.0.2.1/32\n',
      },
    });
    const { firewall } = await createAccessListReader(io).complete(FIREWALL, [socket(10, cgroup)], []);
    // What binds the whole of the user or the container still does.
    expect(firewall.unitAddressFilters).toEqual([
      {
        unit,
        cgroup: cgroup.slice(0, cgroup.indexOf(unit) + unit.length),
        allow: [],
        deny: ['192.0.2.1/32'],
      },
    ]);
  });

  it('are read again only when other processes listen', async () => {
    const { io, ran } = fakeHost(HOST);
    const reader = createAccessListReader(io);
    const first = await reader.complete(FIREWALL, [socket(10)], [sshd]);
    expect(await reader.complete(FIREWALL, [socket(10)], [sshd])).toBe(first);
    expect(ran).toHaveLength(1);
    await reader.complete(FIREWALL, [socket(10), socket(11)], [sshd]);
    expect(ran).toHaveLength(2);
  });

  it('where there are none, the facts stay the same object', async () => {
    const reader = createAccessListReader(fakeHost({}).io);
    expect((await reader.complete(FIREWALL, [socket(10)], [sshd])).firewall).toBe(FIREWALL);
  });
});
