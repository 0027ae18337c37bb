import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHostIo, type HostIo } from '../../../../src/collect/host-io.js';
import { collectLinux } from '../../../../src/collect/linux/collect.js';
import { openNetlink } from '../../../../src/collect/linux/netlink/netlink.js';
import { targetsOf } from '../../../../src/collect/linux/owners/relays/relay-programs.js';
import { readLoopbackClients } from '../../../../src/collect/linux/owners/relays/tcp-clients.js';
import { loadLibc } from '../../../../src/collect/linux/system/libc.js';
import { inspect } from '../../../../src/inspect.js';
import { requires } from '../../../support/requires.js';

describe('a command line tells where a relay hands on to', () => {
  it.each([
    ['ssh', 'ssh -N -R 9000:localhost:3000 bastion', [{ port: 3000 }]],
    ['ssh', 'ssh -NR *:9000:[::1]:3000 bastion', [{ address: '::1', port: 3000 }]],
    ['ssh', 'ssh -R 9000:db.example:5432 bastion', []],
    ['ssh', 'ssh -L 9000:localhost:3000 bastion', []],
    ['cloudflared', 'cloudflared tunnel --url http://localhost:3000', [{ port: 3000 }]],
    ['cloudflared', 'cloudflared tunnel --url=https://127.0.0.1/x', [{ address: '127.0.0.1', port: 443 }]],
    ['cloudflared', 'cloudflared tunnel run web', []],
    ['ngrok', 'ngrok http 3000', [{ port: 3000 }]],
    ['ngrok', 'ngrok tcp --region=eu 127.0.0.1:22', [{ address: '127.0.0.1', port: 22 }]],
    ['tailscale', 'tailscale serve --bg 3000', [{ port: 3000 }]],
    ['tailscale', 'tailscale status', []],
    ['socat', 'socat TCP-LISTEN:80,fork TCP:127.0.0.1:3000', [{ address: '127.0.0.1', port: 3000 }]],
    ['systemd-socket-', '/lib/systemd/systemd-socket-proxyd localhost:3000', [{ port: 3000 }]],
    ['systemd-socket-', 'systemd-socket-activate -a -l 127.0.0.1:3000 /bin/cat', []],
    ['nginx', 'nginx: master process', []],
  ])('%s: %s', (name, command, targets) => {
    expect(targetsOf(name, command.split(' '))).toEqual(targets);
  });
});

requires({ platform: 'linux' })('a connection to a port of the loopback', () => {
  const others: Server[] = [];
  let server: Server;
  let client: Socket;
  let port: number;
  const listen = async () => {
    const listening = createServer();
    others.push(listening);
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return listening;
  };
  beforeAll(async () => {
    server = await listen();
    port = (server.address() as AddressInfo).port;
    await new Promise<void>((resolve) => {
      client = connect(port, '127.0.0.1', resolve);
    });
  });
  afterAll(() => {
    client.destroy();
    for (const each of others) each.close();
  });

  it('is found among the ports asked for, wherever in the question its own is, and no other', async () => {
    const libc = loadLibc();
    if (libc === undefined) return;
    const netlink = openNetlink(libc);
    const unused = ((await listen()).address() as AddressInfo).port;
    const portsFound = (...ports: number[]) => readLoopbackClients(netlink, ports).map((found) => found.port);
    expect(portsFound(port)).toEqual([port]);
    expect(portsFound(unused, port)).toEqual([port]);
    expect(portsFound(port, unused)).toEqual([port]);
    expect(portsFound(unused)).toEqual([]);
    const many = Array.from({ length: 200 }, (_, i) => i + 1);
    expect(portsFound(...many, port)).toEqual([port]);
    expect(portsFound(...many, unused)).toEqual([]);
    netlink.close();
  });

  it('of a reverse proxy is a hint in the explanation of a listener that others hold, and of no own one', async () => {
    const facts = await collectLinux(named('nginx'));
    const relays = facts.namespaces[0]?.relays?.filter((relay) => relay.port === port);
    expect(relays).toEqual([{ pid: process.pid, address: '127.0.0.1', port, seen: 'connected' }]);
    const strangers = facts.namespaces.map((namespace) => ({
      ...namespace,
      sockets: namespace.sockets.map((socket) => (socket.port === port ? { ...socket, pids: [1] } : socket)),
    }));
    const [told] = inspect({ ...facts, namespaces: strangers }).listeners.filter(
      (each) => each.port === port,
    );
    expect(told?.explanation).toContain(`by way of nginx (pid ${process.pid}): a hint`);
    const [own] = inspect(facts).listeners.filter((each) => each.port === port);
    expect(own?.explanation).not.toContain('hint');
    expect(told).toMatchObject({ exposure: own?.exposure, reach: own?.reach });
  });

  it('of any other program is none', async () => {
    const facts = await collectLinux(named('psql'));
    expect(facts.namespaces[0]?.relays?.filter((relay) => relay.port === port)).toEqual([]);
  });
});

/** This system, in which this process has the name of another program, and few connections are open. */
function named(name: string): HostIo {
  const io = createHostIo();
  return {
    ...io,
    readTexts: undefined,
    readText(path, enough) {
      if (path === `/proc/${process.pid}/comm`) return { ok: true, value: `${name}\n` };
      if (path.endsWith('/net/sockstat'))
        return { ok: true, value: 'TCP: inuse 9 orphan 0 tw 0 alloc 9 mem 0\n' };
      const text = io.readText(path, enough);
      if (path !== `/proc/${process.pid}/stat` || !text.ok) return text;
      return { ok: true, value: text.value.replace(/\(.*\)/, `(${name})`) };
    },
  };
}
