import { describe, expect, it } from 'vitest';
import type { Table } from '../../src/model/ruleset.js';
import { createHookRunner } from '../../src/reach/firewall/runner.js';
import { aMachine, type HostOptions, iface, lo, namespaceOf, route, socket } from './a-host.js';
import {
  baseChain,
  DROP,
  daddr,
  dnat,
  dport,
  iif,
  isIn,
  names,
  rule,
  ruleset,
  saddr,
  table,
} from './firewall/support/rules.js';

/** A host with a network card and a bridge of containers: web and db. Facts as the kernel has them for such a set-up. */
const HOST: HostOptions = {
  interfaces: [
    lo(),
    iface('eth0', ['10.1.0.2/24'], { index: 2, kind: 'physical' }),
    iface('docker0', ['172.17.0.1/16'], { index: 3, kind: 'bridge' }),
    iface('veth1', [], { index: 4, master: 'docker0', link: { index: 10, namespace: 'net:[2]' } }),
    iface('veth2', [], { index: 5, master: 'docker0', link: { index: 10, namespace: 'net:[3]' } }),
  ],
  routes: [route('0.0.0.0/0', 'eth0', { gateway: '10.1.0.1' })],
  sockets: [socket('tcp 0.0.0.0 22')],
  sysctls: {
    'net.ipv4.ip_forward': '1',
    ...Object.fromEntries(['eth0', 'docker0'].map((name) => [`net.ipv4.conf.${name}.forwarding`, '1'])),
  },
};

function container(address: string, hostIndex: number, ...sockets: string[]): HostOptions {
  return {
    interfaces: [
      lo(),
      iface('eth0', [`${address}/16`], { index: 10, link: { index: hostIndex, namespace: 'net:[1]' } }),
    ],
    routes: [route('0.0.0.0/0', 'eth0', { gateway: '172.17.0.1' })],
    sockets: sockets.map((text) => socket(text)),
  };
}

const WEB = container('172.17.0.2', 4, 'tcp 0.0.0.0 80', 'tcp 127.0.0.1 81');
const DB = container('172.17.0.3', 5, 'tcp 0.0.0.0 5432');

/** The options with a firewall of these tables. */
function guarded(options: HostOptions, ...tables: Table[]): HostOptions {
  const host = { namespace: namespaceOf(options), listeners: [] };
  return { ...options, firewall: createHookRunner(ruleset(...tables), host) };
}

const publish = (...rest: Parameters<typeof rule>) =>
  table(
    'ip',
    'nat',
    baseChain(
      'PREROUTING',
      'prerouting',
      -100,
      [rule('publish', daddr('10.1.0.2'), dport(8080), ...rest, dnat('172.17.0.2', 80))],
      {
        type: 'nat',
      },
    ),
  );
const forwardRules = (...rules: ReturnType<typeof rule>[]) =>
  table('ip', 'filter', baseChain('FORWARD', 'forward', 0, rules));
const oif = (device: string) => isIn({ on: 'oifname' }, names(device));

describe('a published port', () => {
  const machine = aMachine([guarded(HOST, publish()), WEB, DB]);

  it('is said of the socket in the container, where the packet comes in to the host', () => {
    expect(machine.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.1.0.2', 8080)).toBe('allowed');
    expect(machine.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.1.0.2', 80)).toBe('unnamed');
    expect(machine.output.forwards.filter(({ protocol }) => protocol === 'tcp')).toEqual([]);
  });

  it('is stopped by a rule of the forward hook', () => {
    const stopped = aMachine([
      guarded(HOST, publish(), forwardRules(rule('no', saddr('10.1.0.9'), DROP))),
      WEB,
      DB,
    ]);
    expect(stopped.reason('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.1.0.2', 8080)).toBe('firewall-drop');
    expect(stopped.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.8', '10.1.0.2', 8080)).toBe('allowed');
  });

  it("is stopped by a rule of the container's own namespace", () => {
    const input = table('ip', 'own', baseChain('input', 'input', 0, [rule('own', saddr('10.1.0.9'), DROP)]));
    const stopped = aMachine([guarded(HOST, publish()), guarded(WEB, input), DB]);
    expect(stopped.reason('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.1.0.2', 8080)).toBe('firewall-drop');
    expect(stopped.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.8', '10.1.0.2', 8080)).toBe('allowed');
  });

  it('with nothing behind it is a forward that nobody gets through', () => {
    const idle = container('172.17.0.2', 4, 'tcp 127.0.0.1 80');
    const { forwards } = aMachine([guarded(HOST, publish()), idle, DB]).output;
    expect(forwards.map(({ id }) => id)).toContain('tcp/8080→172.17.0.2:80');
    expect(new Set(forwards.flatMap(({ reach }) => reach.map(({ reason }) => reason.code)))).toEqual(
      new Set(['no-listener']),
    );
  });

  it.each([
    ['where forwarding is off', {}],
    ['where only answers are not', { ...HOST.sysctls, 'net.ipv4.conf.docker0.forwarding': '0' }],
  ])('is not forwarded %s', (_, sysctls) => {
    const found = aMachine([guarded({ ...HOST, sysctls }, publish()), WEB, DB]);
    expect(found.reason('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.1.0.2', 8080)).toBe('not-forwarded');
    expect(found.verdict('tcp/0.0.0.0:80', 'lo', '10.1.0.2', '172.17.0.2', 80)).toBe('allowed');
  });

  it('gives a neighbour of the container no answer: it comes past the host, under another address', () => {
    expect(machine.reason('tcp/0.0.0.0:80', 'docker0', '172.17.0.3', '10.1.0.2', 8080)).toBe('reply-blocked');
  });

  it('gives it one where the bridge hands frames to the IP rules', () => {
    const filtering = { ...HOST, sysctls: { ...HOST.sysctls, 'net.bridge.bridge-nf-call-iptables': '1' } };
    const found = aMachine([guarded(filtering, publish()), WEB, DB]);
    expect(found.verdict('tcp/0.0.0.0:80', 'docker0', '172.17.0.3', '10.1.0.2', 8080)).toBe('allowed');
  });

  it('gives it one where source NAT makes the answer come back by the host', () => {
    const masquerade = table(
      'ip',
      'nat',
      baseChain(
        'POSTROUTING',
        'postrouting',
        100,
        [rule('masq', saddr('172.17.0.0/16'), oif('docker0'), { kind: 'masquerade' })],
        { type: 'nat' },
      ),
    );
    const found = aMachine([guarded(HOST, publish(), masquerade), WEB, DB]);
    expect(found.verdict('tcp/0.0.0.0:80', 'docker0', '172.17.0.3', '10.1.0.2', 8080)).toBe('allowed');
    expect(found.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.1.0.2', 8080)).toBe('allowed');
  });
});

describe("a container's address", () => {
  const machine = aMachine([HOST, WEB, DB]);

  it('is found by neighbours of the host that take it for a router, and by programs on it', () => {
    expect(machine.verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '172.17.0.2', 80)).toBe('allowed');
    expect(machine.verdict('tcp/0.0.0.0:80', 'lo', '172.17.0.1', '172.17.0.2', 80)).toBe('allowed');
  });

  it('is found by other containers on its bridge', () => {
    expect(machine.verdict('tcp/0.0.0.0:5432', 'net:[3] eth0', '172.17.0.2', '172.17.0.3')).toBe('allowed');
  });

  it('is not found by sources from beyond its link but where these come in to the host', () => {
    expect(machine.verdict('tcp/0.0.0.0:5432', 'net:[3] eth0', '8.8.8.8', '172.17.0.3')).toBe('unnamed');
    expect(machine.verdict('tcp/0.0.0.0:5432', 'eth0', '8.8.8.8', '172.17.0.3')).toBe('allowed');
  });

  it('does not lead to its loopback', () => {
    expect(
      machine
        .entries('tcp/127.0.0.1:81')
        .filter(({ verdict }) => verdict === 'allowed')
        .map(({ namespace, interface: name }) => [namespace, name]),
    ).toEqual([['net:[2]', 'lo']]);
  });

  it('is closed to containers on its bridge where the bridge hands frames to IP rules that drop them', () => {
    const rules = forwardRules(rule('icc', iif('docker0'), oif('docker0'), DROP));
    const open = aMachine([guarded(HOST, rules), WEB, DB]);
    expect(open.verdict('tcp/0.0.0.0:5432', 'net:[3] eth0', '172.17.0.2', '172.17.0.3')).toBe('allowed');
    const filtering = { ...HOST, sysctls: { ...HOST.sysctls, 'net.bridge.bridge-nf-call-iptables': '1' } };
    const closed = aMachine([guarded(filtering, rules), WEB, DB]);
    expect(closed.reason('tcp/0.0.0.0:5432', 'net:[3] eth0', '172.17.0.2', '172.17.0.3')).toBe(
      'firewall-drop',
    );
    expect(closed.verdict('tcp/0.0.0.0:5432', 'net:[3] eth0', '172.17.0.1', '172.17.0.3')).toBe('allowed');
  });

  it('is closed to containers on its bridge, not to the host, by rules of the bridge for frames', () => {
    const frames = table('bridge', 'f', baseChain('hops', 'forward', 0, [rule('drop', dport(5432), DROP)]));
    const { reason, verdict } = aMachine([guarded(HOST, frames), WEB, DB]);
    expect(reason('tcp/0.0.0.0:5432', 'net:[3] eth0', '172.17.0.2', '172.17.0.3')).toBe('firewall-drop');
    // By which port an address comes that nobody has cannot be told.
    expect(reason('tcp/0.0.0.0:5432', 'net:[3] eth0', '172.17.0.9', '172.17.0.3')).toBe('outside-layer');
    expect(verdict('tcp/0.0.0.0:5432', 'net:[3] eth0', '172.17.0.1', '172.17.0.3')).toBe('allowed');
  });

  it('is closed to them by a chain on the port of the bridge that they come in by, not where another device has one', () => {
    const verdictWithChainOn = (device: string) => {
      const chain = baseChain('in', 'ingress', 0, [rule('drop', dport(5432), DROP)], { devices: [device] });
      const machine = aMachine([guarded(HOST, table('netdev', 'f', chain)), WEB, DB]);
      return machine.verdict('tcp/0.0.0.0:5432', 'net:[3] eth0', '172.17.0.2', '172.17.0.3');
    };
    expect(verdictWithChainOn('veth1')).toBe('blocked');
    expect(verdictWithChainOn('eth0')).toBe('allowed');
  });
});

describe('a router between many namespaces', () => {
  /** Each on a link of its own, with one port that no other has. */
  const machineOf = (count: number) => {
    const numbers = Array.from({ length: count }, (_, i) => i);
    const links = numbers.map((i) =>
      iface(`w${i}`, [`10.8.${i}.1/30`], { index: 10 + i, link: { index: 2, namespace: `net:[${i + 2}]` } }),
    );
    const forwarding = [
      ['net.ipv4.ip_forward', '1'],
      ...numbers.map((i) => [`net.ipv4.conf.w${i}.forwarding`, '1']),
    ];
    const spokes = numbers.map((i) => ({
      interfaces: [
        lo(),
        iface('eth0', [`10.8.${i}.2/30`], { index: 2, link: { index: 10 + i, namespace: 'net:[1]' } }),
      ],
      routes: [route('0.0.0.0/0', 'eth0', { gateway: `10.8.${i}.1` })],
      sockets: [socket(`tcp 0.0.0.0 ${1000 + i}`)],
    }));
    const router = {
      interfaces: [lo(), ...links],
      routes: [],
      sockets: [],
      sysctls: Object.fromEntries(forwarding),
    };
    return aMachine([router, ...spokes]);
  };

  it('tells who reaches whom through it as long as they are few', () => {
    const machine = machineOf(5);
    expect(machine.verdict('tcp/0.0.0.0:1003', 'w1', '10.8.1.2', '10.8.3.2')).toBe('allowed');
    expect(machine.output.gaps).toEqual([]);
  });

  it('says that it does not tell all pairs of a great many, and still what its own programs reach', () => {
    const machine = machineOf(70);
    expect(machine.verdict('tcp/0.0.0.0:1003', 'lo', '10.8.3.1', '10.8.3.2')).toBe('allowed');
    expect(machine.verdict('tcp/0.0.0.0:1003', 'w1', '10.8.1.2', '10.8.3.2')).toBe('unnamed');
    expect(machine.output.gaps).toMatchObject([
      { code: 'reach-partly-computed', subject: '70 links to other namespaces', namespace: 'net:[1]' },
    ]);
  });
});
