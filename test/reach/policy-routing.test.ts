import { describe, expect, it } from 'vitest';
import type { RoutingRule } from '../../src/model/facts.js';
import { formatAddress, parseAddress } from '../../src/net/address.js';
import { fullSet } from '../../src/net/address-set.js';
import { createFib } from '../../src/reach/routing/fib.js';
import { defaultRules, type Flow } from '../../src/reach/routing/fib-rule.js';
import { aHost, iface, lo, namespaceOf, route, socket } from './a-host.js';

const interfaces = [lo(), iface('eth0', ['10.1.0.2/24']), iface('eth1', ['10.2.0.2/24'])];
const rule = (priority: number, more: Partial<RoutingRule>): RoutingRule => ({
  family: 'ipv4',
  priority,
  not: false,
  action: 'lookup',
  ...more,
});
const routes = [
  route('0.0.0.0/0', 'eth0', { gateway: '10.1.0.1' }),
  route('0.0.0.0/0', 'eth1', { gateway: '10.2.0.1', table: 100 }),
  route('192.168.0.0/16', 'eth1', { metric: 20 }),
  route('192.168.0.0/16', 'eth0', { metric: 10 }),
  route('192.168.5.0/24', '', { type: 'throw', table: 100, device: undefined }),
];

function asker(...rules: RoutingRule[]) {
  const namespace = namespaceOf({
    interfaces,
    sockets: [],
    routes,
    rules: [...defaultRules('ipv4'), ...rules],
  });
  const fib = createFib('ipv4', namespace, () => false);
  return (to: string, flow: Partial<Flow> & { from?: string } = {}) => {
    const source = flow.from === undefined ? undefined : parseAddress(flow.from)?.value;
    const hop = fib.lookup({ iif: 'lo', source, ...flow }, parseAddress(to)?.value ?? 0);
    return hop.type === 'unicast' ? hop.devices.join() : hop.type;
  };
}

describe('a route', () => {
  it('is the one with the longest prefix, and of those the one with the lowest metric', () => {
    const ask = asker();
    expect(ask('8.8.8.8')).toBe('eth0');
    expect(ask('192.168.1.1')).toBe('eth0');
    expect(ask('10.2.0.9')).toBe('eth1');
    expect(ask('10.2.0.2')).toBe('local');
    expect(ask('10.2.0.255')).toBe('broadcast');
  });

  it('must leave by the device that is asked for, if need be over a shorter prefix', () => {
    expect(asker()('192.168.1.1', { oif: 'eth1' })).toBe('eth1');
    expect(asker()('10.1.0.9', { oif: 'eth1' })).toBe('none');
  });

  it('comes from the table that the rules send the packet to', () => {
    const ask = asker(rule(100, { from: '10.2.0.0/24', table: 100 }), rule(101, { mark: 7, table: 100 }));
    expect(ask('8.8.8.8', { from: '10.2.0.2' })).toBe('eth1');
    expect(ask('8.8.8.8', { from: '10.1.0.2' })).toBe('eth0');
    expect(ask('8.8.8.8', { mark: 7 })).toBe('eth1');
    expect(ask('8.8.8.8', { mark: 8 })).toBe('eth0');
  });

  it('of type throw sends the packet on to the next rule', () => {
    const ask = asker(rule(100, { table: 100 }));
    expect(ask('8.8.8.8')).toBe('eth1');
    expect(ask('192.168.5.5')).toBe('eth0');
  });

  it('is passed over by suppress_prefixlength when its prefix is too short', () => {
    const ask = asker(rule(100, { table: 254, suppressPrefixLength: 0 }), rule(101, { table: 100 }));
    expect(ask('8.8.8.8')).toBe('eth1');
    expect(ask('192.168.1.1')).toBe('eth0');
  });

  it('is not looked for where a rule forbids, unless an earlier rule jumps over it', () => {
    expect(asker(rule(100, { to: '8.8.0.0/16', action: 'prohibit' }))('8.8.8.8')).toBe('prohibit');
    const jumped = asker(rule(50, { action: 'goto', target: 200 }), rule(100, { action: 'blackhole' }));
    expect(jumped('8.8.8.8')).toBe('eth0');
    expect(asker(rule(100, { not: true, to: '8.8.0.0/16', action: 'blackhole' }))('8.8.8.8')).toBe('eth0');
  });

  it('is found for every address or said to be none: nothing is left out', () => {
    const namespace = namespaceOf({ interfaces, sockets: [], routes, rules: [rule(100, { table: 100 })] });
    const parts = createFib('ipv4', namespace, () => false).split({ iif: 'lo' }, fullSet('ipv4'));
    const starts = [...parts].map(([hop, set]) => [hop.type, formatAddress('ipv4', set.bounds[0] ?? 0)]);
    expect(starts).toEqual([
      ['unicast', '0.0.0.0'],
      ['none', '192.168.5.0'],
    ]);
  });
});

describe('policy routing and reach', () => {
  it('the way back depends on the address that was dialled', () => {
    const host = aHost({
      interfaces,
      sockets: [socket('tcp 0.0.0.0 80')],
      routes: [route('0.0.0.0/0', 'eth1', { gateway: '10.2.0.1', table: 100 })],
      rules: [...defaultRules('ipv4'), rule(100, { from: '10.2.0.2/32', table: 100 })],
    });
    expect(host.verdict('tcp/0.0.0.0:80', 'eth0', '8.8.8.8', '10.2.0.2')).toBe('allowed');
    expect(host.reason('tcp/0.0.0.0:80', 'eth0', '8.8.8.8', '10.1.0.2')).toBe('no-return-route');
  });

  it('a prohibit rule for one peer stops that peer alone', () => {
    const host = aHost({
      interfaces,
      sockets: [socket('tcp 0.0.0.0 80')],
      rules: [...defaultRules('ipv4'), rule(100, { from: '10.1.0.2', to: '10.1.0.66', action: 'prohibit' })],
    });
    expect(host.reason('tcp/0.0.0.0:80', 'eth0', '10.1.0.66', '10.1.0.2')).toBe('no-return-route');
    expect(host.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.67', '10.1.0.2')).toBe('allowed');
  });

  it('a rule for TCP alone counts when rp_filter looks for the way back', () => {
    const host = aHost({
      interfaces,
      sockets: [socket('tcp 0.0.0.0 80', { device: 'eth0' }), socket('udp 0.0.0.0 80', { device: 'eth0' })],
      routes: [route('0.0.0.0/0', '', { type: 'blackhole', table: 100, device: undefined })],
      rules: [...defaultRules('ipv4'), rule(100, { protocol: 6, table: 100 })],
      sysctls: { 'net.ipv4.conf.all.rp_filter': '2' },
    });
    expect(host.reason('tcp/0.0.0.0%eth0:80', 'eth0', '10.1.0.9', '10.1.0.2')).toBe('reverse-path');
    expect(host.verdict('udp/0.0.0.0%eth0:80', 'eth0', '10.1.0.9', '10.1.0.2')).toBe('allowed');
  });

  it('a rule for one peer may lead it to an address that is local in another table alone', () => {
    const host = aHost({
      interfaces,
      sockets: [socket('tcp 0.0.0.0 80')],
      routes: [...routes, route('192.0.2.1/32', 'lo', { type: 'local', table: 100 })],
      rules: [...defaultRules('ipv4'), rule(500, { from: '10.1.0.9/32', table: 100 })],
    });
    const ask = (source: string) => host.verdict('tcp/0.0.0.0:80', 'eth0', source, '192.0.2.1');
    expect([ask('10.1.0.9'), ask('10.1.0.8')]).toEqual(['allowed', 'unnamed']);
  });

  it('takes the packets of a VRF port in by the port and compares sockets with the VRF', () => {
    const vrf = iface('red', [], { kind: 'vrf', vrfTable: 10 });
    const port = iface('eth0', ['10.1.0.2/24'], { master: 'red' });
    const host = aHost({
      interfaces: [lo(), vrf, port],
      sockets: [socket('tcp 0.0.0.0 80', { device: 'red' }), socket('tcp 0.0.0.0 81')],
    });
    expect(host.verdict('tcp/0.0.0.0%red:80', 'eth0', '10.1.0.9', '10.1.0.2')).toBe('allowed');
    expect(host.verdict('tcp/0.0.0.0:81', 'eth0', '10.1.0.9', '10.1.0.2')).toBe('unnamed');
  });
});
