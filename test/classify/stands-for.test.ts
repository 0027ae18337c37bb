import { describe, expect, it } from 'vitest';
import { standsFor } from '../../src/classify/stands-for.js';
import type { Container } from '../../src/model/container.js';
import type { Process } from '../../src/model/facts.js';

const holder = (name: string, ...command: string[]): Process => ({ pid: 8, name, command });
const at = (port: number, address = '0.0.0.0') => ({ protocol: 'tcp', address, port }) as const;

const WEB: Container = {
  runtime: 'docker',
  id: 'b6b36354a89958aa7f12dc961d54e75ff95bef34aaa21d178c9c244bf601b01c',
  name: 'web',
  addresses: ['172.17.0.2'],
  published: [{ protocol: 'tcp', address: '0.0.0.0', port: 8080, target: 80 }],
};
const facts = { containers: [WEB], activations: [] };

describe('a holder stands in', () => {
  it('for the container whose address docker-proxy was given', () => {
    const words = '-proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80';
    const proxy = holder('docker-proxy', '/usr/bin/docker-proxy', ...words.split(' '));
    const known = { kind: 'container', by: 'docker-proxy', address: '172.17.0.2', port: 80 };
    expect(standsFor(at(8080), [proxy], facts)).toEqual({ ...known, container: 'web' });
    expect(standsFor(at(8080), [proxy], {})).toEqual({ ...known, container: undefined });
  });

  it('for the container that publishes the port which dockerd holds itself; for none at its own port', () => {
    expect(standsFor(at(8080), [holder('dockerd')], facts)).toMatchObject({ container: 'web', port: 80 });
    expect(standsFor(at(2375), [holder('dockerd')], facts)).toBeUndefined();
  });

  it('for the container that conmon watches over, and for one unknown with rootlessport', () => {
    const conmon = holder('conmon', 'conmon', '--api-version', '1', '-c', 'ab12', '-n', 'db');
    expect(standsFor(at(5432), [conmon], {})).toMatchObject({ by: 'conmon', container: 'db' });
    expect(standsFor(at(5432), [holder('rootlessport')], {})).toEqual({
      kind: 'container',
      by: 'rootlessport',
    });
  });

  it('for the pod whose port conmon holds, whichever of its containers is told of first', () => {
    const podman = { ...WEB, runtime: 'podman', pod: { name: 'shop' } } as const;
    const containers = [podman, { ...podman, name: 'shop-infra' }];
    const conmon = holder('conmon', 'conmon', '-n', 'shop-infra');
    expect(standsFor(at(8080), [conmon], { containers })).toMatchObject({
      container: 'shop-infra',
      pod: 'shop',
    });
    expect(standsFor(at(8080), [conmon], {})).toMatchObject({ container: 'shop-infra' });
  });

  it('for the container that a process of podman without root has entered, or was told the id of', () => {
    expect(standsFor(at(8082), [{ ...holder('rootlessport'), entered: 'db' }], {})).toMatchObject({
      by: 'rootlessport',
      container: 'db',
    });
    const socket = `/run/user/1234/libpod/tmp/${WEB.id}.net`;
    const slirp = holder('slirp4netns', 'slirp4netns', '-c', '--api-socket', socket, 'tap0');
    expect(standsFor(at(8082), [slirp], facts)).toMatchObject({ container: 'web' });
    expect(standsFor(at(8082), [slirp], {})).toMatchObject({ container: WEB.id.slice(0, 12) });
    expect(standsFor(at(9090), [holder('passt.avx2', 'pasta', '-t', '9090:80')], {})).toMatchObject({
      kind: 'container',
    });
  });

  it('for the service that its socket starts, by the unit that has the address', () => {
    const unit = { by: 'systemd', protocol: 'tcp', port: 22 } as const;
    const activations = [
      { ...unit, name: 'a.socket', starts: 'a.service', address: '127.0.0.1' },
      { ...unit, name: 'ssh.socket', starts: 'ssh.service', address: '0.0.0.0' },
    ];
    const held = standsFor(at(22), [{ ...holder('systemd'), pid: 1 }, holder('sshd')], { activations });
    expect(held).toEqual({ kind: 'service', by: 'systemd', name: 'ssh.socket', starts: 'ssh.service' });
    expect(standsFor(at(22), [holder('sshd', '/usr/sbin/sshd')], { activations })).toBeUndefined();
  });

  it('for no unit of the system, where the systemd of a user or of a container holds the socket', () => {
    const activations = [
      {
        by: 'systemd',
        protocol: 'tcp',
        port: 22,
        address: '0.0.0.0',
        name: 'ssh.socket',
        starts: 'ssh.service',
      },
    ] as const;
    expect(standsFor(at(22), [{ ...holder('systemd'), pid: 1 }], { activations })?.kind).toBe('service');
    expect(standsFor(at(22), [{ ...holder('systemd'), pid: 294 }], { activations })).toBeUndefined();
  });

  it('for what systemd-socket-activate starts, and for where xinetd hands connections on to', () => {
    const words = 'systemd-socket-activate -a --inetd -l 7031 -E A=b /bin/cat -n'.split(' ');
    expect(standsFor(at(7031), [holder('systemd-socket-', ...words)], {})).toEqual({
      kind: 'service',
      by: 'systemd',
      starts: '/bin/cat',
      name: 'systemd-socket-activate',
    });
    const proxy = holder('systemd-socket-', '/lib/systemd/systemd-socket-proxyd', '127.0.0.1:3000');
    expect(standsFor(at(7031), [proxy], {})).toBeUndefined();
    const redirect = {
      by: 'xinetd',
      protocol: 'tcp',
      port: 7008,
      starts: '',
      name: 'red',
      to: 'db:5432',
    } as const;
    expect(standsFor(at(7008), [holder('xinetd')], { activations: [redirect] })).toEqual({
      kind: 'tunnel',
      by: 'xinetd',
      to: 'db:5432',
    });
  });

  it.each([
    ['sshd: alice@pts/0', { by: 'sshd', user: 'alice' }],
    ['sshd: alice', { by: 'sshd', user: 'alice' }],
    ['sshd: alice@notty', { by: 'sshd', user: 'alice' }],
    ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups', undefined],
    ['/usr/sbin/sshd -D', undefined],
  ])('for who logged in, in a process of sshd that calls itself %j', (title, tunnel) => {
    const found = standsFor(at(9000, '127.0.0.1'), [holder('sshd', title)], {});
    if (tunnel === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject({ kind: 'tunnel', ...tunnel });
  });

  it.each([
    ['ssh -N -L 8080:db:5432 bastion', 'db:5432 by way of bastion'],
    [
      'ssh -NfL *:8080:[fd00::1]:80 -p 22 bob@bastion uptime -L 8080:x:1',
      '[fd00::1]:80 by way of bob@bastion',
    ],
    ['ssh -D 127.0.0.1:8080 bastion', 'wherever its clients ask (SOCKS) by way of bastion'],
    ['ssh bastion', 'its far end by way of bastion'],
  ])('for the far end of %s', (command, to) => {
    expect(standsFor(at(8080), [holder('ssh', ...command.split(' '))], {})).toMatchObject({ by: 'ssh', to });
  });

  it('for what socat and kubectl forward to, and for nobody as a server of its own', () => {
    const socat = holder('socat', 'socat', '-d', 'TCP-LISTEN:8080,fork', 'TCP:10.0.0.5:80');
    expect(standsFor(at(8080), [socat], {})).toMatchObject({ by: 'socat', to: '10.0.0.5:80' });
    const udp = { ...at(9012), protocol: 'udp' } as const;
    const datagrams = holder('socat', 'socat', 'UDP-LISTEN:9012,fork', 'UDP:10.9.9.5:53');
    expect(standsFor(udp, [datagrams], {})).toMatchObject({ by: 'socat', to: '10.9.9.5:53' });
    const kubectl = holder('kubectl', 'kubectl', '-n', 'shop', 'port-forward', 'svc/web', '8080:80');
    expect(standsFor(at(8080), [kubectl], {})).toMatchObject({ to: 'svc/web' });
    expect(standsFor(at(80), [holder('nginx', 'nginx: master process')], facts)).toBeUndefined();
  });
});
