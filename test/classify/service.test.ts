import { describe, expect, it } from 'vitest';
import { serviceName } from '../../src/classify/service.js';

describe('the name of a well-known port', () => {
  it.each([
    ['tcp', 22, 'ssh'],
    ['tcp', 443, 'https'],
    ['udp', 443, 'https'],
    ['tcp', 5432, 'postgresql'],
    ['tcp', 6379, 'redis'],
    ['udp', 5353, 'mdns'],
    ['udp', 51820, 'wireguard'],
    ['udp', 53, 'domain'],
    ['sctp', 80, 'http'],
  ] as const)('%s/%i is %s', (protocol, port, name) => {
    expect(serviceName(protocol, port)).toBe(name);
  });

  it('belongs to its protocol: mDNS is no TCP service', () => {
    expect(serviceName('tcp', 5353)).toBeUndefined();
  });

  it('is unknown for a port without one, and for the protocol number of a raw socket', () => {
    expect(serviceName('tcp', 45678)).toBeUndefined();
    expect(serviceName('raw', 80)).toBeUndefined();
  });
});
