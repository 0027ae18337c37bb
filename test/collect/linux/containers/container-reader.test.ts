import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createHostIo, type HostIo } from '../../../../src/collect/host-io.js';
import { askRuntime } from '../../../../src/collect/linux/owners/containers/ask-runtime.js';
import { createContainerReader } from '../../../../src/collect/linux/owners/containers/container-reader.js';

const ID = 'b6b36354a89958aa7f12dc961d54e75ff95bef34aaa21d178c9c244bf601b01c';
const OTHER = '73cac257cddf96b9aa7224656766b933d3c528183caa710ae73bd56907751567';

/** As Docker Engine 20.10 answered, shortened. */
const LIST = [
  {
    Id: ID,
    Names: ['/web'],
    Image: 'acme/shop:1.2',
    Ports: [
      { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { PrivatePort: 443, Type: 'tcp' },
    ],
    Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' },
    State: 'running',
    HostConfig: { NetworkMode: 'default' },
    NetworkSettings: { Networks: { bridge: { IPAddress: '172.17.0.2', GlobalIPv6Address: '' } } },
  },
];

let close: (() => void) | undefined;
afterEach(() => {
  close?.();
  close = undefined;
});

/** A socket in a directory of its own, and what answers there. */
async function serve(answer: RequestListener): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'listenscope-runtime-'));
  const path = join(directory, 'docker.sock');
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true });
  };
  return path;
}

/** The system with files of one's own; /run/docker.sock listens with inode 7 and is asked at `path`. */
function hostWith(files: Readonly<Record<string, string>>): HostIo {
  const missing = { ok: false, why: 'missing', detail: 'ENOENT' } as const;
  return {
    ...createHostIo(),
    readText: (path) => (files[path] === undefined ? missing : { ok: true, value: files[path] }),
    listDir: (path) => {
      const inside = Object.keys(files).filter((file) => file.startsWith(`${path}/`));
      return inside.length === 0
        ? missing
        : { ok: true, value: inside.map((file) => file.slice(path.length + 1).split('/')[0] ?? '') };
    },
    inodeOf: (path) => (path === '/run/docker.sock' ? { ok: true, value: 1 } : missing),
  };
}

const UNIX = 'Num RefCount\n02: 00000002 00000000 00010000 0001 01 7 /run/docker.sock\n';
const LISTENING = { '/proc/thread-self/net/unix': UNIX };
const seen = [{ runtime: 'docker', id: ID } as const];
const toldAt = (path: string) => (_: string, request: string) => askRuntime(path, request);

describe('containers', () => {
  it('are what the runtime tells over its socket', async () => {
    const asked: string[] = [];
    const path = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end(JSON.stringify(LIST));
    });
    const reader = createContainerReader(hostWith(LISTENING), toldAt(path));
    expect(reader.begin()).toEqual([7]);
    const { containers, gaps } = await reader.read(seen, () => ['systemd', 'dockerd']);
    expect(asked).toEqual(['GET /containers/json']);
    expect(gaps).toEqual([]);
    expect(containers).toEqual([
      {
        runtime: 'docker',
        id: ID,
        name: 'web',
        image: 'acme/shop:1.2',
        state: 'running',
        compose: { project: 'shop', service: 'web' },
        networkMode: 'default',
        networks: ['bridge'],
        addresses: ['172.17.0.2'],
        published: [{ protocol: 'tcp', address: '0.0.0.0', port: 8080, target: 80 }],
      },
    ]);
  });

  it('are asked for once as long as no other is seen', async () => {
    let asked = 0;
    const path = await serve((_, response) => {
      asked += 1;
      response.end(JSON.stringify(LIST));
    });
    const reader = createContainerReader(hostWith(LISTENING), toldAt(path));
    for (const each of [seen, seen, [...seen, { runtime: 'docker', id: OTHER } as const]]) {
      reader.begin();
      await reader.read(each, () => ['dockerd']);
    }
    expect(asked).toBe(2);
  });

  it('are not asked for at a socket that systemd alone holds, which would start the runtime', async () => {
    const reader = createContainerReader(hostWith(LISTENING), () => {
      throw new Error('asked');
    });
    reader.begin();
    expect(await reader.read(seen, () => ['systemd'])).toEqual({ containers: seen, gaps: [] });
  });

  it('are asked for where Docker runs without root, whose socket another network namespace lists', async () => {
    const path = await serve((_, response) => response.end(JSON.stringify(LIST)));
    const files = {
      '/run/user/1000/docker.pid': '6606',
      '/proc/6606/comm': 'dockerd\n',
      '/proc/thread-self/net/unix': 'Num RefCount\n',
    };
    const io: HostIo = {
      ...hostWith(files),
      listDir: (folder) => ({ ok: true, value: folder === '/run/user' ? ['1000'] : [] }),
      inodeOf: (at) =>
        at === '/run/user/1000/docker.sock'
          ? { ok: true, value: 1 }
          : { ok: false, why: 'missing', detail: 'ENOENT' },
    };
    const reader = createContainerReader(io, toldAt(path));
    expect(reader.begin()).toEqual([]);
    expect((await reader.read([], () => [])).containers).toMatchObject([{ name: 'web' }]);
  });

  it('have no names while the runtime hangs, which is a gap', async () => {
    const path = await serve(() => {});
    const reader = createContainerReader(hostWith(LISTENING), toldAt(path));
    reader.begin();
    const { containers, gaps } = await reader.read(seen, () => ['dockerd']);
    expect(containers).toEqual(seen);
    expect(gaps).toMatchObject([{ code: 'containers-unreadable', subject: 'docker' }]);
    expect(gaps[0]?.detail).toContain('did not answer within');
  });

  it('are unknown, not none, when the runtime answers nonsense and nothing else tells of any', async () => {
    const path = await serve((_, response) => response.end('<html>'));
    const reader = createContainerReader(hostWith(LISTENING), toldAt(path));
    reader.begin();
    const { containers, gaps } = await reader.read([], () => ['dockerd']);
    expect(containers).toBeUndefined();
    expect(gaps).toMatchObject([{ code: 'containers-unreadable', subject: 'docker' }]);
    expect(gaps[0]?.detail).toContain('its answer is no JSON');
  });

  it("have podman's pods, which it tells at a path of its own", async () => {
    const pods = [{ Name: 'shop', Containers: [{ Id: ID, Names: 'web', Status: 'running' }] }, null];
    const path = await serve((request, response) =>
      response.end(JSON.stringify(request.url === '/v4.0.0/libpod/pods/json' ? pods : LIST)),
    );
    const listening = { '/proc/thread-self/net/unix': UNIX.replace('docker.sock', 'podman/podman.sock') };
    const io: HostIo = {
      ...hostWith(listening),
      inodeOf: (at) =>
        at === '/run/podman/podman.sock'
          ? { ok: true, value: 1 }
          : { ok: false, why: 'missing', detail: 'ENOENT' },
    };
    const reader = createContainerReader(io, toldAt(path));
    expect(reader.begin()).toEqual([7]);
    const { containers, gaps } = await reader.read(seen, () => ['podman']);
    expect(gaps).toEqual([]);
    expect(containers).toMatchObject([{ runtime: 'podman', name: 'web', pod: { name: 'shop' } }]);
  });

  it("have the names that Docker's, podman's and kubelet's files tell", async () => {
    const storage = '/var/lib/containers/storage/vfs-containers/containers.json';
    const files = {
      [`/var/lib/docker/containers/${ID}/config.v2.json`]: JSON.stringify({
        Name: '/web',
        Config: { Image: 'nginx:1.27', Labels: { 'com.docker.compose.project': 'shop' } },
      }),
      [storage]: JSON.stringify([{ id: OTHER, names: ['db'], metadata: '{"image-name":"postgres:17"}' }]),
      [`/var/log/containers/api-7d9_shop_app-${'c'.repeat(64)}.log`]: '',
    };
    const reader = createContainerReader(hostWith(files), undefined);
    reader.begin();
    const { containers, gaps } = await reader.read(
      [
        { runtime: 'docker', id: ID },
        { runtime: 'podman', id: OTHER },
        { runtime: 'kubernetes', id: 'c'.repeat(64) },
        { runtime: 'lxc', id: 'blue', name: 'blue' },
      ],
      () => [],
    );
    expect(gaps).toEqual([]);
    expect(containers).toMatchObject([
      { name: 'web', image: 'nginx:1.27', compose: { project: 'shop' } },
      { name: 'db', image: 'postgres:17' },
      { name: 'api-7d9/app', pod: { name: 'api-7d9', namespace: 'shop' } },
      { name: 'blue', runtime: 'lxc' },
    ]);
  });
});
