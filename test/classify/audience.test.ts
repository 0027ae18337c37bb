import { describe, expect, it } from 'vitest';
import { interfaceAudiences } from '../../src/classify/audience.js';
import type { Interface, Route } from '../../src/model/facts.js';
import { iface, lo, namespaceOf, route } from '../reach/a-host.js';

const audience = (name: string, interfaces: readonly Interface[], routes: readonly Route[] = []) =>
  interfaceAudiences(namespaceOf({ interfaces, sockets: [], routes })).get(name);

describe('who stands behind an interface', () => {
  it.each([
    [lo(), 'this-host'],
    [iface('eth0', [], { kind: 'physical' }), 'local-network'],
    [iface('eth0', [], { kind: 'veth' }), 'local-network'],
    [iface('bond0', [], { kind: 'bond' }), 'local-network'],
    [iface('eth0.5', [], { kind: 'vlan' }), 'local-network'],
    [iface('mac0', [], { kind: 'macvlan' }), 'local-network'],
    [iface('wg0', [], { kind: 'wireguard' }), 'vpn'],
    [iface('tailscale0', [], { kind: 'tun' }), 'vpn'],
    [iface('ppp0', [], { kind: 'ppp' }), 'vpn'],
    [iface('gre1', [], { kind: 'gre' }), 'vpn'],
    [iface('xfrm0', [], { kind: 'xfrm' }), 'vpn'],
    [iface('docker0', [], { kind: 'bridge' }), 'containers'],
    [iface('br-0123456789ab', [], { kind: 'bridge' }), 'containers'],
    [iface('virbr0', [], { kind: 'bridge' }), 'containers'],
    [iface('br0', [], { kind: 'bridge' }), 'local-network'],
  ])('%#: %o', (made, expected) => {
    expect(audience(made.name, [made])).toBe(expected);
  });

  it('is containers for any bridge whose ports all lead to guests', () => {
    const bridge = iface('br0', [], { kind: 'bridge' });
    const guests = [iface('veth1', [], { master: 'br0' }), iface('tap1', [], { kind: 'tun', master: 'br0' })];
    expect(audience('br0', [bridge, ...guests])).toBe('containers');
    expect(audience('tap1', [bridge, ...guests])).toBe('containers');
  });

  it('is the local network for a bridge with a way out: another port, or the default route', () => {
    const bridge = iface('docker0', [], { kind: 'bridge' });
    const card = iface('eth0', [], { kind: 'physical', master: 'docker0' });
    expect(audience('docker0', [bridge, card])).toBe('local-network');
    expect(audience('docker0', [bridge], [route('0.0.0.0/0', 'docker0', { gateway: '10.0.0.1' })])).toBe(
      'local-network',
    );
  });
});
