import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createHostIo, type HostIo } from '../../../src/collect/host-io.js';
import { openNetlink } from '../../../src/collect/linux/netlink/netlink.js';
import {
  type Network,
  type NetworkReading,
  readNetwork,
} from '../../../src/collect/linux/network/read-network.js';
import { readSysctls } from '../../../src/collect/linux/network/read-sysctls.js';
import { loadLibc } from '../../../src/collect/linux/system/libc.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../support/network-namespace.js';
import { requires } from '../../support/requires.js';

const LINKS = `
  link add br0 type bridge
  link add port0 type veth peer name far0
  link set port0 master br0
  link set port0 type bridge_slave hairpin on isolated on
  link set br0 up
  link set port0 up
  link set far0 up
  link add lone0 type veth peer name off0
  link set lone0 up group 7 mtu 1400
  link add link lone0 name mac0 type macvlan
  link add vx0 type vxlan id 3 dev br0 dstport 4790
  tuntap add tun0 mode tun
  link set tun0 up`;
const ADDRESSES = `
  addr add 10.1.0.1/24 broadcast + dev br0
  addr add 10.1.0.9/32 scope link dev br0
  addr add fd01::1/64 dev br0 nodad
  addr add 192.0.2.77/32 dev lo
  addr add 10.8.0.1 peer 10.8.0.2/32 dev tun0
  addr add fd02::1 peer fd02::2/64 dev tun0 nodad
  addr add fd03::1/64 dev far0 nodad
  addr add 10.77.0.1/24 dev lone0`;
const ROUTES = `
  route add default via 10.1.0.254 metric 50
  route add 10.2.0.0/16 via 10.1.0.253 table 1000
  route add blackhole 10.3.0.0/16
  route add unreachable 10.4.0.0/16 metric 9
  route add prohibit 10.5.0.0/16
  route add throw 10.6.0.0/16 table 99
  route add 10.7.0.0/16 nexthop via 10.1.0.250 weight 2 nexthop via 10.1.0.251
  route add 10.9.0.0/16 dev tun0 src 10.1.0.1
  route add local 198.51.100.0/24 dev lo
  route add local 198.51.101.0/24 dev lo table 77
  route add 10.10.0.0/16 via inet6 fd01::99 dev br0
  route add broadcast 10.99.0.255 dev br0
  -6 route add default via fd01::fe
  -6 route add fd09::/64 nexthop via fd01::a nexthop via fd01::b
  -6 route add unreachable fd0a::/64
  -6 route add local fd0b::/64 dev lo
  -6 route add fd0c::/64 from fd01::/64 via fd01::9
  -6 route add blackhole fd0d::/64 table 500`;
const RULES = `
  rule add from 10.0.0.0/8 to 1.2.3.4 iif eth9 table 1000 pref 100
  rule add not fwmark 0x1/0xff lookup 51820 pref 101
  rule add fwmark 5 goto 32766 pref 102
  rule add uidrange 5-10 ipproto tcp dport 80-90 sport 5 prohibit pref 103
  rule add tos 0x10 unreachable pref 104
  rule add blackhole to 9.9.9.9 pref 105
  rule add nop pref 106
  rule add oif tun0 lookup main suppress_prefixlength 0 pref 107
  rule add fwmark 0/5 lookup 7 pref 109
  rule add l3mdev pref 1000
  -6 rule add from fd00::/8 lookup 44 pref 110`;

const io = createHostIo();
const HERE = 'net:[1]';

requires({ root: true, platform: 'linux', tools: ['ip'] })('a namespace with every kind of route', () => {
  let namespace: NetworkNamespace;
  let told: Network;

  beforeAll(async () => {
    namespace = addNetworkNamespace();
    for (const lines of [LINKS, ADDRESSES, ROUTES, RULES]) namespace.ip(lines);
    told = (await namespace.enter(readOverNetlink)).network;
  });
  afterAll(() => namespace?.remove());

  const devices = () => told.interfaces?.map(({ name }) => name);
  const routesTo = (destination: string) => told.routes?.filter((route) => route.destination === destination);
  const ruleAt = (priority: number) => told.rules?.find((rule) => rule.priority === priority);

  it('is told alike by rtnetlink and by ip', async () => {
    // Duplicate address detection of link-local addresses may end between the two.
    await vi.waitFor(async () => {
      const { network: asked } = await namespace.enter(readOverNetlink);
      const printed = await namespace.enter(async () => (await readNetwork(io, undefined, HERE)).network);
      expect(asked).toEqual(printed);
    });
  });

  it('has interfaces with kind, state, group, master and what ports of bridges let pass', () => {
    expect(devices()).toEqual(['lo', 'br0', 'far0', 'port0', 'off0', 'lone0', 'mac0', 'vx0', 'tun0']);
    const find = (name: string) => told.interfaces?.find((one) => one.name === name);
    expect(find('lo')).toMatchObject({
      index: 1,
      kind: 'loopback',
      up: true,
      running: true,
      type: 772,
      mtu: 65536,
    });
    expect(find('port0')).toMatchObject({
      kind: 'veth',
      master: 'br0',
      bridgePort: { hairpin: true, isolated: true },
      mac: expect.stringMatching(/^(..:){5}..$/),
    });
    expect(find('lone0')).toMatchObject({ up: true, running: false, group: 7, mtu: 1400 });
    expect(find('off0')).toMatchObject({ up: false });
    expect(find('tun0')).toMatchObject({ kind: 'tun', mac: undefined, xdp: false });
  });

  it('has addresses with prefix, scope, broadcast and the far end of a tunnel', () => {
    const addresses = told.interfaces?.flatMap(({ name, addresses }) =>
      addresses.map((one) => ({ name, ...one })),
    );
    expect(addresses).toContainEqual(
      expect.objectContaining({
        name: 'br0',
        address: '10.1.0.1',
        prefix: 24,
        broadcast: '10.1.0.255',
        scope: 'global',
      }),
    );
    expect(addresses).toContainEqual(
      expect.objectContaining({ name: 'br0', address: '10.1.0.9', prefix: 32, scope: 'link' }),
    );
    expect(addresses).toContainEqual(
      expect.objectContaining({ name: 'tun0', address: '10.8.0.1', peer: '10.8.0.2', prefix: 32 }),
    );
    expect(addresses).toContainEqual(
      expect.objectContaining({ name: 'tun0', address: 'fd02::1', peer: 'fd02::2', prefix: 64 }),
    );
    expect(addresses).toContainEqual(
      expect.objectContaining({ name: 'lo', address: '192.0.2.77', prefix: 32 }),
    );
  });

  it('has routes of all tables and types', () => {
    expect(routesTo('0.0.0.0/0')).toMatchObject([
      { gateway: '10.1.0.254', device: 'br0', metric: 50, table: 254, type: 'unicast' },
    ]);
    expect(routesTo('10.2.0.0/16')).toMatchObject([{ table: 1000 }]);
    expect(routesTo('10.3.0.0/16')).toMatchObject([{ type: 'blackhole' }]);
    expect(routesTo('10.6.0.0/16')).toMatchObject([{ type: 'throw', table: 99 }]);
    expect(routesTo('10.7.0.0/16')).toMatchObject([
      {
        device: undefined,
        nexthops: [
          { device: 'br0', gateway: '10.1.0.250' },
          { device: 'br0', gateway: '10.1.0.251' },
        ],
      },
    ]);
    expect(routesTo('10.9.0.0/16')).toMatchObject([
      { preferredSource: '10.1.0.1', linkdown: true, scope: 'link' },
    ]);
    expect(routesTo('10.10.0.0/16')).toMatchObject([{ gateway: 'fd01::99' }]);
    expect(routesTo('198.51.100.0/24')).toMatchObject([{ type: 'local', table: 255, scope: 'host' }]);
    expect(routesTo('fd0c::/64')).toMatchObject([{ from: 'fd01::/64' }]);
    expect(routesTo('::/0')).toMatchObject([{ family: 'ipv6', gateway: 'fd01::fe', metric: 1024 }]);
  });

  it('has interfaces with what they are linked to', () => {
    const indexOf = (name: string) => told.interfaces?.find((iface) => iface.name === name)?.index;
    for (const [name, lower] of Object.entries({
      lone0: 'off0',
      off0: 'lone0',
      mac0: 'lone0',
      vx0: 'br0',
    }))
      expect(told.interfaces?.find((iface) => iface.name === name)?.link, name).toEqual({
        index: indexOf(lower),
        namespace: HERE,
      });
    for (const name of ['lo', 'br0', 'tun0'])
      expect(told.interfaces?.find((iface) => iface.name === name)?.link, name).toBeUndefined();
  });

  it('tells the settings of devices with the links as /proc/sys has them', async () => {
    const values: readonly (readonly [string, string])[] = [
      ['ipv4/conf/port0/forwarding', '1'],
      ['ipv4/conf/lone0/rp_filter', '2'],
      ['ipv4/conf/off0/accept_local', '1'],
      ['ipv4/conf/br0/src_valid_mark', '1'],
      ['ipv4/conf/far0/route_localnet', '1'],
      ['ipv4/conf/tun0/ignore_routes_with_linkdown', '1'],
      ['ipv6/conf/lone0/forwarding', '1'],
      ['ipv6/conf/mac0/disable_ipv6', '1'],
      ['ipv6/conf/vx0/ignore_routes_with_linkdown', '1'],
    ];
    await namespace.enter(async () => {
      for (const [path, value] of values) writeFileSync(`/proc/sys/net/${path}`, value);
      const devices = (told.interfaces ?? []).map(({ name }) => name);
      const { settings } = await readOverNetlink();
      const { sysctls } = readSysctls(io, devices, { told: settings });
      expect(sysctls).toEqual(readSysctls(io, devices).sysctls);
      for (const [path, value] of values)
        expect(sysctls?.[`net.${path.replaceAll('/', '.')}`], path).toBe(value);
    });
  });

  it('has rules with all that they look at', () => {
    expect(ruleAt(100)).toMatchObject({
      from: '10.0.0.0/8',
      to: '1.2.3.4/32',
      iif: 'eth9',
      action: 'lookup',
      table: 1000,
    });
    expect(ruleAt(101)).toMatchObject({ not: true, mark: 1, markMask: 0xff, table: 51820 });
    expect(ruleAt(102)).toMatchObject({ mark: 5, markMask: 0xffffffff, action: 'goto', target: 32766 });
    expect(ruleAt(103)).toMatchObject({
      uids: [5, 10],
      protocol: 6,
      destinationPorts: [80, 90],
      sourcePorts: [5, 5],
      action: 'prohibit',
    });
    expect(ruleAt(104)).toMatchObject({ tos: 16, action: 'unreachable' });
    expect(ruleAt(106)).toMatchObject({ action: 'nop' });
    expect(ruleAt(107)).toMatchObject({ oif: 'tun0', suppressPrefixLength: 0, table: 254 });
    expect(ruleAt(109)).toMatchObject({ mark: 0, markMask: 5, table: 7 });
    expect(ruleAt(1000)).toMatchObject({ l3mdev: true });
    expect(ruleAt(110)).toMatchObject({ family: 'ipv6', from: 'fd00::/8', table: 44 });
    expect(ruleAt(32767)).toMatchObject({ family: 'ipv4', table: 253 });
  });

  it('is a gap, and no host without interfaces, when nothing can tell', async () => {
    const blind: HostIo = { ...io, run: async () => ({ kind: 'missing' }) };
    const { network, gaps } = await readNetwork(blind, undefined, HERE);
    expect(network).toEqual({ interfaces: undefined, routes: undefined, rules: undefined });
    expect(gaps.map(({ code }) => code)).toEqual(['interfaces-unreadable', 'routes-unreadable']);
  });
});

async function readOverNetlink(): Promise<NetworkReading> {
  const netlink = openNetlink(loadLibc() ?? expect.unreachable('no libc'));
  const noPrograms: HostIo = { ...io, run: async () => ({ kind: 'missing' }) };
  const reading = await readNetwork(noPrograms, netlink, HERE);
  netlink.close();
  return reading;
}
