import { execFileSync, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseCapture } from '../../../src/collect/capture/parse-capture.js';
import { explainAddress } from '../../../src/explain/address/explain-address.js';
import { inspect } from '../../../src/inspect.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../support/network-namespace.js';
import { type OpenSockets, openSockets } from '../../support/open-sockets.js';
import { requires } from '../../support/requires.js';

/* What `explain` says of Linux, tried on Linux: a host with two network cards, and a peer behind them. */

const SERVERS = [
  'tcp:0.0.0.0:80',
  'tcp:127.0.0.1:8080',
  'tcp:127.0.0.2:8080',
  'tcp:127.9.9.9:8080',
  'tcp:[::]:443,v6only=0',
  'tcp:[::]:444,v6only=1',
  'tcp:[::1]:631',
  'tcp:192.168.1.1:22',
  'tcp:10.9.9.9:5432',
  'tcp:10.8.8.8:9000,freebind',
];

const ADDRESSES = [
  '0.0.0.0',
  '127.0.0.1',
  '127.0.0.2',
  '127.255.255.254',
  '127.255.255.255',
  '192.168.1.1',
  '192.168.1.255',
  '10.9.9.9',
  '10.8.8.8',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:0.0.0.0',
  '224.0.0.251',
  'fe80::1',
];
const PORTS = [80, 8080, 443, 444, 631, 22, 5432, 9000];

requires({ root: true, tools: ['bash', 'ip', 'nsenter'], platform: 'linux' })('the kernel', () => {
  let host: NetworkNamespace;
  let peer: NetworkNamespace;
  let servers: OpenSockets;

  beforeAll(async () => {
    host = addNetworkNamespace();
    peer = addNetworkNamespace();
    host.ip(`link add eth0 type veth peer name eth0 netns ${peer.name}
             addr add 192.168.1.1/24 brd + dev eth0
             addr add 10.9.9.9/32 dev lo
             link set eth0 up`);
    peer.ip(`addr add 192.168.1.9/24 dev eth0
             link set eth0 up
             route add 10.9.9.9 via 192.168.1.1`);
    // Until the kernel knows that nobody else has its link-local address, it has no source for IPv6.
    const tentative = () =>
      execFileSync('ip', ['-n', host.name, '-6', 'address', 'show', 'tentative'], { encoding: 'utf8' });
    await vi.waitFor(() => expect(tentative()).toBe(''), { timeout: 8000 });
    servers = await openSockets(SERVERS, { namespace: host.name, serve: true });
    expect(servers.sockets.filter(({ error }) => error !== undefined)).toEqual([]);
  }, 15_000);
  afterAll(async () => {
    await servers.close();
    for (const each of [host, peer]) each.remove();
  });

  /** Which server gets a connection from `namespace` and whom it sees, or why there is none. */
  async function dial(namespace: NetworkNamespace, address: string, port: number): Promise<string> {
    const before = servers.arrivals.length;
    const outcome = await namespace.enter(
      () =>
        new Promise<string>((resolve) => {
          const socket = connect({ host: address, port, timeout: 400 });
          const end = (text: string) => {
            socket.destroy();
            resolve(text);
          };
          socket.on('connect', () => end('connected'));
          socket.on('timeout', () => end('no answer'));
          socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
        }),
    );
    if (outcome !== 'connected') return outcome;
    await expect.poll(() => servers.arrivals.length).toBeGreaterThan(before);
    const arrival = servers.arrivals[before];
    return `${arrival?.arrived} sees ${arrival?.from}`;
  }

  it.each([
    ['0.0.0.0', 80, 'tcp:0.0.0.0:80 sees 127.0.0.1'],
    ['0.0.0.0', 8080, 'tcp:127.0.0.1:8080 sees 127.0.0.1'],
    ['::', 631, 'tcp:[::1]:631 sees ::1'],
    ['127.0.0.2', 80, 'tcp:0.0.0.0:80 sees 127.0.0.1'],
    ['127.255.255.254', 80, 'tcp:0.0.0.0:80 sees 127.0.0.1'],
    ['127.0.0.2', 8080, 'tcp:127.0.0.2:8080 sees 127.0.0.1'],
    ['127.9.9.9', 8080, 'tcp:127.9.9.9:8080 sees 127.0.0.1'],
    ['127.0.0.3', 8080, 'ECONNREFUSED'],
    ['127.0.0.1', 443, 'tcp:[::]:443,v6only=0 sees ::ffff:127.0.0.1'],
    ['127.0.0.1', 444, 'ECONNREFUSED'],
    ['127.0.0.1', 631, 'ECONNREFUSED'],
    ['::1', 80, 'ECONNREFUSED'],
    ['127.0.0.1', 22, 'ECONNREFUSED'],
    ['127.255.255.255', 80, 'ENETUNREACH'],
    ['192.168.1.255', 80, 'ENETUNREACH'],
  ])('a program that connects to %s port %i: %s', async (address, port, outcome) => {
    expect(await dial(host, address, port)).toBe(outcome);
  });

  // By bash: libuv of Node 24 chooses a zone itself.
  it('refuses to connect to fe80::1 without a zone: EINVAL', () => {
    const words = ['netns', 'exec', host.name, 'bash', '-c', 'exec 3<>/dev/tcp/fe80::1/443'];
    const { stderr } = spawnSync('ip', words, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    expect(stderr).toContain('Invalid argument');
  });

  it('takes packets from outside for an address that sits on lo', async () => {
    expect(await dial(peer, '10.9.9.9', 5432)).toBe('tcp:10.9.9.9:5432 sees 192.168.1.9');
  });

  it('answers where `explain` says that somebody answers, and nowhere else', async () => {
    const capture = [process.execPath, 'dist/cli.cjs', 'capture', '--netns', 'current'];
    const facts = parseCapture(
      execFileSync('ip', ['netns', 'exec', host.name, ...capture], { encoding: 'utf8' }),
    );
    if ('error' in facts) throw new Error(facts.error);
    const audit = inspect(facts);
    const said: string[] = [];
    const seen: string[] = [];
    for (const address of ADDRESSES)
      for (const port of PORTS) {
        const answers = explainAddress(address, audit, port).port?.answers ?? [];
        // Of 0.0.0.0 and :: the answer tells of peers from elsewhere, too.
        const isFromHere = answers.some(({ reach }) =>
          reach.some((entry) => entry.interface === 'lo' && entry.verdict === 'allowed'),
        );
        if (isFromHere) said.push(`${address} ${port}`);
        if ((await dial(host, address, port)).includes(' sees ')) seen.push(`${address} ${port}`);
      }
    expect(said).toEqual(seen);
    expect(seen.length).toBeGreaterThan(15);
  });
});
