import { describe, expect, it } from 'vitest';
import { createHookRunner } from '../../src/reach/firewall/runner.js';
import { aMachine, type HostOptions, iface, lo, namespaceOf, socket } from './a-host.js';
import { baseChain, DROP, dport, rule, ruleset, sport, table } from './firewall/support/rules.js';

const HOST: HostOptions = {
  interfaces: [lo(), iface('eth0', ['10.1.0.1/24'], { index: 2, kind: 'physical' })],
  sockets: [],
};
const GUEST: HostOptions = {
  interfaces: [
    lo(),
    iface('eth0', ['10.1.0.9/24'], { index: 7, kind: 'macvlan', link: { index: 2, namespace: 'net:[1]' } }),
  ],
  sockets: [socket('tcp 0.0.0.0 80'), socket('tcp 0.0.0.0 81')],
};

describe("a container's macvlan device on a network card of the host", () => {
  const verdicts = (hook: 'ingress' | 'egress' | 'input') => {
    const chain = baseChain('c', hook, 0, [rule(hook === 'egress' ? sport(80) : dport(80), DROP)], {
      devices: hook === 'input' ? undefined : ['eth0'],
    });
    const rules = ruleset(table(hook === 'input' ? 'inet' : 'netdev', 'f', chain));
    const firewall = createHookRunner(rules, { namespace: namespaceOf(HOST), listeners: [] });
    const machine = aMachine([{ ...HOST, firewall }, GUEST]);
    return [80, 81].map((port) =>
      machine.verdict(`tcp/0.0.0.0:${port}`, 'net:[2] eth0', '10.1.0.5', '10.1.0.9'),
    );
  };

  it.each(['ingress', 'egress'] as const)('is behind the chains of that card at its %s hook', (hook) => {
    expect(verdicts(hook)).toEqual(['blocked', 'allowed']);
  });

  it("is not behind the host's IP hooks", () => {
    expect(verdicts('input')).toEqual(['allowed', 'allowed']);
  });
});
