import { describe, expect, it } from 'vitest';
import { aHost, iface, lo, route, socket } from './a-host.js';

describe('a raw socket', () => {
  const host = aHost({
    interfaces: [lo(), iface('eth0', ['10.1.0.2/24', 'fd01::2/64'])],
    sockets: [socket('raw 0.0.0.0 1'), socket('raw 10.1.0.2 1'), socket('raw :: 58', { v6only: true })],
    routes: [route('10.9.0.0/16', 'eth0', { type: 'blackhole', device: undefined })],
  });

  it('gets a copy of every packet of its protocol, also of those that another one gets', () => {
    expect(host.verdict('raw/0.0.0.0:1', 'eth0', '10.1.0.9', '10.1.0.2')).toBe('allowed');
    expect(host.verdict('raw/10.1.0.2:1', 'eth0', '10.1.0.9', '10.1.0.2')).toBe('allowed');
    expect(host.verdict('raw/10.1.0.2:1', 'lo', '127.0.0.1', '127.0.0.1')).toBe('unnamed');
    expect(host.verdict('raw/[::]:58', 'eth0', 'fd01::9', 'fd01::2')).toBe('allowed');
  });

  it('needs no way back', () => {
    expect(host.verdict('raw/0.0.0.0:1', 'eth0', '10.9.0.1', '10.1.0.2')).toBe('allowed');
  });
});
