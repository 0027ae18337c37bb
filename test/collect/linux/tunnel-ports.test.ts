import { describe, expect, it } from 'vitest';
import type { Netlink } from '../../../src/collect/linux/netlink/netlink.js';
import { kernelPorts } from '../../../src/collect/linux/sockets/read-kernel-ports.js';
import { createTunnelPorts } from '../../../src/collect/linux/sockets/read-tunnel-ports.js';
import type { Interface } from '../../../src/model/facts.js';
import { fakeHost } from './firewall/fake-host.js';

// What Linux 6.1 answered where wg1 listens on 51821, and `ip -6 fou add port 5556 gue` was given.
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const FAMILY = (name: string, id: string) =>
  bytes(
    `01 02 00 00 0e 00 02 00 ${Buffer.from(name.padEnd(12, '\0')).toString('hex')} 06 00 01 00 ${id} 00 00 00`,
  );
const FAMILIES = [
  FAMILY('wireguard', '20'),
  FAMILY('fou', '1f'),
  FAMILY('TIPCv2', '21'),
  FAMILY('IPVS', '22'),
];
const FOU = bytes(
  '03 01 00 00 05 00 02 00 0a 00 00 00 06 00 01 00 15 b4 00 00 06 00 0a 00 00 00 00 00 05 00 03 00 00 00 00 00 05 00 04 00 02 00 00 00',
);
// `tipc bearer enable media udp name u1 localip 10.1.0.1`, and one on Ethernet.
const TIPC = [
  bytes(
    '04 01 00 00 60 00 01 00 0b 00 01 00 75 64 70 3a 75 31 00 00 24 00 02 00 08 00 01 00 0a 00 00 00 08 00 02 00 dc 05 00 00 08 00 03 00 32 00 00 00 08 00 04 00 b0 36 00 00 2c 00 04 00 14 00 01 00 02 00 17 e6 0a 01 00 01 00 00 00 00 00 00 00 00 14 00 02 00 02 00 17 e6 e4 00 12 67 00 00 00 00 00 00 00 00',
  ),
  bytes(
    '04 01 00 00 30 00 01 00 0d 00 01 00 65 74 68 3a 65 74 68 30 00 00 00 00 1c 00 02 00 08 00 01 00 0a 00 00 00 08 00 02 00 dc 05 00 00 08 00 03 00 ff 1f 00 00',
  ),
];
// `ipvsadm --start-daemon backup --mcast-interface eth0 --syncid 5`.
const IPVS = bytes(
  '09 01 00 00 40 00 03 00 08 00 01 00 02 00 00 00 09 00 02 00 65 74 68 30 00 00 00 00 08 00 03 00 05 00 00 00 06 00 04 00 c0 05 00 00 06 00 07 00 90 22 00 00 05 00 08 00 01 00 00 00 08 00 05 00 e0 00 00 51',
);
const { io } = fakeHost({
  files: {
    '/proc/thread-self/net/rxrpc/locals':
      'Proto Local                                           Use Act\nUDP   0.0.0.0:7777                                      1   1\n',
  },
});
const ANSWERS: ReadonlyMap<number, readonly Buffer[]> = new Map([
  [0x10, FAMILIES],
  [0x1f, [FOU]],
  [0x21, TIPC],
  [0x22, [IPVS]],
]);
/** Answers as that kernel did; `asked` counts the questions. */
function kernel(): Netlink & { asked: number } {
  return {
    asked: 0,
    dump(_, type) {
      this.asked += 1;
      const payloads = ANSWERS.get(type) ?? [];
      return { ok: true, messages: payloads.map((payload) => ({ type, payload })) };
    },
    get: () => ({ ok: false, errno: 1 }),
    cookie: () => undefined,
    close() {},
  };
}

const wg1: Interface = {
  ...{ name: 'wg1', index: 7, kind: 'wireguard', up: true, running: true, addresses: [] },
  tunnelPort: 51821,
};

/** The kernel's ports as seen in a namespace of two: `wireGuardIn` is the one that wg1 is in. */
function portsIn(namespace: string, wireGuardIn: string, netlink: Netlink, device = wg1) {
  const namespaces = ['net:[1]', 'net:[2]'].map((id) => ({
    place: { id, io, netlink, release() {} },
    network: { interfaces: id === wireGuardIn ? [device] : [] },
  }));
  const [first, second] = namespaces;
  const own = namespace === 'net:[1]' ? first : second;
  return kernelPorts(new Map(), own?.network.interfaces ?? [], createTunnelPorts(namespaces)(namespace));
}

describe('a UDP socket that no process holds', () => {
  it("is that of a WireGuard interface on the interface's port alone", () => {
    const ports = portsIn('net:[1]', 'net:[1]', kernel());
    expect(ports.useOf('udp', 51821)).toEqual({ subsystem: 'wireguard', interface: 'wg1' });
    expect(ports.useOf('udp', 51820)).toBeUndefined();
    expect(ports.useOf('tcp', 51821)).toBeUndefined();
  });

  it('stays where the interface was made when that is moved to another namespace', () => {
    expect(portsIn('net:[2]', 'net:[1]', kernel()).useOf('udp', 51821)).toEqual({ subsystem: 'wireguard' });
  });

  it('is that of foo over UDP on its ports, also beside WireGuard', () => {
    expect(portsIn('net:[1]', 'net:[1]', kernel()).useOf('udp', 5556)).toEqual({ subsystem: 'fou' });
  });

  it.each([
    [6118, 'tipc'],
    [8848, 'ipvs sync'],
    [7777, 'rxrpc'],
  ])("on port %i is the kernel's own, of %s, and those on others are not", (port, subsystem) => {
    const ports = portsIn('net:[1]', 'net:[1]', kernel());
    expect(ports.useOf('udp', port)).toEqual({ subsystem });
    expect(ports.useOf('udp', port + 1)).toBeUndefined();
    expect(ports.useOf('tcp', port)).toBeUndefined();
  });

  it('is not known for that of WireGuard where the kernel does not tell the port', () => {
    const ports = portsIn('net:[1]', 'net:[1]', kernel(), { ...wg1, tunnelPort: undefined });
    expect(ports.useOf('udp', 51821)).toBeUndefined();
  });

  it('is all that the kernel is asked for', () => {
    const netlink = kernel();
    portsIn('net:[1]', 'net:[1]', netlink).useOf('tcp', 80);
    expect(netlink.asked).toBe(0);
  });
});
