import { describe, expect, it } from 'vitest';
import type { Interface } from '../../src/model/facts.js';
import { doubtOfVlans } from '../../src/reach/topology/bridge-vlans.js';
import { createHost } from '../../src/reach/topology/host.js';
import { stackOf } from '../../src/reach/topology/stack-of.js';
import { type HostOptions, iface, lo, namespaceOf } from './a-host.js';

const plug = (name: string, index: number, untaggedVlan?: number, more: Partial<Interface> = {}) =>
  iface(name, [], { index, kind: 'veth', master: 'br0', untaggedVlan, ...more });

function doubt(device: string, bridge: Partial<Interface>, ...ports: Interface[]): string | undefined {
  const options: HostOptions = {
    interfaces: [lo(), iface('br0', ['10.5.0.1/24'], { index: 3, kind: 'bridge', ...bridge }), ...ports],
    routes: [],
    sockets: [],
    sysctls: {},
  };
  const namespace = namespaceOf(options);
  const stack = stackOf({
    namespace,
    listeners: [],
    processes: new Map(),
    audiences: new Map(),
    firewall: undefined,
  });
  const reason = doubtOfVlans(createHost([stack]), { namespace: namespace.id, device });
  return reason && 'subject' in reason ? reason.subject : undefined;
}

const DOUBT = 'VLANs of the ports of br0';
const FILTERS = { vlanFiltering: true, untaggedVlan: 1 };

describe('neighbours over a bridge', () => {
  it('are certain where it does not filter by VLAN', () => {
    expect(doubt('br0', {}, plug('va', 4), plug('vb', 5))).toBeUndefined();
  });

  it('are certain where all its ports and it are in one VLAN', () => {
    expect(doubt('br0', FILTERS, plug('va', 4, 1), plug('vb', 5, 1))).toBeUndefined();
  });

  it('are not where ports are in several, or the bridge itself is in none', () => {
    expect(doubt('va', FILTERS, plug('va', 4, 1), plug('vb', 5, 20))).toBe(DOUBT);
    expect(doubt('br0', { vlanFiltering: true }, plug('va', 4, 1))).toBe(DOUBT);
  });

  it('are for the bridge itself where a wire is in its VLAN, as a hypervisor has it', () => {
    const wire = plug('eth0', 6, 1, { kind: 'physical' });
    expect(doubt('br0', FILTERS, wire, plug('tap1', 4, 20, { kind: 'tun' }))).toBeUndefined();
    expect(doubt('tap1', FILTERS, wire, plug('tap1', 4, 20, { kind: 'tun' }))).toBe(DOUBT);
  });
});
