import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHostIo, type HostIo } from '../../../../src/collect/host-io.js';
import { readOutsideLayers } from '../../../../src/collect/linux/firewall/read-outside.js';
import { readTcpWrappers } from '../../../../src/collect/linux/firewall/read-tcp-wrappers.js';
import { readUnitAddressFilters } from '../../../../src/collect/linux/firewall/read-unit-address-filters.js';
import type { Interface } from '../../../../src/model/facts.js';
import { iface } from '../../../reach/a-host.js';
import { type FakeHost, fakeHost, fakeNetlink, withoutPrograms } from './fake-host.js';

const layers = async (host: FakeHost, interfaces: readonly Interface[] = []) => {
  const { io } = fakeHost(host);
  const context = { uid: 0, netlink: fakeNetlink(0), libc: withoutPrograms, interfaces };
  return (await readOutsideLayers(io, context)).layers.map((layer) => layer.kind);
};

describe('layers beside the rules', () => {
  it('are reported only where present', async () => {
    const modules = { files: { '/proc/modules': 'ebtable_filter 16384 1 - Live 0x0\n' } };
    expect(await layers(modules, [iface('br0', [], { kind: 'bridge' })])).toEqual(['ebtables']);
    expect(await layers(modules, [iface('eth0', [])])).toEqual([]);
    expect(await layers({ files: { '/sys/fs/selinux/enforce': '1' } })).toEqual(['selinux']);
    expect(await layers({ files: { '/sys/fs/selinux/enforce': '0' } })).toEqual([]);
  });

  it('IPsec is asked for only where the kernel has it: by netlink, else by ip', async () => {
    const netlinkSockets = 'sk Eth Pid Groups\n0000 6 0 00000000\n';
    const files = { '/proc/thread-self/net/netlink': netlinkSockets };
    const qdiscs = { 'tc qdisc show': 'qdisc noqueue 0: dev lo root refcnt 2 \n' };
    const prints = { ...qdiscs, 'ip xfrm policy': 'src 10.0.0.0/8 dst 10.1.0.0/16\n\tdir in priority 0\n' };
    const asked = async (host: FakeHost) =>
      (
        await readOutsideLayers(fakeHost(host).io, { uid: 0, netlink: undefined, libc: withoutPrograms })
      ).layers.map(({ kind }) => kind);
    expect(await asked({ files, prints })).toEqual(['ipsec']);
    expect(await asked({ files, prints: { ...qdiscs, 'ip xfrm policy': '' } })).toEqual([]);
    expect(await asked({ prints })).toEqual([]);
  });
});

describe('tcp wrappers', () => {
  const maps = '7f0000000000-7f0000001000 r-xp 0 08:01 1 /usr/lib/x86_64-linux-gnu/libwrap.so.0.7.6\n';

  it('matter to processes with libwrap, when the files say anything', () => {
    const files = { '/etc/hosts.deny': '# none\nsshd: ALL\n', '/proc/10/maps': maps, '/proc/11/maps': '' };
    const { io } = fakeHost({ files });
    expect(readTcpWrappers(io, [10, 11, 12])).toEqual({
      tcpWrappers: { allow: '', deny: '# none\nsshd: ALL\n', pids: [10] },
      unread: [],
    });
  });

  it('are those that the process sees: a container has files of its own', () => {
    const files = {
      '/etc/hosts.deny': 'ALL: ALL\n',
      '/proc/10/maps': maps,
      '/proc/11/maps': maps,
      '/proc/12/maps': maps,
      '/proc/12/root/etc/hosts.deny': 'sshd: 192.0.2.0/24\n',
    };
    const io: HostIo = {
      ...fakeHost({ files }).io,
      readLink: (path) => ({ ok: true, value: /1[12]/.test(path) ? 'mnt:[2]' : 'mnt:[1]' }),
    };
    expect(readTcpWrappers(io, [10, 11]).tcpWrappers).toMatchObject({ deny: 'ALL: ALL\n', pids: [10] });
    expect(readTcpWrappers(io, [11]).tcpWrappers).toBeUndefined();
    expect(readTcpWrappers(io, [11, 12]).tcpWrappers).toMatchObject({
      deny: 'sshd: 192.0.2.0/24\n',
      pids: [12],
    });
  });

  it('of a container that leads elsewhere are not read, and that is told', () => {
    const container = mkdtempSync(join(tmpdir(), 'container-'));
    onTestFinished(() => rmSync(container, { recursive: true }));
    mkdirSync(join(container, 'etc'));
    const secret = join(container, 'secret');
    writeFileSync(secret, 'sshd: ALL\n');
    const deny = join(container, 'etc/hosts.deny');
    const real = createHostIo();
    const io: HostIo = {
      ...fakeHost({ files: { '/proc/10/maps': maps } }).io,
      readLink: (path) => ({ ok: true, value: path.includes('/10/') ? 'mnt:[2]' : 'mnt:[1]' }),
      readOfTree: (_root, names) =>
        real.readOfTree?.(container, names) ?? { ok: false, why: 'missing', detail: '' },
    };
    symlinkSync(secret, deny);
    expect(readTcpWrappers(io, [10])).toEqual({ tcpWrappers: undefined, unread: [10] });
    rmSync(deny);
    execFileSync('mkfifo', [deny]);
    expect(readTcpWrappers(io, [10])).toEqual({ tcpWrappers: undefined, unread: [10] });
    // Nor by way of a folder that is elsewhere.
    renameSync(join(container, 'etc'), join(container, 'lists'));
    symlinkSync(join(container, 'lists'), join(container, 'etc'));
    expect(readTcpWrappers(io, [10])).toEqual({ tcpWrappers: undefined, unread: [10] });
    rmSync(join(container, 'etc'));
    renameSync(join(container, 'lists'), join(container, 'etc'));
    rmSync(deny);
    writeFileSync(deny, 'sshd: ALL\n');
    expect(readTcpWrappers(io, [10])).toEqual({
      tcpWrappers: { allow: '', deny: 'sshd: ALL\n', pids: [10] },
      unread: [],
    });
  });

  it('of comments only say nothing', () => {
    const { io } = fakeHost({
      files: { '/etc/hosts.allow': '# a\n\n', '/etc/hosts.deny': '\n', '/proc/10/maps': maps },
    });
    expect(readTcpWrappers(io, [10]).tcpWrappers).toBeUndefined();
  });
});

describe("systemd's address lists", () => {
  const unit = { unit: 'web@1.service', cgroup: '/system.slice/web@1.service' };
  const show = 'systemctl show -p Id,IPAddressAllow,IPAddressDeny -- web@1.service -.slice system.slice';

  it('of a unit and of the slices that it is in are joined', async () => {
    const files = {
      '/run/systemd/system/x': '',
      '/etc/systemd/system/web@.service.d/limit.conf': '[Service]\nIPAddressDeny=any\n',
    };
    const printed =
      'Id=web@1.service\nIPAddressAllow=10.0.0.0/8 ::1/128\nIPAddressDeny=0.0.0.0/0 ::/0\n\nId=-.slice\nIPAddressAllow=\nIPAddressDeny=\n\nId=system.slice\nIPAddressAllow=192.0.2.0/24\nIPAddressDeny=\n';
    const { io } = fakeHost({ files, prints: { [show]: printed } });
    expect(await readUnitAddressFilters(io, [unit])).toEqual([
      { ...unit, allow: ['10.0.0.0/8', '::1/128', '192.0.2.0/24'], deny: ['0.0.0.0/0', '::/0'] },
    ]);
  });

  it('systemd is not asked where no unit file speaks of addresses', async () => {
    const files = {
      '/run/systemd/system/x': '',
      '/lib/systemd/system/web@.service': '[Service]\nExecStart=/bin/true\n',
    };
    const { io, ran } = fakeHost({ files, prints: { [show]: '' } });
    expect(await readUnitAddressFilters(io, [unit])).toEqual([]);
    expect(ran).toEqual([]);
  });
});
