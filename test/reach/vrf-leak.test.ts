import { describe, expect, it } from 'vitest';
import { defaultRules } from '../../src/reach/routing/fib-rule.js';
import { aHost, iface, lo, route, socket } from './a-host.js';

const l3mdev = { family: 'ipv4', priority: 1000, not: false, l3mdev: true, action: 'lookup' } as const;
const local = (address: string, device: string, table: number) =>
  route(`${address}/32`, device, { type: 'local', table });

function host(accept: string, forwarding: string) {
  return aHost({
    interfaces: [
      lo(),
      iface('red', [], { index: 2, kind: 'vrf', vrfTable: 1001 }),
      iface('blue', [], { index: 3, kind: 'vrf', vrfTable: 1002 }),
      iface('eth0', [], { index: 4, master: 'red' }),
      iface('eth1', [], { index: 5, master: 'blue' }),
    ],
    routes: [
      local('10.1.0.1', 'eth0', 1001),
      local('10.2.0.1', 'eth1', 1002),
      route('10.1.0.0/24', 'eth0', { table: 1001 }),
      route('10.2.0.0/24', 'blue', { table: 1001 }),
      route('10.2.0.0/24', 'eth1', { table: 1002 }),
      route('10.1.0.0/24', 'red', { table: 1002 }),
    ],
    rules: [...defaultRules('ipv4'), l3mdev],
    sysctls: {
      'net.ipv4.tcp_l3mdev_accept': accept,
      'net.ipv4.ip_forward': forwarding,
      'net.ipv4.conf.eth0.forwarding': forwarding,
    },
    sockets: [socket('tcp 0.0.0.0 80', { device: 'blue' }), socket('tcp 0.0.0.0 81')],
  });
}

describe('an address in another VRF, to which a route leads through the device of that', () => {
  const ask = (accept: string, forwarding = '1') => {
    const found = host(accept, forwarding);
    return ['tcp/0.0.0.0%blue:80', 'tcp/0.0.0.0:81'].map((id) =>
      found.verdict(id, 'eth0', '10.1.0.2', '10.2.0.1'),
    );
  };

  it('may be reached: what rules make of it in there is not followed', () => {
    expect(ask('1')).toEqual(['conditional', 'conditional']);
  });

  it('is not by sockets outside all VRFs unless they accept what comes from one', () => {
    expect(ask('0')).toEqual(['conditional', 'unnamed']);
  });

  it('is not reached where the host does not forward', () => {
    expect(ask('1', '0')).not.toContain('conditional');
  });
});
