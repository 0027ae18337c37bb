import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHostIo, type HostIo } from '../../../src/collect/host-io.js';
import { createLinuxCollector } from '../../../src/collect/linux/collector.js';
import type { ReadFirewall } from '../../../src/collect/linux/firewall/firewall-context.js';
import { nftGeneration, nftHasTables } from '../../../src/collect/linux/firewall/netlink-nftables.js';
import { openNetlink } from '../../../src/collect/linux/netlink/netlink.js';
import { loadLibc } from '../../../src/collect/linux/system/libc.js';
import type { NamespaceFacts } from '../../../src/model/facts.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../support/network-namespace.js';
import { openSockets } from '../../support/open-sockets.js';
import { requires } from '../../support/requires.js';

const io = createHostIo();

requires({ root: true, platform: 'linux', tools: ['ip', 'nft'] })('the collector', () => {
  let namespace: NetworkNamespace;
  beforeAll(() => {
    namespace = addNetworkNamespace();
    namespace.ip(`
      link add br0 type bridge
      link add eth0.5 type veth peer name port0
      link set port0 master br0
      link set eth0.5 up
      addr add 10.1.0.1/24 dev eth0.5
    `);
  });
  afterAll(() => namespace?.remove());

  const nft = (...args: string[]) => execFileSync('ip', ['netns', 'exec', namespace.name, 'nft', ...args]);
  const collectOnce = async (from: HostIo = io): Promise<NamespaceFacts | undefined> =>
    namespace.enter(async () => {
      const collector = createLinuxCollector(from);
      const facts = await collector.collect();
      collector.close();
      return facts.namespaces[0];
    });

  it('names the namespace that it is in', async () => {
    const facts = await collectOnce();
    expect(facts).toMatchObject({
      id: expect.stringMatching(/^net:\[\d+\]$/),
      current: true,
      name: namespace.name,
    });
  });

  it('reads the sysctls that decide delivery, of every interface that packets come in by', async () => {
    const { sysctls } = (await collectOnce()) ?? {};
    expect(sysctls).toMatchObject({
      'net.ipv4.ip_local_port_range': expect.stringMatching(/^\d+\s+\d+$/),
      'net.ipv4.ip_forward': '0',
      'net.ipv4.conf.all.rp_filter': expect.stringMatching(/^[012]$/),
      'net.ipv4.conf.all.route_localnet': '0',
      'net.ipv4.conf.eth0/5.accept_local': '0',
      'net.ipv6.conf.eth0/5.disable_ipv6': '0',
      'net.ipv6.bindv6only': '0',
    });
    expect(Object.keys(sysctls ?? {}).filter((name) => name.includes('port0'))).toEqual([]);
  });

  it('says which sysctl it may not read, where netlink does not tell it', async () => {
    const denied: HostIo = {
      ...io,
      readText: (path, enough) =>
        path.endsWith('all/accept_local')
          ? { ok: false, why: 'denied', detail: path }
          : io.readText(path, enough),
    };
    const collector = createLinuxCollector(denied);
    const { gaps } = await namespace.enter(() => collector.collect());
    collector.close();
    expect(gaps).toMatchObject([{ code: 'sysctls-unreadable', subject: 'net.ipv4.conf.all.accept_local' }]);
  });

  it('does not take a /proc/sys that shows nothing for a kernel without settings, whatever netlink tells', async () => {
    const covered: HostIo = {
      ...io,
      readText: (path, enough) =>
        path.startsWith('/proc/sys/')
          ? { ok: false, why: 'missing', detail: path }
          : io.readText(path, enough),
    };
    const collector = createLinuxCollector(covered);
    const { gaps, namespaces } = await namespace.enter(() => collector.collect());
    collector.close();
    expect(gaps).toMatchObject([{ code: 'sysctls-unreadable', subject: '/proc/sys/net' }]);
    expect(namespaces[0]?.sysctls).toBeUndefined();
  });

  it('lists sockets of rarer protocols and groups that were joined', async () => {
    const listed: Readonly<Record<string, string>> = {
      'udplite:0.0.0.0:7': 'udplite:0.0.0.0:7',
      'raw:0.0.0.0:89': 'raw:0.0.0.0:89',
      'mptcp:0.0.0.0:85': 'tcp:0.0.0.0:85',
      'udp:224.0.0.251:5353,join=224.0.0.251%eth0.5': 'udp:224.0.0.251:5353',
    };
    const open = await openSockets(Object.keys(listed), { namespace: namespace.name });
    const facts = await collectOnce();
    await open.close();
    // Not every kernel has each of them.
    const opened = open.sockets.filter(({ error }) => error === undefined);
    expect(
      facts?.sockets.map(({ protocol, address, port }) => `${protocol}:${address}:${port}`).sort(),
    ).toEqual(opened.map(({ spec }) => listed[spec]).sort());
    expect(facts?.multicast).toContainEqual({
      family: 'ipv4',
      device: 'eth0.5',
      group: '224.0.0.251',
      users: 1,
    });
  });

  it('sees what opened and closed since it last looked', async () => {
    await namespace.enter(async () => {
      const collector = createLinuxCollector(io);
      const ports = async () =>
        (await collector.collect()).namespaces[0]?.sockets.map(({ port, pids }) => [port, ...pids]);
      expect(await ports()).toEqual([]);
      const open = await openSockets(['tcp:0.0.0.0:80'], { namespace: namespace.name });
      expect(await ports()).toEqual([[80, open.pid]]);
      await open.close();
      expect(await ports()).toEqual([]);
      collector.close();
    });
  });

  it('reads the firewall again when its generation changed, and not before', async () => {
    let reads = 0;
    const readFirewall: ReadFirewall = async () => {
      reads += 1;
      return { firewall: { nft: { nftables: [] }, outside: [] }, gaps: [] };
    };
    await namespace.enter(async () => {
      const collector = createLinuxCollector(io, { readFirewall });
      await collector.collect();
      await collector.collect();
      expect(reads).toBe(1);
      nft('add', 'table', 'inet', 'lsh1');
      await collector.collect();
      expect(reads).toBe(2);
      nft('delete', 'table', 'inet', 'lsh1');
      collector.close();
    });
  });

  it('tells what tcp wrappers say to the programs that have libwrap', async () => {
    const wrapped: HostIo = {
      ...io,
      readText: (path, enough) => {
        if (path === '/etc/hosts.deny') return { ok: true, value: 'ALL: ALL' };
        return path.endsWith('/maps') ? { ok: true, value: '/lib/libwrap.so.0' } : io.readText(path, enough);
      },
    };
    const readFirewall: ReadFirewall = async () => ({ firewall: { outside: [] }, gaps: [] });
    const open = await openSockets(['tcp:0.0.0.0:80'], { namespace: namespace.name });
    const collector = createLinuxCollector(wrapped, { readFirewall });
    const { namespaces } = await namespace.enter(() => collector.collect());
    collector.close();
    await open.close();
    expect(namespaces[0]?.firewall?.tcpWrappers).toMatchObject({ deny: 'ALL: ALL', pids: [open.pid] });
  });

  it('knows whether nftables has any table', async () => {
    await namespace.enter(async () => {
      const libc = loadLibc();
      if (libc === undefined) throw new Error('no libc');
      const netlink = openNetlink(libc);
      const before = nftGeneration(netlink) ?? 0;
      expect(nftHasTables(netlink)).toBe(false);
      nft('add', 'table', 'ip', 'lsh1');
      expect(nftHasTables(netlink)).toBe(true);
      expect(nftGeneration(netlink)).toBeGreaterThan(before);
      nft('delete', 'table', 'ip', 'lsh1');
      netlink.close();
    });
  });
});
