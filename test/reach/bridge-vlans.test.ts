import { describe, expect, it } from 'vitest';
import type { BridgeVlan } from '../../src/model/bridge-port.js';
import type { Interface } from '../../src/model/facts.js';
import { type Segment, segmentsOf } from '../../src/reach/topology/segments.js';
import { aMachine, type HostOptions, iface, lo, namespaceOf, socket } from './a-host.js';

/** "10" tagged, "10u" out without a tag, "10p" in without one, "10pu" both. */
function vlans(...texts: readonly string[]): BridgeVlan[] {
  return texts.map((text) => {
    const first = Number.parseInt(text, 10);
    return { first, last: first, pvid: text.includes('p'), untagged: text.includes('u') };
  });
}

/** Guests by the VLANs of their ports on the bridge br0, which is in those of `self`; guest number 2 is behind port v2. */
function bridged(
  self: readonly string[] | undefined,
  ports: Readonly<Record<string, readonly string[]>>,
  more: Partial<Interface> = {},
): HostOptions {
  return {
    interfaces: [
      lo(),
      iface('br0', ['10.5.0.1/24'], {
        index: 2,
        kind: 'bridge',
        vlanFiltering: true,
        vlans: self && vlans(...self),
      }),
      ...Object.entries(ports).map(([name, texts]) =>
        iface(name, [], {
          index: 10 + Number(name.slice(1)),
          master: 'br0',
          link: { index: 2, namespace: `net:[${name.slice(1)}]` },
          vlans: vlans(...texts),
          ...more,
        }),
      ),
    ],
    sockets: [socket('tcp 0.0.0.0 22')],
  };
}

function guest(number: number, address: string, ...above: Interface[]): HostOptions {
  const link = { index: 10 + number, namespace: 'net:[1]' };
  return {
    interfaces: [lo(), iface('eth0', address === '' ? [] : [address], { index: 2, link }), ...above],
    sockets: [socket('tcp 0.0.0.0 80')],
  };
}

function vlanDevice(name: string, number: number, vlanId: number, address: string): Interface {
  const link = { index: 2, namespace: `net:[${number}]` };
  return iface(name, [address], { index: 30 + vlanId, kind: 'vlan', vlanId, vlanProtocol: '802.1Q', link });
}

function segment(options: readonly HostOptions[], number: number, device: string): Segment {
  const found = segmentsOf(options.map((each, place) => namespaceOf(each, place + 1)))({
    namespace: `net:[${number}]`,
    device,
  });
  if (found === undefined) throw new Error(`no device ${device}`);
  return found;
}

const names = ({ ends }: Segment) => ends.map(({ namespace, device }) => `${namespace} ${device}`).sort();
const A = guest(2, '10.5.0.2/24');
const B = guest(3, '10.5.0.3/24');
const C = guest(4, '10.5.0.4/24');

describe('ports of a bridge that filters by VLAN', () => {
  const machine = [bridged(['10pu'], { v2: ['10pu'], v3: ['20pu'], v4: ['10pu'] }), A, B, C];

  it('meet where they are in one VLAN', () => {
    expect(names(segment(machine, 2, 'eth0'))).toEqual(['net:[1] br0', 'net:[2] eth0', 'net:[4] eth0']);
    expect(names(segment(machine, 3, 'eth0'))).toEqual(['net:[3] eth0']);
  });

  it('meet the stack of the bridge by its VLANs too', () => {
    const found = aMachine(machine);
    const ask = (source: string) => found.verdict('tcp/0.0.0.0:22', 'br0', source, '10.5.0.1');
    expect([ask('10.5.0.2'), ask('10.5.0.3')]).toEqual(['allowed', 'unnamed']);
  });

  it('do not meet where frames pass one way alone', () => {
    const oneWay = [bridged([], { v2: ['10pu'], v3: ['20p', '10u'] }), A, B];
    expect(names(segment(oneWay, 2, 'eth0'))).toEqual(['net:[2] eth0']);
  });

  it('meet VLAN devices where their frames are tagged', () => {
    const trunk = guest(
      4,
      '',
      vlanDevice('eth0.10', 4, 10, '10.5.0.4/24'),
      vlanDevice('eth0.20', 4, 20, '10.6.0.4/24'),
    );
    const all = [bridged([], { v2: ['10pu'], v3: ['20pu'], v4: ['10', '20'] }), A, B, trunk];
    expect(names(segment(all, 4, 'eth0.10'))).toEqual(['net:[2] eth0', 'net:[4] eth0.10']);
    expect(names(segment(all, 4, 'eth0.20'))).toEqual(['net:[3] eth0', 'net:[4] eth0.20']);
    expect(segment(all, 4, 'eth0.10').open).toBe(false);
  });

  it('lead out where a wire is in the VLAN', () => {
    const wired = (wire: string): HostOptions => {
      const host = bridged([], { v2: ['10pu'], v3: ['20pu'] });
      const eth0 = iface('eth0', [], { index: 9, kind: 'physical', master: 'br0', vlans: vlans(wire) });
      return { ...host, interfaces: [...host.interfaces, eth0] };
    };
    expect(segment([wired('10'), A, B], 2, 'eth0').open).toBe(true);
    expect(segment([wired('10'), A, B], 3, 'eth0').open).toBe(false);
  });

  it('are in doubt where the VLANs could not be read', () => {
    const unread = aMachine([bridged(undefined, { v2: ['10pu'], v3: ['20pu'] }), A, B]);
    expect(unread.reason('tcp/0.0.0.0:22', 'br0', '10.5.0.2', '10.5.0.1')).toBe('facts-unreadable');
  });
});
