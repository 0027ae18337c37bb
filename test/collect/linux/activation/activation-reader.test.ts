import { describe, expect, it } from 'vitest';
import { createActivationReader } from '../../../../src/collect/linux/owners/activation/activation-reader.js';
import type { Process, Socket } from '../../../../src/model/facts.js';
import { type FakeHost, fakeHost } from '../firewall/fake-host.js';

const systemd: Process = { pid: 1, name: 'systemd', command: ['/sbin/init'] };
const socket = (port: number, cgroup?: string): Socket => ({
  protocol: 'tcp',
  family: 'ipv6',
  address: '::',
  port,
  deviceKnown: true,
  cgroup,
  pids: [1],
  pidsComplete: true,
});
const SHOW = 'systemctl show --no-pager --property=Id,Listen,Triggers,Accept --';
const LATE = { kind: 'timed-out', timeoutMs: 2000 } as const;

const read = async (host: FakeHost, ...sockets: readonly Socket[]) => {
  const { io, ran } = fakeHost(host);
  return { ...(await createActivationReader(io).read(sockets, [systemd])), ran };
};
const started = async (files: Readonly<Record<string, string>>, unit = 'web.socket', more: FakeHost = {}) => {
  const { activations, gaps } = await read(
    { files, prints: { [`${SHOW} ${unit}`]: LATE }, ...more },
    socket(80, `/system.slice/${unit}`),
  );
  return activations?.[0]?.starts ?? gaps.map(({ subject }) => subject);
};

describe('the services that sockets of systemd are for', () => {
  it('are asked of it by the units in whose control groups they were opened, not of all units there are', async () => {
    const shown = 'Triggers=ssh.service\nListen=[::]:22 (Stream)\nAccept=no\nId=ssh.socket\n';
    const { activations, gaps, ran } = await read(
      { prints: { [`${SHOW} ssh.socket`]: shown } },
      socket(22, '/system.slice/ssh.socket'),
    );
    expect(ran).toEqual([`${SHOW} ssh.socket`]);
    expect(activations).toMatchObject([{ name: 'ssh.socket', starts: 'ssh.service', port: 22 }]);
    expect(gaps).toEqual([]);
  });

  it('are asked of all where one is in no control group of a unit', async () => {
    const sockets = [socket(22, '/system.slice/ssh.socket'), socket(80, '/init.scope')];
    const { ran, gaps } = await read({ prints: { [`${SHOW} *.socket`]: LATE } }, ...sockets);
    expect(ran).toEqual([`${SHOW} *.socket`]);
    expect(gaps.map(({ subject }) => subject)).toEqual(['socket units of systemd']);
  });

  it('are those that the unit files name where systemd does not answer in time', async () => {
    const file = '/lib/systemd/system/web.socket';
    const socketFile = '[Socket]\nListenStream=80\n';
    expect(await started({ [file]: socketFile })).toBe('web.service');
    expect(await started({ [file]: `${socketFile}Accept=yes\n` })).toBe('web@.service');
    expect(await started({ [file]: `${socketFile}Service=other.service\n` })).toBe('other.service');
    expect(await started({ '/lib/systemd/system/a@.socket': 'Accept=true' }, 'a@1.socket')).toBe(
      'a@.service',
    );
  });

  it('heed the file of the administrator before that of the package, and drop-ins by their names', async () => {
    const files = {
      '/lib/systemd/system/web.socket': 'Service=packaged.service',
      '/etc/systemd/system/web.socket': 'Service=local.service',
    };
    expect(await started(files)).toBe('local.service');
    const dropIns = {
      '/etc/systemd/system/web.socket.d/20.conf': 'Service=last.service',
      '/run/systemd/system/web.socket.d/20.conf': 'Service=hidden.service',
      '/run/systemd/system/web.socket.d/10.conf': 'Service=early.service',
      '/etc/systemd/system/web.socket.d/90.conf~': 'Service=backup.service',
    };
    expect(await started({ ...files, ...dropIns })).toBe('last.service');
  });

  it('are not known where neither tells', async () => {
    const unread = ['socket units of systemd'];
    expect(await started({})).toEqual(unread);
    const file = '/etc/systemd/system/web.socket';
    expect(await started({ [file]: '' }, 'web.socket', { denied: [file] })).toEqual(unread);
    expect(await started({ [file]: 'Service=%p-main.service' })).toEqual(unread);
  });
});
