import { describe, expect, it } from 'vitest';
import type { Socket } from '../../src/model/facts.js';
import { aHost, iface, lo, socket } from './a-host.js';

const host = (...sockets: Socket[]) =>
  aHost({
    interfaces: [
      lo(),
      iface('eth0', ['10.1.0.2/24', 'fd01::2/64', 'fe80::2/64']),
      iface('eth1', ['10.2.0.2/24']),
    ],
    sockets,
  });
const here = ['eth0', '10.1.0.9', '10.1.0.2'] as const;

describe('the socket that gets a packet', () => {
  it('bound to the very address beats the wildcard, which is shadowed there', () => {
    const { verdict, reason } = host(socket('tcp 0.0.0.0 80'), socket('tcp 10.1.0.2 80'));
    expect(verdict('tcp/10.1.0.2:80', ...here)).toBe('allowed');
    expect(reason('tcp/0.0.0.0:80', ...here)).toBe('shadowed');
    expect(verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.2.0.2')).toBe('allowed');
  });

  it('bound to the address beats even a wildcard that is bound to the device', () => {
    const { reason } = host(socket('tcp 0.0.0.0 80', { device: 'eth0' }), socket('tcp 10.1.0.2 80'));
    expect(reason('tcp/0.0.0.0%eth0:80', ...here)).toBe('shadowed');
  });

  it('bound to a device takes only what comes in by it', () => {
    const { verdict } = host(socket('tcp 0.0.0.0 80', { device: 'eth0' }));
    expect(verdict('tcp/0.0.0.0%eth0:80', ...here)).toBe('allowed');
    expect(verdict('tcp/0.0.0.0%eth0:80', 'eth0', '10.1.0.9', '10.2.0.2')).toBe('allowed');
    expect(verdict('tcp/0.0.0.0%eth0:80', 'eth1', '10.2.0.9', '10.2.0.2')).toBe('unnamed');
  });

  it('bound to a device is reached from this host at and from the addresses of that device', () => {
    const { verdict } = host(socket('tcp 0.0.0.0 80', { device: 'eth0' }));
    expect(verdict('tcp/0.0.0.0%eth0:80', 'lo', '10.1.0.2', '10.1.0.2')).toBe('allowed');
    expect(verdict('tcp/0.0.0.0%eth0:80', 'lo', '127.0.0.1', '10.1.0.2')).toBe('blocked');
    expect(verdict('tcp/0.0.0.0%eth0:80', 'lo', '10.2.0.2', '10.2.0.2')).toBe('unnamed');
  });

  it('`[::]` with v6only=0 also takes IPv4', () => {
    const { verdict } = host(socket('tcp :: 80'));
    expect(verdict('tcp/[::]:80', ...here)).toBe('allowed');
    expect(verdict('tcp/[::]:80', 'eth0', 'fd01::9', 'fd01::2')).toBe('allowed');
  });

  it('`[::]` with v6only=1 does not', () => {
    const { verdict } = host(socket('tcp :: 80', { v6only: true }));
    expect(verdict('tcp/[::]:80', ...here)).toBe('unnamed');
    expect(verdict('tcp/[::]:80', 'eth0', 'fd01::9', 'fd01::2')).toBe('allowed');
  });

  it('`[::]` whose v6only cannot be seen takes IPv6 for certain and IPv4 perhaps', () => {
    const { verdict, reason } = host(socket('tcp :: 80', { v6only: undefined }));
    expect(verdict('tcp/[::]:80', 'eth0', 'fd01::9', 'fd01::2')).toBe('allowed');
    expect(verdict('tcp/[::]:80', ...here)).toBe('conditional');
    expect(reason('tcp/[::]:80', ...here)).toBe('facts-unreadable');
  });

  it('bound to a v4-mapped address takes IPv4 alone', () => {
    const { verdict, entries } = host(socket('tcp ::ffff:10.1.0.2 80'), socket('tcp ::ffff:0.0.0.0 81'));
    expect(verdict('tcp/[::ffff:10.1.0.2]:80', ...here)).toBe('allowed');
    expect(verdict('tcp/[::ffff:0.0.0.0]:81', ...here)).toBe('allowed');
    expect(
      entries('tcp/[::ffff:0.0.0.0]:81').some((entry) => entry.sources.some((s) => s.includes(':'))),
    ).toBe(false);
  });

  it('that shares its port by SO_REUSEPORT is one of several: which, depends on the order of binding', () => {
    const { verdict, reason } = host(socket('tcp 0.0.0.0 80'), socket('tcp :: 80'));
    for (const id of ['tcp/0.0.0.0:80', 'tcp/[::]:80']) {
      expect(verdict(id, ...here)).toBe('conditional');
      expect(reason(id, ...here)).toBe('either-of');
    }
    expect(verdict('tcp/[::]:80', 'eth0', 'fd01::9', 'fd01::2')).toBe('allowed');
  });

  it('of UDP sockets of different users is the one with the better score', () => {
    const { verdict, reason } = host(
      socket('udp 0.0.0.0 67', { device: 'eth0', uid: 0 }),
      socket('udp 0.0.0.0 67', { uid: 100 }),
    );
    expect(verdict('udp/0.0.0.0%eth0:67', ...here)).toBe('allowed');
    expect(reason('udp/0.0.0.0:67', ...here)).toBe('shadowed');
    expect(verdict('udp/0.0.0.0:67', 'eth1', '10.2.0.9', '10.2.0.2')).toBe('allowed');
  });

  it('whose device cannot be seen gets it perhaps, and so does the one behind it', () => {
    const { verdict } = host(socket('tcp 10.1.0.2 80', { deviceKnown: false }), socket('tcp 0.0.0.0 80'));
    expect(verdict('tcp/10.1.0.2:80', ...here)).toBe('conditional');
    expect(verdict('tcp/0.0.0.0:80', ...here)).toBe('conditional');
    expect(verdict('tcp/0.0.0.0:80', 'eth0', '10.1.0.9', '10.2.0.2')).toBe('allowed');
  });

  it('is one listener for all workers that share address and port', () => {
    const { listeners } = host(
      socket('tcp 0.0.0.0 80', { inode: 1 }),
      socket('tcp 0.0.0.0 80', { inode: 2 }),
    );
    expect(listeners.map(({ id, sockets }) => [id, sockets.length])).toEqual([['tcp/0.0.0.0:80', 2]]);
  });
});
