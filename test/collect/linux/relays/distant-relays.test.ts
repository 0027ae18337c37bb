import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHostIo } from '../../../../src/collect/host-io.js';
import { collectLinux } from '../../../../src/collect/linux/collect.js';
import { inspect } from '../../../../src/inspect.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../../support/network-namespace.js';
import { type OpenSockets, openSockets } from '../../../support/open-sockets.js';
import { requires } from '../../../support/requires.js';

/** Nobody else's: of an address that several namespaces have it cannot be told whose listener is meant. */
const NET = `10.${64 + ((process.pid >> 8) & 63)}.${process.pid & 255}`;

/** Calls itself as it is told to, connects, and says so. */
const CLIENT = `
require('node:fs').writeFileSync('/proc/self/comm', process.argv[1]);
require('node:net').connect(8000, process.argv[2], () => console.log('connected'));
`;

requires({ root: true, platform: 'linux', tools: ['ip'] })(
  'a connection to a listener of another namespace',
  () => {
    let proxy: NetworkNamespace;
    let app: NetworkNamespace;
    let servers: OpenSockets;
    const clients: ChildProcess[] = [];
    const connect = async (name: string) => {
      const words = ['netns', 'exec', proxy.name, process.execPath, '-e', CLIENT, name, `${NET}.2`];
      const client = spawn('ip', words, { stdio: ['ignore', 'pipe', 'inherit'] });
      clients.push(client);
      await once(client.stdout, 'data');
    };
    beforeAll(async () => {
      proxy = addNetworkNamespace();
      app = addNetworkNamespace();
      proxy.ip(`link add eth0 type veth peer name eth0 netns ${app.name}
        address add ${NET}.1/24 dev eth0
        link set eth0 up`);
      app.ip(`address add ${NET}.2/24 dev eth0
        link set eth0 up`);
      servers = await openSockets(['tcp:0.0.0.0:8000', 'tcp:127.0.0.1:8001'], { namespace: app.name });
    });
    afterAll(async () => {
      for (const client of clients) client.kill();
      await servers.close();
      proxy.remove();
      app.remove();
    });
    const relays = async () => {
      const facts = await collectLinux(createHostIo(), { namespaces: 'all' });
      const namespace = facts.namespaces.find(({ name }) => name === app.name);
      return { facts, namespace };
    };

    it('of a program that is no relay is no hint', async () => {
      await connect('psql');
      expect((await relays()).namespace?.relays ?? []).toEqual([]);
    });

    it('of a reverse proxy is a hint in the explanation of that listener, and changes no verdict', async () => {
      await connect('nginx');
      const { facts, namespace } = await relays();
      const pid = clients.at(-1)?.pid;
      expect(namespace?.relays).toEqual([{ pid, address: `${NET}.2`, port: 8000, seen: 'connected' }]);
      const told = (from: typeof facts) =>
        inspect(from).listeners.find(({ port, namespace: id }) => port === 8000 && id === namespace?.id);
      expect(told(facts)?.explanation).toContain(`by way of nginx (pid ${pid})`);
      const without = facts.namespaces.map((each) => ({ ...each, relays: [] }));
      const plain = told({ ...facts, namespaces: without });
      expect(plain?.explanation).not.toContain('by way of');
      expect(told(facts)?.reach).toEqual(plain?.reach);
    });

    it('is one where many came to the namespace of the proxy before it, from there and from elsewhere', async () => {
      for (const client of clients.splice(0)) {
        client.kill();
        await once(client, 'exit');
      }
      for (let i = 0; i < 10; i++)
        clients.push(spawn('ip', ['netns', 'exec', proxy.name, 'sleep', '600'], { stdio: 'ignore' }));
      await connect('haproxy');
      const pid = clients.at(-1)?.pid;
      expect((await relays()).namespace?.relays?.map((relay) => relay.pid)).toContain(pid);
      const facts = await proxy.enter(() => collectLinux(createHostIo(), { namespaces: 'all' }));
      const namespace = facts.namespaces.find(({ name }) => name === app.name);
      expect(facts.namespaces.find(({ current }) => current)?.name).toBe(proxy.name);
      expect(namespace?.relays?.map((relay) => relay.pid)).toContain(pid);
    });
  },
);
