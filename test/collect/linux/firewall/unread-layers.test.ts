import { describe, expect, it } from 'vitest';
import type { BpfCalls } from '../../../../src/collect/linux/firewall/bpf/bpf-programs.js';
import { readOutsideLayers } from '../../../../src/collect/linux/firewall/read-outside.js';
import { readTcpWrappers } from '../../../../src/collect/linux/firewall/read-tcp-wrappers.js';
import { createAccessListReader } from '../../../../src/collect/linux/firewall/read-unit-access-lists.js';
import {
  NETLINK_ROUTE,
  type Netlink,
  type NetlinkAnswer,
} from '../../../../src/collect/linux/netlink/netlink.js';
import type { FirewallFacts } from '../../../../src/model/firewall-facts.js';
import { iface, socket } from '../../../reach/a-host.js';
import { type FakeHost, fakeHost, fakeNetlink, refusingPrograms, withoutPrograms } from './fake-host.js';

const EPERM = 1;
const EBADMSG = 74;
const EOPNOTSUPP = 95;
const RTM_GETQDISC = 38;
const RTM_GETTFILTER = 46;

/** A qdisc of the kind on the device with this number, as struct tcmsg and TCA_KIND. */
function qdisc(kind: string, index: number): Buffer {
  const message = Buffer.alloc(20 + 12);
  message.writeInt32LE(index, 4);
  message.writeUInt16LE(4 + kind.length + 1, 20);
  message.writeUInt16LE(1, 22);
  message.write(kind, 24, 'latin1');
  return message;
}

function kernel(answers: (type: number) => NetlinkAnswer | undefined): Netlink {
  const nothing = fakeNetlink(0);
  return {
    ...nothing,
    dump: (protocol, type, payload) =>
      (protocol === NETLINK_ROUTE ? answers(type) : undefined) ?? nothing.dump(protocol, type, payload),
  };
}

const refused = (errno: number): NetlinkAnswer => ({ ok: false, errno });

describe('a layer beside the rules of which the kernel does not tell', () => {
  const eth0 = iface('eth0', ['192.0.2.1/24'], { index: 2 });
  const read = async (netlink: Netlink | undefined, host: FakeHost = {}) => {
    const reading = await readOutsideLayers(fakeHost(host).io, {
      uid: 0,
      netlink,
      libc: withoutPrograms,
      interfaces: [eth0],
    });
    return {
      layers: reading.layers.map(({ kind, device }) => [kind, device]),
      gaps: reading.gaps.map(({ code, subject }) => [code, subject]),
    };
  };
  const none = { layers: [], gaps: [] };
  const unread = (kind: string, subject: string, device?: string) => ({
    layers: [[kind, device]],
    gaps: [['outside-layer-unreadable', subject]],
  });

  const bothWays = {
    layers: [
      ['tc', 'eth0'],
      ['tc', 'eth0'],
    ],
    gaps: [
      ['outside-layer-unreadable', 'traffic control'],
      ['outside-layer-unreadable', 'traffic control'],
    ],
  };

  it('may be a filter of traffic control, on any device or on one', async () => {
    const qdiscs = (type: number) => (type === RTM_GETQDISC ? refused(EBADMSG) : undefined);
    expect(await read(kernel(qdiscs))).toEqual(unread('tc', 'traffic control'));
    const filters = (type: number): NetlinkAnswer | undefined => {
      if (type === RTM_GETTFILTER) return refused(EPERM);
      return { ok: true, messages: [{ type: 36, payload: qdisc('clsact', 2) }] };
    };
    // What comes in, and what leaves.
    expect(await read(kernel(filters))).toEqual(bothWays);
  });

  it('is not there where the kernel was built without it', async () => {
    expect(await read(kernel(() => refused(EOPNOTSUPP)))).toEqual(none);
  });

  it('is asked of tc where there is no netlink', async () => {
    const listed = 'qdisc noqueue 0: dev lo root refcnt 2 \nqdisc clsact ffff: dev eth0 parent ffff:fff1 \n';
    const [incoming, outgoing] = ['ingress', 'egress'].map((side) => `tc filter show dev eth0 ${side}`);
    const shows = (printed: string) => ({
      prints: { 'tc qdisc show': listed, [`${incoming}`]: printed, [`${outgoing}`]: '' },
    });
    expect(await read(undefined)).toEqual(unread('tc', 'traffic control'));
    expect(await read(undefined, shows(''))).toEqual(none);
    expect((await read(undefined, shows('filter protocol all pref 49152 bpf\n'))).layers).toEqual([
      ['tc', 'eth0'],
    ]);
    expect(await read(undefined, { prints: { 'tc qdisc show': listed } })).toEqual(bothWays);
  });

  it('may be IPsec', async () => {
    const files = { '/proc/thread-self/net/netlink': 'sk Eth Pid Groups\n0000 6 0 00000000\n' };
    const refusing: Netlink = {
      ...fakeNetlink(0),
      dump: (protocol) => (protocol === NETLINK_ROUTE ? { ok: true, messages: [] } : refused(EPERM)),
    };
    expect(await read(refusing, { files })).toEqual(unread('ipsec', 'IPsec'));
  });

  it('may be a BPF program where nobody may ask for them, or bpf(2) cannot be called', async () => {
    const asked = async (libc: BpfCalls | undefined) => {
      const reading = await readOutsideLayers(fakeHost({}).io, { uid: 0, netlink: fakeNetlink(0), libc });
      return [reading.layers.length, ...reading.gaps.map(({ subject, remedy }) => [subject, remedy])];
    };
    expect(await asked(refusingPrograms(EPERM))).toEqual([1, ['BPF programs', 'run with CAP_NET_ADMIN']]);
    expect(await asked(undefined)).toEqual([1, ['BPF programs', undefined]]);
  });
});

describe('lists of addresses that bind a service and could not be read', () => {
  const FIREWALL: FirewallFacts = { nft: { nftables: [] }, xtables: [], ipset: '', outside: [] };
  const cgroup = '/system.slice/ssh.service';

  it('leave it open whom systemd keeps out', async () => {
    const files = {
      '/run/systemd/system/x': '',
      '/lib/systemd/system/ssh.service': '[Service]\nIPAddressDeny=any\n',
    };
    const { io } = fakeHost({ files, prints: { 'systemctl none': '' } });
    const sockets = [socket('tcp 0.0.0.0 22', { cgroup })];
    const { firewall, gaps } = await createAccessListReader(io).complete(FIREWALL, sockets, []);
    expect(gaps.map(({ code, subject }) => [code, subject])).toEqual([
      ['outside-layer-unreadable', 'IPAddressAllow= and IPAddressDeny='],
    ]);
    expect(firewall.unitAddressFilters).toEqual([
      { unit: 'ssh.service', cgroup, allow: [], deny: [], unread: true },
    ]);
  });

  it('leave it open whom tcp wrappers keep out', () => {
    const { io } = fakeHost({
      files: { '/proc/10/maps': 'r-xp /lib/libwrap.so.0\n' },
      denied: ['/etc/hosts.deny'],
    });
    expect(readTcpWrappers(io, [10]).unread).toEqual([10]);
  });
});
