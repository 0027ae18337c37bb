import { describe, expect, it } from 'vitest';
import { aMachine, type HostOptions, iface, lo, socket } from './a-host.js';

/** Two bridges of a host; web is plugged into both, and beside it db on the one and cache on the other. */
const HOST: HostOptions = {
  interfaces: [
    lo(),
    iface('br0', ['10.5.0.1/24'], { index: 2, kind: 'bridge' }),
    iface('br1', ['10.6.0.1/24'], { index: 3, kind: 'bridge' }),
    plugged('v0', 4, 'br0', 2, 10),
    plugged('v1', 5, 'br1', 2, 11),
    plugged('v2', 6, 'br0', 3, 10),
    plugged('v3', 7, 'br1', 4, 10),
  ],
  sockets: [],
};

function plugged(name: string, index: number, master: string, guest: number, inside: number) {
  return iface(name, [], { index, master, link: { index: inside, namespace: `net:[${guest}]` } });
}

function inside(name: string, address: string, index: number, outside: number) {
  return iface(name, [address], { index, link: { index: outside, namespace: 'net:[1]' } });
}

const WEB: HostOptions = {
  interfaces: [lo(), inside('eth0', '10.5.0.2/24', 10, 4), inside('eth1', '10.6.0.2/24', 11, 5)],
  sockets: [socket('tcp 0.0.0.0 80')],
};
const DB: HostOptions = { interfaces: [lo(), inside('eth0', '10.5.0.3/24', 10, 6)], sockets: [] };
const CACHE: HostOptions = { interfaces: [lo(), inside('eth0', '10.6.0.3/24', 10, 7)], sockets: [] };

describe('a container on two bridges', () => {
  const machine = aMachine([HOST, WEB, DB, CACHE]);
  const ask = (device: string, source: string, destination: string) =>
    machine.verdict('tcp/0.0.0.0:80', `net:[2] ${device}`, source, destination);

  it('is reached on each by those who are on it', () => {
    expect(ask('eth0', '10.5.0.3', '10.5.0.2')).toBe('allowed');
    expect(ask('eth1', '10.6.0.3', '10.6.0.2')).toBe('allowed');
  });

  it('is not reached on one by those who are on the other alone', () => {
    expect(ask('eth0', '10.6.0.3', '10.5.0.2')).toBe('unnamed');
    expect(ask('eth1', '10.5.0.3', '10.6.0.2')).toBe('unnamed');
  });
});
