import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHostIo } from '../../../../src/collect/host-io.js';
import { collectLinux } from '../../../../src/collect/linux/collect.js';
import { readFirewall } from '../../../../src/collect/linux/firewall/read-firewall.js';
import { inspect } from '../../../../src/inspect.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../../support/network-namespace.js';
import { requires } from '../../../support/requires.js';

const MAC = '52:54:00:aa:bb:01';
const QEMU =
  '-accel tcg -display none -m 64 -monitor none -serial none -name guest=web,debug-threads=on ' +
  `-netdev tap,id=n0,ifname=tap0,script=no,downscript=no -device virtio-net-pci,netdev=n0,mac=${MAC}`;
const RULES = `table ip nat {
  chain prerouting {
    type nat hook prerouting priority -100
    tcp dport 8080 dnat to 192.168.122.10:80
  }
}`;

requires({
  root: true,
  platform: 'linux',
  tools: ['ip', 'bridge', 'nft', 'sysctl', 'qemu-system-x86_64'],
  paths: ['/dev/net/tun'],
})('a port that NAT hands to a virtual machine', () => {
  let namespace: NetworkNamespace;
  let machine: ChildProcess;
  const run = (program: string, ...words: string[]) =>
    execFileSync('ip', ['netns', 'exec', namespace.name, program, ...words], { encoding: 'utf8' });
  const bridge = (words: string) => run('bridge', ...words.split(' '));

  beforeEach(async () => {
    namespace = addNetworkNamespace();
    namespace.ip(`link add br0 type bridge
      address add 192.168.122.1/24 dev br0
      link set br0 up
      link add eth0 type veth peer name far
      address add 10.1.0.2/24 dev eth0
      link set eth0 up
      link set far up
      tuntap add tap0 mode tap
      link set tap0 master br0 up
      link add port1 type veth peer name port2
      link set port1 master br0 up
      neighbour add 192.168.122.10 lladdr ${MAC} dev br0 nud stale`);
    run('sysctl', '-qw', 'net.ipv4.ip_forward=1');
    run('nft', RULES);
    const command = ['netns', 'exec', namespace.name, 'qemu-system-x86_64', ...QEMU.split(' ')];
    machine = spawn('ip', command, { stdio: 'ignore' });
    await expect.poll(() => run('ip', 'link', 'show', 'tap0'), { timeout: 20_000 }).toContain('LOWER_UP');
  }, 30_000);
  afterEach(async () => {
    const ended = once(machine, 'close');
    machine.kill('SIGKILL');
    await ended;
    namespace.remove();
  });

  const audit = async () =>
    inspect(await namespace.enter(() => collectLinux(createHostIo(), { readFirewall })));

  it('names the machine, as long as nobody else on the bridge has its hardware address', async () => {
    const { forwards, interfaces } = await audit();
    expect(interfaces.find(({ name }) => name === 'tap0')?.guest).toEqual({
      name: 'web',
      addresses: ['192.168.122.10'],
    });
    expect(forwards).toMatchObject([{ target: { address: '192.168.122.10', port: 80, guest: 'web' } }]);
    expect(forwards[0]?.explanation).toContain('192.168.122.10:80 of the virtual machine web');

    bridge(`fdb replace ${MAC} dev port1 master static`);
    const moved = await audit();
    expect(moved.forwards[0]?.target.guest).toBeUndefined();
    expect(moved.forwards[0]?.explanation).not.toContain('virtual machine');

    bridge(`fdb replace ${MAC} dev tap0 master static`);
    expect((await audit()).forwards[0]?.target.guest).toBe('web');
  });
});
