import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFirewallCache } from '../../../../src/collect/linux/firewall/firewall-cache.js';
import { fakeHost } from './fake-host.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('rules of which nothing tells that they changed are read again after a while, whatever the clock is set to', async () => {
  const readFirewall = vi.fn(async () => ({ firewall: undefined, gaps: [] }));
  const cache = createFirewallCache(readFirewall);
  const { io } = fakeHost({});
  const host = { ...io, now: () => new Date() };
  const read = () => cache.read(host, { uid: 0, netlink: undefined });
  await read();
  await read();
  expect(readFirewall).toHaveBeenCalledTimes(1);
  vi.setSystemTime(Date.now() - 86_400_000);
  vi.advanceTimersByTime(6000);
  await read();
  expect(readFirewall).toHaveBeenCalledTimes(2);
});
