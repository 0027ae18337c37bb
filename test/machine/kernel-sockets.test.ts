import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { beforeAll, expect, it } from 'vitest';
import { requires } from '../support/requires.js';

const { LISTENSCOPE_KERNEL, XDG_CACHE_HOME = `${homedir()}/.cache` } = process.env;
const KERNEL = LISTENSCOPE_KERNEL ?? `${XDG_CACHE_HOME}/listenscope/kernel`;
const TOOLS = ['qemu-system-x86_64', 'busybox', 'cpio', 'modprobe', 'ip', 'socat', 'tipc'];

interface Told {
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly owner: string;
  readonly subsystem: string | null;
  readonly interface: string | null;
  readonly exposure: string;
  readonly connects: boolean | null;
}

requires({ root: true, tools: TOOLS, paths: [`${KERNEL}/lib/modules`, 'dist/cli.cjs'] })(
  'on a machine of its own, with a kernel that has all modules',
  () => {
    let gaps: readonly object[] = [];
    let listeners: readonly Told[] = [];
    let vsock: readonly object[] = [];
    let refused = false;

    beforeAll(() => {
      const words = ['test/machine/boot.sh', 'test/machine/kernel-sockets.sh', '400'];
      const { stdout, stderr } = spawnSync('bash', words, { encoding: 'utf8' });
      ({ gaps, listeners, vsock, refused } = read(stdout, stderr));
    }, 500_000);

    const told = (protocol: string, port: number) =>
      listeners.filter((each) => each.protocol === protocol && each.port === port);

    it('nothing is missing', () => expect(gaps).toEqual([]));

    it.each([
      ['udp', 4789, 'vxlan', 'vx0'],
      ['udp', 6081, 'geneve', 'gnv0'],
      ['udp', 5555, 'fou', null],
      ['udp', 5556, 'fou', null],
      ['udp', 6118, 'tipc', null],
      ['udp', 7001, 'afs', null],
      ['tcp', 16385, 'rds', null],
      ['tcp', 3260, 'iscsi target', null],
      ['tcp', 4420, 'nvmet', null],
    ])(
      "the socket on %s port %i is known as the kernel's own, of %s",
      (protocol, port, subsystem, device) => {
        const found = told(protocol, port);
        expect(found.length).toBeGreaterThan(0);
        for (const each of found)
          expect(each).toMatchObject({
            owner: 'kernel',
            subsystem,
            interface: device,
            exposure: 'local-network',
          });
      },
    );

    it('WireGuard has the port that the kernel gave it, in the namespace in which its interface was made', () => {
      const ofWireGuard = listeners.filter(({ subsystem }) => subsystem === 'wireguard');
      const ports = (device: string | null) =>
        new Set(ofWireGuard.filter((each) => each.interface === device).map(({ port }) => port));
      expect([ports('wg0').size, ports(null).size]).toEqual([1, 1]);
      expect(ofWireGuard).toHaveLength(4);
    });

    it('no other socket is said to be without a holder', () => {
      expect(listeners.filter(({ owner }) => owner === 'unknown')).toEqual([]);
    });

    it('sockets of vsock are listed with their holders, by which programs of the guest came to them', () => {
      expect(vsock).toMatchObject([
        {
          cid: 2 ** 32 - 1,
          port: 8008,
          holder: 'socat',
          explanation: expect.stringContaining('its own programs'),
        },
        { cid: 1, port: 8009, holder: 'socat', explanation: expect.stringContaining('alone') },
      ]);
    });

    it('the peer connects to every TCP port that it is said to reach', () => {
      const open = listeners.filter(({ protocol }) => protocol === 'tcp');
      expect(open.length).toBeGreaterThanOrEqual(3);
      expect(open.filter(({ connects }) => connects === false)).toEqual([]);
      // And to no other.
      expect(refused).toBe(true);
    });
  },
);

function read(
  stdout: string,
  stderr: string,
): {
  readonly gaps: readonly object[];
  readonly listeners: readonly Told[];
  readonly vsock: readonly object[];
  readonly refused: boolean;
} {
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`${stdout}\n${stderr}`);
  return JSON.parse(last);
}
