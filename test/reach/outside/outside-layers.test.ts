import { describe, expect, it } from 'vitest';
import type { Interface, NamespaceFacts } from '../../../src/model/facts.js';
import type { OutsideLayer } from '../../../src/model/firewall-facts.js';
import type { ReachEntry } from '../../../src/model/reach.js';
import type { Reason } from '../../../src/model/reason.js';
import { doubtedReach } from '../../../src/reach/outside/doubted-reach.js';
import { type Destination, doubtOfLayers } from '../../../src/reach/outside/outside-layers.js';
import { iface } from '../a-host.js';

const ALLOWED: Reason = { code: 'no-firewall' };
const MARTIAN: Reason = { code: 'loopback-martian' };
const dropBy = (table: string): Reason => ({
  code: 'firewall-policy-drop',
  chain: { table, chain: 'forward', hook: 'forward', backend: 'nft' },
});

const entry = (more: Partial<ReachEntry> = {}): ReachEntry => ({
  namespace: 'net:[1]',
  interface: 'eth0',
  destinations: ['10.1.0.2'],
  port: 80,
  sources: ['10.1.0.0/24'],
  audience: 'local-network',
  verdict: more.reason === undefined || more.reason === ALLOWED ? 'allowed' : 'blocked',
  reason: ALLOWED,
  ...more,
});
const socket = (address: string) => ({ protocol: 'tcp', address, groups: ['/'] });
const end = (more: Partial<Destination> = {}): Destination => ({
  namespace: 'net:[1]',
  socket: socket('0.0.0.0'),
  hasChain: () => false,
  ...more,
});

function namespace(
  id: string,
  interfaces: readonly Interface[],
  outside: readonly OutsideLayer[] = [],
): NamespaceFacts {
  return {
    id,
    current: id === 'net:[1]',
    containers: [],
    sockets: [],
    interfaces,
    firewall: { nft: { nftables: [] }, xtables: [], outside },
  };
}

const on = (device: string, more: Partial<OutsideLayer> = {}): OutsideLayer => ({
  kind: 'tc',
  device,
  detail: `Something is on ${device}.`,
  ...more,
});
const REDIRECTING = { mayRedirect: true } as const;

/** A host with a container behind a bridge. */
const HOST = [
  iface('eth0', ['10.1.0.2/24'], { index: 2 }),
  iface('eth1', ['10.2.0.2/24'], { index: 3 }),
  iface('vlan10', ['10.3.0.2/24'], { index: 4, kind: 'vlan', link: { index: 2, namespace: 'net:[1]' } }),
  iface('bond0', ['10.4.0.2/24'], { index: 5, kind: 'bond' }),
  iface('eth2', [], { index: 6, master: 'bond0' }),
  iface('docker0', ['172.17.0.1/16'], { index: 7, kind: 'bridge' }),
  iface('veth1', [], { index: 8, master: 'docker0', link: { index: 2, namespace: 'net:[2]' } }),
];
const CONTAINER = [iface('eth0', ['172.17.0.2/16'], { index: 2, link: { index: 8, namespace: 'net:[1]' } })];

/** What becomes of entries where the host and the container have these layers. */
function verdicts(
  entries: readonly ReachEntry[],
  destination: Destination,
  ofHost: readonly OutsideLayer[],
  ofContainer: readonly OutsideLayer[] = [],
): readonly string[] {
  const doubt = doubtOfLayers([
    namespace('net:[1]', HOST, ofHost),
    namespace('net:[2]', CONTAINER, ofContainer),
  ]);
  return doubt(entries, destination).map(({ verdict }) => verdict);
}

describe('a layer on a device', () => {
  it('has a say over what comes in by a VLAN or a bond above it, and not by others', () => {
    const ways = ['eth0', 'vlan10', 'eth1', 'bond0', 'lo'].map((device) => entry({ interface: device }));
    const told = (layer: OutsideLayer) => verdicts(ways, end(), [layer]);
    expect(told(on('eth0'))).toEqual(['conditional', 'conditional', 'allowed', 'allowed', 'allowed']);
    expect(told(on('eth2'))).toEqual(['allowed', 'allowed', 'allowed', 'conditional', 'allowed']);
  });

  it('that only stops packets lets none in', () => {
    expect(verdicts([entry({ reason: dropBy('inet filter') })], end(), [on('eth0')])).toEqual(['blocked']);
    expect(verdicts([entry({ reason: dropBy('inet filter') })], end(), [on('eth0', REDIRECTING)])).toEqual([
      'conditional',
    ]);
  });

  it('leads from outside to a socket of 127.0.0.0/8 only where it hands packets to sockets', () => {
    const to = (address: string, layer: OutsideLayer) =>
      verdicts([entry({ reason: MARTIAN })], end({ socket: socket(address) }), [layer]);
    const xdp = on('eth0', { kind: 'xdp', ...REDIRECTING });
    expect(to('127.0.0.1', xdp)).toEqual(['blocked']);
    expect(to('0.0.0.0', xdp)).toEqual(['conditional']);
    expect(to('127.0.0.1', on('eth0', REDIRECTING))).toEqual(['blocked']);
    expect(to('127.0.0.1', on('eth0', { ...REDIRECTING, mayAssign: true }))).toEqual(['conditional']);
  });

  it('that sees what leaves has a say where answers leave by another device than requests come in by', () => {
    const asymmetric = [entry({ interface: 'eth1', asymmetric: true }), entry({ interface: 'eth1' })];
    expect(verdicts(asymmetric, end(), [on('eth0', { egress: true })])).toEqual(['conditional', 'allowed']);
    expect(verdicts(asymmetric, end(), [on('eth0')])).toEqual(['allowed', 'allowed']);
  });
});

describe("on the way to a container's listener", () => {
  const web = end({ namespace: 'net:[2]', hasChain: (table) => table === 'inet own' });
  const forwarded = [
    entry(),
    entry({ reason: dropBy('inet filter') }),
    entry({ reason: dropBy('inet own') }),
    entry({ reason: { code: 'not-forwarded', sysctl: 'net.ipv4.ip_forward' } }),
  ];

  it('a layer where it comes in to the host may let it past all that comes later', () => {
    expect(verdicts(forwarded, web, [on('eth0', REDIRECTING)])).toEqual([
      'conditional',
      'conditional',
      'conditional',
      'conditional',
    ]);
    expect(verdicts(forwarded, web, [on('eth1', REDIRECTING)])).toEqual([
      'allowed',
      'blocked',
      'blocked',
      'blocked',
    ]);
  });

  it('a layer on the device that leads to it may stop what got so far', () => {
    for (const device of ['veth1', 'docker0'])
      expect(verdicts(forwarded, web, [on(device, REDIRECTING)])).toEqual([
        'conditional',
        'blocked',
        'blocked',
        'blocked',
      ]);
  });

  it('a layer in the container may let in what is stopped there, and not what the host stops', () => {
    expect(verdicts(forwarded, web, [], [on('eth0', REDIRECTING)])).toEqual([
      'conditional',
      'blocked',
      'conditional',
      'blocked',
    ]);
  });

  it('a layer on another port of the bridge concerns what comes over the bridge', () => {
    const beside = iface('veth2', [], { index: 9, master: 'docker0' });
    const doubt = doubtOfLayers([
      namespace('net:[1]', [...HOST, beside], [on('veth2')]),
      namespace('net:[2]', CONTAINER),
    ]);
    const [over] = doubt([entry({ namespace: 'net:[2]' })], web);
    expect(over?.verdict).toBe('conditional');
  });

  it('programs for sockets of the host have no say', () => {
    const sockets: OutsideLayer[] = [
      { kind: 'sk-lookup-bpf', detail: '', mayRedirect: true },
      { kind: 'cgroup-bpf', cgroups: ['/'], detail: '' },
    ];
    expect(verdicts([entry()], web, sockets)).toEqual(['allowed']);
    expect(verdicts([entry()], web, [], sockets)).toEqual(['conditional']);
  });
});

it('what goes by a device to a target that cannot be seen meets the layers there', () => {
  const beyond = end({ socket: undefined, device: 'docker0' });
  expect(verdicts([entry()], beyond, [on('veth1')])).toEqual(['conditional']);
  expect(verdicts([entry()], beyond, [on('eth1')])).toEqual(['allowed']);
});

it('programs of a control group concern the protocol that they are for', () => {
  const datagrams: OutsideLayer = { kind: 'cgroup-bpf', cgroups: ['/'], udp: true, detail: '' };
  expect(verdicts([entry()], end(), [datagrams])).toEqual(['allowed']);
  const udp = { protocol: 'udp', address: '0.0.0.0', groups: ['/'] };
  expect(verdicts([entry()], end({ socket: udp }), [datagrams])).toEqual(['conditional']);
});

it('what comes by groups and broadcast addresses is doubted alike', () => {
  const doubted = doubtedReach([namespace('net:[1]', HOST, [on('eth0')])], new Map(), () => new Map());
  const { groupReach } = doubted({ reach: [], groupReach: [entry()] }, { namespace: 'net:[1]' });
  expect(groupReach.map(({ verdict, reason }) => [verdict, reason.code])).toEqual([
    ['conditional', 'outside-layer'],
  ]);
});
