import { describe, expect, it } from 'vitest';
import { aHost, type HostOptions, iface, lo, route, socket } from './a-host.js';

const host = (more: Partial<HostOptions> = {}) =>
  aHost({
    interfaces: [lo(), iface('eth0', ['10.1.0.2/24']), iface('eth1', ['10.2.0.2/24'])],
    sockets: [socket('udp 224.0.0.251 5353'), socket('udp 10.1.0.255 137'), socket('udp 255.255.255.255 67')],
    ...more,
  });

describe('a datagram socket bound to a group', () => {
  it('gets what is sent to a broadcast address, and nothing else', () => {
    const { verdict } = host();
    expect(verdict('udp/10.1.0.255:137', 'eth0', '10.1.0.9', '10.1.0.255')).toBe('allowed');
    expect(verdict('udp/10.1.0.255:137', 'eth0', '10.1.0.9', '10.1.0.2')).toBe('unnamed');
    expect(verdict('udp/255.255.255.255:67', 'eth1', '10.2.0.9', '255.255.255.255')).toBe('allowed');
  });

  it('of multicast gets it by the interfaces that joined, as far as that is known', () => {
    const joined = host({ multicast: [{ family: 'ipv4', device: 'eth0', group: '224.0.0.251' }] });
    expect(joined.verdict('udp/224.0.0.251:5353', 'eth0', '10.1.0.9', '224.0.0.251')).toBe('allowed');
    expect(joined.verdict('udp/224.0.0.251:5353', 'eth1', '10.2.0.9', '224.0.0.251')).toBe('unnamed');
    expect(host().verdict('udp/224.0.0.251:5353', 'eth0', '10.1.0.9', '224.0.0.251')).toBe('conditional');
  });

  it('of one link is for the neighbours alone: no router passes such packets on', () => {
    const found = host({
      routes: [route('0.0.0.0/0', 'eth0', { gateway: '10.1.0.1' })],
      sockets: [socket('udp 224.0.0.251 5353'), socket('udp 10.1.0.255 137'), socket('udp 239.1.1.1 9')],
      multicast: ['224.0.0.251', '239.1.1.1'].map((group) => ({ family: 'ipv4', device: 'eth0', group })),
    });
    const audiences = (id: string) => [
      ...new Set(found.entries(id).flatMap((one) => (one.interface === 'eth0' ? [one.audience] : []))),
    ];
    expect(audiences('udp/224.0.0.251:5353')).toEqual(['local-network']);
    expect(audiences('udp/10.1.0.255:137')).toEqual(['local-network']);
    expect(audiences('udp/239.1.1.1:9')).toEqual(['local-network', 'private-networks', 'internet']);
  });
});
