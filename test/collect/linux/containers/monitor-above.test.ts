import { describe, expect, it } from 'vitest';
import { createHostIo, type HostIo } from '../../../../src/collect/host-io.js';
import { monitorAbove } from '../../../../src/collect/linux/owners/containers/monitor-above.js';

const ID = 'b7fce6a7a4663752f7bcece09ebb8a549f4f1b51c7964d359e03fc9de85e2b0a';
/** As podman 4.3 without root starts it, shortened. */
const CONMON =
  `/usr/bin/conmon --api-version 1 -c ${ID} -u ${ID} -r /usr/bin/crun -n web --exit-dir /run/user/1234/libpod/tmp/exits ` +
  `--full-attach --exit-command /usr/bin/podman --exit-command-arg --root`;

/** Processes by pid: name, parent, command line. */
function hostOf(processes: Readonly<Record<number, readonly [string, number, string]>>): HostIo {
  return {
    ...createHostIo(),
    readText(path) {
      const [, pid, file] = /^\/proc\/(\d+)\/(\w+)$/.exec(path) ?? [];
      const found = processes[Number(pid)];
      if (found === undefined) return { ok: false, why: 'missing', detail: 'ENOENT' };
      const [name, parent, command] = found;
      const value = file === 'stat' ? `${pid} (${name}) S ${parent} 1 1 0` : command.replaceAll(' ', '\0');
      return { ok: true, value };
    },
  };
}

describe('the monitor above a process', () => {
  const io = hostOf({
    10: ['conmon', 1, CONMON],
    11: ['busybox', 10, 'busybox httpd'],
    12: ['a (conmon) b', 11, 'x'],
    20: ['conmon', 1, 'conmon -n odd -c ../x'],
    21: ['sh', 20, 'sh'],
    30: ['sshd', 1, '/usr/sbin/sshd'],
    40: [
      'libvirt_lxc',
      1,
      '/usr/lib/libvirt/libvirt_lxc --name my_web+1 --console 22 --security=none --veth vnet1',
    ],
    41: ['init', 40, '/sbin/init'],
    50: ['systemd-nspawn', 1, 'systemd-nspawn -q --keep-unit -M mail -D /srv/other /usr/sbin/exim -M foo'],
    51: ['exim', 50, '/usr/sbin/exim -M foo'],
    60: ['constructor', 1, 'x'],
    61: ['sh', 60, 'sh'],
  });

  it('tells the name and the id of its container, and whose it is', () => {
    expect(monitorAbove(io, 11)).toEqual({ runtime: 'podman', id: ID, name: 'web' });
    expect(monitorAbove(io, 12)).toEqual({ runtime: 'podman', id: ID, name: 'web' });
  });

  it('tells the name of a container of libvirt, and of a machine of systemd-nspawn', () => {
    expect(monitorAbove(io, 41)).toEqual({ runtime: 'libvirt', id: 'my_web+1', name: 'my_web+1' });
    expect(monitorAbove(io, 51)).toEqual({ runtime: 'nspawn', id: 'mail', name: 'mail' });
  });

  it('tells nothing of itself, of what it gives no proper id, and where there is none', () => {
    for (const pid of [10, 21, 30, 61, 99]) expect(monitorAbove(io, pid)).toBeUndefined();
  });
});
