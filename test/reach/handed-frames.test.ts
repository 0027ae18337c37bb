import { describe, expect, it } from 'vitest';
import { createHookRunner } from '../../src/reach/firewall/runner.js';
import { aMachine, type HostOptions, iface, lo, namespaceOf, socket } from './a-host.js';
import { baseChain, DROP, dport, rule, ruleset, table } from './firewall/support/rules.js';

const HOST: HostOptions = {
  interfaces: [
    lo(),
    iface('br0', ['10.5.0.1/24'], { index: 2, kind: 'bridge' }),
    iface('v2', [], { index: 3, master: 'br0', link: { index: 10, namespace: 'net:[2]' } }),
    iface('v3', [], { index: 4, master: 'br0', link: { index: 10, namespace: 'net:[3]' } }),
  ],
  sockets: [],
};

function guest(address: string, outside: number): HostOptions {
  const link = { index: outside, namespace: 'net:[1]' };
  return {
    interfaces: [lo(), iface('eth0', [address], { index: 10, link })],
    sockets: [socket('tcp 0.0.0.0 80')],
  };
}

describe('a chain of the bridge family that drops frames in its forward hook', () => {
  const between = (priority: number, handed: string) => {
    const rules = ruleset(table('bridge', 'f', baseChain('c', 'forward', priority, [rule(dport(80), DROP)])));
    const firewall = createHookRunner(rules, { namespace: namespaceOf(HOST), listeners: [] });
    const sysctls = { 'net.bridge.bridge-nf-call-iptables': handed };
    const machine = aMachine([
      { ...HOST, sysctls, firewall },
      { ...guest('10.5.0.2/24', 3), sockets: [] },
      guest('10.5.0.3/24', 4),
    ]);
    return machine.verdict('tcp/0.0.0.0:80', 'net:[3] eth0', '10.5.0.2', '10.5.0.3');
  };

  it('stops them at whatever priority where the IP rules do not see them', () => {
    expect([between(-200, '0'), between(0, '0'), between(5, '0')]).toEqual(['blocked', 'blocked', 'blocked']);
  });

  it('may be passed over at the priority of br_netfilter where the IP rules see them too', () => {
    expect([between(-200, '1'), between(0, '1'), between(5, '1')]).toEqual([
      'blocked',
      'conditional',
      'blocked',
    ]);
  });
});
