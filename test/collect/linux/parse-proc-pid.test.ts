import { describe, expect, it } from 'vitest';
import { parseIgmp, parseIgmp6 } from '../../../src/collect/linux/network/parse-igmp.js';
import { namedByCommand, shownId } from '../../../src/collect/linux/owners/containers/cgroup-container.js';
import { parseCgroup } from '../../../src/collect/linux/owners/parse-cgroup.js';
import {
  formatStart,
  parseBootTime,
  parseCommandLine,
  parseEffectiveUid,
  parsePasswd,
  parseStartTicks,
} from '../../../src/collect/linux/owners/parse-proc-pid.js';
import { parseCgroup2Mount } from '../../../src/collect/linux/owners/read-cgroup-path.js';
import { parsePrettyName } from '../../../src/collect/linux/read-host.js';

const ID = 'b6b36354a89958aa7f12dc961d54e75ff95bef34aaa21d178c9c244bf601b01c';

describe('a process', () => {
  it('may have brackets and blanks in its name', () => {
    const stat = '812 (a) S 9 9 (b) S 1 812 812 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 1000 200';
    expect(parseStartTicks(stat)).toBe(4711);
  });
  it('started when the host booted and its ticks later', () => {
    expect(formatStart(parseBootTime('cpu 1 2\nbtime 1700000000\nprocesses 9\n') ?? 0, 4711)).toBe(
      '2023-11-14T22:14:07.110Z',
    );
  });
  it('has the effective uid among four', () => {
    expect(parseEffectiveUid('Name:\tsshd\nUid:\t0\t74\t0\t74\nGid:\t0\t0\t0\t0\n')).toBe(74);
  });
  it('may pad its command line, and may have none', () => {
    expect(parseCommandLine('nginx: master process\0\0\0')).toEqual(['nginx: master process']);
    expect(parseCommandLine('sh\0-c\0\0x\0')).toEqual(['sh', '-c', '', 'x']);
    expect(parseCommandLine('')).toEqual([]);
  });
  it('has the first name that passwd gives to its uid', () => {
    const users = parsePasswd('root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\n+::::::\nwww:x:33:33::/:\n');
    expect([...users]).toEqual([
      [0, 'root'],
      [33, 'www'],
    ]);
  });
});

describe('a cgroup', () => {
  it('names the innermost systemd unit', () => {
    expect(parseCgroup('0::/user.slice/user-1000.slice/user@1000.service/app.slice/web.service\n')).toEqual({
      path: '/user.slice/user-1000.slice/user@1000.service/app.slice/web.service',
      systemdUnit: 'web.service',
      systemdSlice: 'app.slice',
      container: undefined,
    });
  });
  it.each([
    [`0::/system.slice/docker-${ID}.scope`],
    [`0::/machine.slice/libpod-${ID}.scope/container`],
    [`0::/user.slice/user-1000.slice/user@1000.service/app.slice/web.service/libpod-payload-${ID}`],
    [`0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-${ID}.scope`],
    [`12:memory:/docker/${ID}\n1:name=systemd:/docker/${ID}\n0::/`],
    [`9:name=systemd:/\n4:memory:/docker/${ID}\n0::/`],
  ])('names a container by the first twelve digits of its id: %s', (text) => {
    expect(shownId(parseCgroup(text)?.container?.id)).toBe('b6b36354a899');
  });
  it('does not take the monitor of a container for what runs in it', () => {
    expect(parseCgroup(`0::/machine.slice/libpod-conmon-${ID}.scope`)?.container).toBeUndefined();
    const pod = `/libpod_parent/${'7'.repeat(64)}`;
    expect(parseCgroup(`0::/\n8:pids:${pod}/conmon`)?.container).toBeUndefined();
    expect(parseCgroup(`0::/\n8:pids:${pod}/libpod-${ID}`)?.container).toMatchObject({
      runtime: 'podman',
      id: ID,
    });
  });
  it('names an LXC container', () => {
    expect(parseCgroup('0::/lxc.payload.web1/system.slice/nginx.service')).toMatchObject({
      container: { runtime: 'lxc', name: 'web1' },
      systemdUnit: 'nginx.service',
    });
  });
  it.each([
    ['0::/machine.slice/machine-lxc\\x2d3\\x2dweb\\x2d2.scope', 'libvirt', 'web-2'],
    ['0::/machine.slice/systemd-nspawn@blue.service/payload', 'nspawn', 'blue'],
    ['0::/machine.slice/machine-blue.scope', 'nspawn', 'blue'],
  ])('names a machine of systemd-machined: %s', (text, runtime, name) => {
    expect(parseCgroup(text)?.container).toEqual({ runtime, id: name, name });
  });
  it.each([
    ['0::/machine.slice/machine-qemu\\x2d3\\x2dweb\\x2d2.scope/libvirt/emulator', 'web-2'],
    // As libvirt 9.0 makes them where no systemd-machined runs.
    [
      '4:memory:/machine/qemu-2-web-vm.libvirt-qemu\n0::/machine/qemu-2-web-vm.libvirt-qemu/emulator',
      'web-vm',
    ],
  ])('names a virtual machine of libvirt: %s', (text, name) => {
    expect(parseCgroup(text)?.container).toEqual({
      runtime: 'libvirt',
      id: name,
      name,
      isVirtualMachine: true,
    });
  });
  it('has of a virtual machine what libvirt kept of its name, which its command has in full', () => {
    const guest = { runtime: 'libvirt', id: 'webvm2', name: 'webvm2', isVirtualMachine: true } as const;
    const command = ['/usr/bin/qemu-system-x86_64', '-name', 'guest=web_vm,, 2,debug-threads=on', '-S'];
    expect(namedByCommand(guest, command).name).toBe('web_vm, 2');
    expect(namedByCommand(guest, ['/usr/bin/swtpm', 'socket'])).toEqual(guest);
    expect(namedByCommand({ runtime: 'lxc', id: 'a', name: 'a' }, command).name).toBe('a');
  });
  it("is systemd's own hierarchy where the unified one is empty", () => {
    expect(parseCgroup('4:memory:/x\n1:name=systemd:/system.slice/sshd.service\n0::/\n')?.path).toBe(
      '/system.slice/sshd.service',
    );
  });
  it('is mounted where mountinfo says', () => {
    const text = `20 1 0:4 / /proc rw - proc proc rw
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw
`;
    expect(parseCgroup2Mount(text)).toBe('/sys/fs/cgroup/unified');
    expect(parseCgroup2Mount('')).toBeUndefined();
  });
});

describe('multicast memberships', () => {
  it('come in groups of a device for IPv4', () => {
    const text = `Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
1\tlo        :     1      V3
\t\t\t\t010000E0     1 0:00000000\t\t0
6\tbr0       :     2      V3
\t\t\t\tFB0000E0     1 0:00000000\t\t0
\t\t\t\t010000E0     1 0:00000000\t\t0
`;
    expect(parseIgmp(text).map(({ device, group }) => `${group}%${device}`)).toEqual([
      '224.0.0.1%lo',
      '224.0.0.251%br0',
      '224.0.0.1%br0',
    ]);
  });
  it('name a device by all of its name, which may leave no blank before the colon', () => {
    const text = 'Idx\tDevice\n7\tbr-0123456789a:     1      V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n';
    expect(parseIgmp(text)).toEqual([
      { family: 'ipv4', device: 'br-0123456789a', group: '224.0.0.1', users: 1 },
    ]);
  });
  it('come one a line for IPv6', () => {
    expect(parseIgmp6('6    br0             ff0200000000000000000001ffcf9e9f     1 00000004 0\n')).toEqual([
      { family: 'ipv6', device: 'br0', group: 'ff02::1:ffcf:9e9f', users: 1 },
    ]);
  });
});

describe('os-release', () => {
  it('quotes as a shell does', () => {
    expect(parsePrettyName('NAME="X"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')).toBe(
      'Debian GNU/Linux 12 (bookworm)',
    );
    expect(parsePrettyName("PRETTY_NAME='a'")).toBe('a');
    expect(parsePrettyName('PRETTY_NAME="a \\"b\\" \\$c"')).toBe('a "b" $c');
    expect(parsePrettyName('ID=x')).toBeUndefined();
  });
});
