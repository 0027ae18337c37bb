import { describe, expect, it } from 'vitest';
import { createHookRunner } from '../../src/reach/firewall/runner.js';
import { aMachine, type HostOptions, iface, lo, namespaceOf, route, socket } from './a-host.js';
import { baseChain, DROP, dport, rule, ruleset, table } from './firewall/support/rules.js';

const HOST: HostOptions = {
  interfaces: [lo(), iface('eth0', ['10.1.0.1/24'], { index: 2, kind: 'physical' })],
  sockets: [],
};

function guest(routedMode: 'l3' | 'l3s' | undefined): HostOptions {
  const link = { index: 2, namespace: 'net:[1]' };
  return {
    interfaces: [lo(), iface('eth0', ['10.9.0.9/24'], { index: 7, kind: 'ipvlan', routedMode, link })],
    routes: [route('0.0.0.0/0', 'eth0')],
    sockets: [socket('tcp 0.0.0.0 80')],
  };
}

function guarded(options: HostOptions): HostOptions {
  const rules = ruleset(table('inet', 'f', baseChain('input', 'input', 0, [rule(dport(80), DROP)])));
  return {
    ...options,
    firewall: createHookRunner(rules, { namespace: namespaceOf(options), listeners: [] }),
  };
}

describe('a container with an ipvlan device', () => {
  const verdict = (host: HostOptions, inside: HostOptions) =>
    aMachine([host, inside]).verdict('tcp/0.0.0.0:80', 'net:[2] eth0', '10.1.0.5', '10.9.0.9');
  const verdicts = (mode: 'l3' | 'l3s' | undefined) => [
    verdict(HOST, guest(mode)),
    verdict(guarded(HOST), guest(mode)),
    verdict(HOST, guarded(guest(mode))),
  ];

  it('in mode l2 meets its own rules alone', () => {
    expect(verdicts(undefined)).toEqual(['allowed', 'allowed', 'blocked']);
  });

  it("in mode l3 also answers through the host's, which is not followed", () => {
    expect(verdicts('l3')).toEqual(['allowed', 'conditional', 'blocked']);
  });

  it("in mode l3s meets the host's instead of its own, which is not followed", () => {
    expect(verdicts('l3s')).toEqual(['allowed', 'conditional', 'conditional']);
  });
});
