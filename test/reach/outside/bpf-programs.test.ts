import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { attachPrograms } from '../../support/attached-programs.js';
import { addControlGroup, type ControlGroup } from '../../support/control-group.js';
import { type OpenSockets, openSockets } from '../../support/open-sockets.js';
import { requires } from '../../support/requires.js';
import { addTried, type Tried } from './tried.js';

const NEEDS = {
  root: true,
  platform: 'linux',
  tools: ['ip', 'nft', 'tc', 'bash', 'nsenter'],
  bpf: true,
} as const;
const ALLOWED = [true, 'allowed no-firewall'];
const DOUBTED = 'conditional outside-layer';
const input = (rules: string) =>
  `table inet f { chain i { type filter hook input priority 0; policy drop; iif lo accept; ${rules}; }; }`;

requires(NEEDS)('a BPF program', () => {
  let tried: Tried;
  let servers: OpenSockets;
  let attached: { detach(): Promise<void> } | undefined;
  const attach = async (...specs: string[]) => {
    attached = await attachPrograms(tried.host.name, specs);
  };
  /** What becomes of a connection, and what is told of it. */
  const answer = async (id: string, port: number, should: boolean) => [
    tried.connects(port, should),
    await tried.told(id, port),
  ];

  beforeAll(async () => {
    tried = addTried();
    servers = await openSockets(['tcp:0.0.0.0:22', 'udp:0.0.0.0:53', 'tcp:127.0.0.1:81'], {
      namespace: tried.host.name,
      serve: true,
    });
  });
  afterEach(async () => {
    await attached?.detach();
    attached = undefined;
    tried.rules('');
  });
  afterAll(async () => {
    await servers.close();
    tried.remove();
  });

  it.each([
    ['on what comes in, by a link,', 'tcx-ingress+:eth0:drop'],
    ['on what leaves', 'tcx-egress+:eth0:drop'],
    ['of XDP', 'xdp:eth0:drop'],
    ['at a hook of netfilter', 'netfilter::drop'],
  ])('%s may stop what the rules let in', async (_, spec) => {
    expect(await answer('tcp/0.0.0.0:22', 22, true)).toEqual(ALLOWED);
    expect(await tried.traced(22)).toBe('delivered');
    await attach(spec);
    expect(await answer('tcp/0.0.0.0:22', 22, false)).toEqual([false, DOUBTED]);
    expect(await tried.traced(22)).toBe('undecided');
  });

  it('of traffic control that redirects lets in what the rules stop', async () => {
    tried.rules(input(''));
    expect(await answer('tcp/0.0.0.0:22', 22, false)).toEqual([false, 'blocked firewall-policy-drop']);
    expect(await tried.traced(22)).toBe('stopped');
    await attach('tcx-ingress+:eth0:to-lo');
    expect(await tried.traced(22)).toBe('undecided');
    expect(await answer('tcp/0.0.0.0:22', 22, true)).toEqual([true, DOUBTED]);
    const { exposure, exposureAtMost, notes } = await tried.listener('tcp/0.0.0.0:22');
    expect([exposure, exposureAtMost]).toEqual(['this-host', 'local-network']);
    expect(notes.join(' ')).toContain('a layer outside the firewall may let it in all the same');
  });

  it('of XDP that gives packets another source lets in what the rules stop', async () => {
    tried.rules(input('ip saddr 20.1.10.9 accept'));
    tried.sends(53, 'stopped');
    expect(await tried.told('udp/0.0.0.0:53', 53)).toBe('blocked firewall-policy-drop');
    await attach('xdp:eth0:swap');
    tried.sends(53, 'passed');
    await vi.waitFor(() => expect(servers.arrivals.map(({ data }) => data)).toContain('passed'));
    expect(servers.arrivals.map(({ data }) => data)).not.toContain('stopped');
    expect(await tried.told('udp/0.0.0.0:53', 53)).toBe(DOUBTED);
    // No address leads from outside to a socket of the loopback.
    expect((await tried.listener('tcp/127.0.0.1:81')).exposureAtMost).toBeUndefined();
  });

  it('on another device leaves what comes in here as it is', async () => {
    tried.host.ip('link add eth1 type veth peer name eth2');
    tried.rules(input('tcp dport 22 accept'));
    await attach('tcx-ingress+:eth1:drop', 'xdp:eth1:drop');
    expect(await answer('tcp/0.0.0.0:22', 22, true)).toEqual([true, 'allowed firewall-accept']);
    expect(await tried.told('udp/0.0.0.0:53', 53)).toBe('blocked firewall-policy-drop');
    tried.host.ip('link delete eth1');
  });

  it('that sees only what leaves lets nothing in', async () => {
    tried.rules(input(''));
    await attach('tcx-egress+:eth0:pass');
    expect(await answer('tcp/0.0.0.0:22', 22, false)).toEqual([false, 'blocked firewall-policy-drop']);
  });

  it('of sk_lookup may hand a connection to any socket, also of the loopback, and lets nothing past the rules', async () => {
    const loopback = () => tried.listener('tcp/127.0.0.1:82');
    tried.rules(input('tcp dport 83 accept'));
    expect(await tried.traced(83)).toBe('refused');
    await attach('sk_lookup::127.0.0.1 82');
    expect(await tried.traced(83)).toBe('undecided');
    expect(await tried.traced(82)).toBe('stopped');
    expect([tried.connects(83, true), tried.connects(82, false)]).toEqual([true, false]);
    // What this host sends to it may be handed to others.
    expect(await loopback()).toMatchObject({ exposure: 'none', exposureAtMost: 'local-network' });
    expect(await tried.told('tcp/127.0.0.1:82', 82)).toBe(DOUBTED);
    expect(await answer('tcp/0.0.0.0:22', 22, false)).toEqual([false, 'blocked firewall-policy-drop']);
    expect((await tried.listener('tcp/0.0.0.0:22')).exposureAtMost).toBe('local-network');
    tried.rules('');
    // What is sent to this one is handed to the other.
    expect(await tried.told('tcp/0.0.0.0:22', 22)).toBe(DOUBTED);
  });

  it('of traffic control may hand a connection to a socket of the loopback', async () => {
    await attach('tcx-ingress+:eth0:assign-81');
    expect(tried.connects(84, true)).toBe(true);
    expect(await tried.listener('tcp/127.0.0.1:81')).toMatchObject({
      exposure: 'this-host',
      exposureAtMost: 'local-network',
    });
  });

  it('beneath a bridge sees what comes in by the bridge', async () => {
    tried.host.ip(`addr del 10.9.20.2/16 dev eth0
      link add br0 type bridge
      link set eth0 master br0
      addr add 10.9.20.2/16 dev br0
      link set br0 up`);
    const told = () => tried.told('tcp/0.0.0.0:22', 22, 'br0');
    await vi.waitFor(() => expect(tried.connects(22, true)).toBe(true));
    expect(await told()).toBe('allowed no-firewall');
    await attach('xdp:eth0:drop');
    expect([tried.connects(22, false), await told()]).toEqual([false, DOUBTED]);
    tried.host.ip(`link del br0
      addr add 10.9.20.2/16 dev eth0`);
  });

  it('of an older kind of traffic control counts as one', async () => {
    const tc = (words: string) =>
      execFileSync('ip', ['netns', 'exec', tried.host.name, 'tc', ...words.split(' ')]);
    tc('qdisc add dev eth0 clsact');
    expect(await tried.told('tcp/0.0.0.0:22', 22)).toBe('allowed no-firewall');
    // Without an action it only classifies, but which program it is nothing tells.
    execFileSync('ip', [
      ...['netns', 'exec', tried.host.name, 'tc', 'filter', 'add', 'dev', 'eth0', 'ingress'],
      ...['bpf', 'bytecode', '1,6 0 0 0'],
    ]);
    expect(await tried.told('tcp/0.0.0.0:22', 22)).toBe(DOUBTED);
    tc('qdisc del dev eth0 clsact');
  });
});

requires({ ...NEEDS, controlGroups: true })('a BPF program of a control group', () => {
  let tried: Tried;
  let group: ControlGroup;
  let below: ControlGroup;
  let inside: OpenSockets;
  let outside: OpenSockets;

  beforeAll(async () => {
    tried = addTried();
    const made = addControlGroup();
    if (made === undefined) throw new Error('no control group');
    group = made;
    below = group.below('service');
    const open = (spec: string) => openSockets([spec], { namespace: tried.host.name, serve: true });
    inside = await below.within(() => open('tcp:0.0.0.0:22'));
    outside = await open('tcp:0.0.0.0:23');
  });
  afterAll(async () => {
    await Promise.all([inside.close(), outside.close()]);
    for (const one of [below, group]) await vi.waitFor(() => one.remove());
    tried.remove();
  });

  it.each([
    ['without a link', 'ingress'],
    ['with a link', 'ingress+'],
    ['for what is sent', 'egress'],
  ])('%s may stop what comes for the sockets in it and below it, and for no others', async (_, place) => {
    const answers = async (should: boolean) => [
      [tried.connects(22, should), await tried.told('tcp/0.0.0.0:22')],
      [tried.connects(23, true), await tried.told('tcp/0.0.0.0:23')],
    ];
    expect(await answers(true)).toEqual([ALLOWED, ALLOWED]);
    const attached = await attachPrograms(tried.host.name, [`${place}:${group.directory}:drop:acme`]);
    expect(await answers(false)).toEqual([[false, DOUBTED], ALLOWED]);
    const { reach } = await tried.listener('tcp/0.0.0.0:22');
    expect(JSON.stringify(reach)).toContain('filtered by the BPF program \\"acme\\"');
    await attached.detach();
    expect(await answers(true)).toEqual([ALLOWED, ALLOWED]);
  });
});
