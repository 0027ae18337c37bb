import { expect, it } from 'vitest';
import { createHostIo, type HostIo } from '../../../src/collect/host-io.js';
import { runWithin } from '../../../src/collect/linux/system/run-within.js';

/** A host on which time passes only while programs hang, as all do; how long each was waited for. */
function hanging() {
  let now = 0;
  const waits: number[] = [];
  const io: HostIo = {
    ...createHostIo(),
    run: async (_name, _args, { timeoutMs = 0 } = {}) => {
      now += timeoutMs;
      waits.push(timeoutMs);
      return { kind: 'timed-out', timeoutMs };
    },
  };
  return { io, waits, now: () => now };
}

it('programs that hang use up a time that all have together, and those after them get little', async () => {
  const { io, waits, now } = hanging();
  const limited = runWithin(io, { each: 30_000, all: 45_000 }, new Set(), now);
  for (const name of ['nft', 'iptables-save', 'ip6tables-save', 'ipset']) await limited.run(name, []);
  expect(waits).toEqual([30_000, 15_000, 1000, 1000]);
});

it('a program that hung in one namespace is waited for less in the next, and others are not', async () => {
  const { io, waits, now } = hanging();
  const hung = new Set<string>();
  for (const name of ['nft', 'nft', 'ipset'])
    await runWithin(io, { each: 30_000, all: 45_000 }, hung, now).run(name, []);
  expect(waits).toEqual([30_000, 3000, 30_000]);
});
