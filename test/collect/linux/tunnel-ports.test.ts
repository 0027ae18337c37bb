import { describe, expect, it } from 'vitest';
import type { Netlink } from '../../../src/collect/linux/netlink/netlink.js';
import { kernelPorts } from '../../../src/collect/linux/sockets/read-kernel-ports.js';
import { createTunnelPorts } from '../../../src/collect/linux/sockets/read-tunnel-ports.js';
import type { Interface } from '../../../src/model/facts.js';

// What Linux 6.1 answered where wg1 listens on 51821, and `ip -6 fou add port 5556 gue` was given.
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const FAMILY = (name: string, id: string) =>
  bytes(
    `01 02 00 00 0e 00 02 00 ${Buffer.from(name.padEnd(12, '\0')).toString('hex')} 06 00 01 00 ${id} 00 00 00`,
  );
const FAMILIES = [FAMILY('wireguard', '20'), FAMILY('fou', '1f')];
const FOU = bytes(
  '03 01 00 00 05 00 02 00 0a 00 00 00 06 00 01 00 15 b4 00 00 06 00 0a 00 00 00 00 00 05 00 03 00 00 00 00 00 05 00 04 00 02 00 00 00',
);
const WIREGUARD = bytes(
  '7c 00 00 00 20 00 02 00 01 00 00 00 fe af f3 ac 00 01 00 00 06 00 06 00 6d ca 00 00',
);

/** Answers as that kernel did; `asked` counts the questions. */
function kernel(head: Buffer | undefined = WIREGUARD): Netlink & { asked: number } {
  return {
    asked: 0,
    dump(_, type) {
      this.asked += 1;
      const payloads = type === 0x10 ? FAMILIES : type === 0x1f ? [FOU] : [];
      return { ok: true, messages: payloads.map((payload) => ({ type, payload })) };
    },
    get: () => ({ ok: false, errno: 1 }),
    head: (_, type, __, length) => (type === 0x20 ? head?.subarray(0, length) : undefined),
    cookie: () => undefined,
    close() {},
  };
}

const wg1: Interface = { name: 'wg1', index: 7, kind: 'wireguard', up: true, running: true, addresses: [] };

/** The kernel's ports as seen in a namespace of two: `wireGuardIn` is the one that wg1 is in. */
function portsIn(namespace: string, wireGuardIn: string, netlink: Netlink) {
  const namespaces = ['net:[1]', 'net:[2]'].map((id) => ({
    place: { id, netlink, release() {} },
    network: { interfaces: id === wireGuardIn ? [wg1] : [] },
  }));
  const [first, second] = namespaces;
  const own = namespace === 'net:[1]' ? first : second;
  return kernelPorts(
    new Map(),
    namespace,
    own?.network.interfaces ?? [],
    createTunnelPorts(namespaces)(namespace),
  );
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

  it('is not known for that of WireGuard where the kernel does not tell the port', () => {
    const ports = portsIn('net:[1]', 'net:[1]', kernel(Buffer.alloc(0)));
    expect(ports.useOf('udp', 51821)).toBeUndefined();
  });

  it('is all that the kernel is asked for', () => {
    const netlink = kernel();
    portsIn('net:[1]', 'net:[1]', netlink).useOf('tcp', 80);
    expect(netlink.asked).toBe(0);
  });
});
