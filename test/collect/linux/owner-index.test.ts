import { describe, expect, it } from 'vitest';
import { createOwnerIndex } from '../../../src/collect/linux/owners/owner-index.js';
import type { DescriptorReader } from '../../../src/collect/linux/processes/read-descriptors.js';

/** A host of processes with descriptors that are sockets: pid, then descriptor, then inode. */
function fakeHost() {
  const processes = new Map<number, Map<number, number>>();
  const looked: number[] = [];
  const reader: DescriptorReader = {
    pids: () => [...processes.keys()].sort((a, b) => a - b),
    each(pid, visit) {
      looked.push(pid);
      const descriptors = processes.get(pid);
      if (descriptors === undefined) return 'gone';
      for (const [fd, inode] of descriptors) visit(fd, inode);
      return 'done';
    },
    socketAt: (pid, fd) => processes.get(pid)?.get(fd),
  };
  for (let pid = 1; pid <= 100; pid++) processes.set(pid, new Map([[3, 1000 + pid]]));
  return { processes, looked, index: createOwnerIndex(reader) };
}

describe('the index of owners', () => {
  it('looks at every process the first time, in the order of their pids', async () => {
    const { index, looked } = fakeHost();
    await index.update(new Set([1007]));
    expect(looked).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(index.pidsOf(1007)).toEqual([7]);
  });

  it('later looks at new processes and some others in turn', async () => {
    const { index, looked, processes } = fakeHost();
    await index.update(new Set([1007]));
    looked.length = 0;
    processes.set(200, new Map([[9, 1007]]));
    await index.update(new Set([1007]));
    expect(looked).toContain(200);
    expect(looked.length).toBeLessThan(40);
    expect(index.pidsOf(1007)).toEqual([7, 200]);
  });

  it('finds a descriptor that was handed to an old process, within a few updates', async () => {
    const { index, processes } = fakeHost();
    await index.update(new Set([1007]));
    processes.get(90)?.set(4, 1007);
    for (let i = 0; i < 7; i++) await index.update(new Set([1007]));
    expect(index.pidsOf(1007)).toEqual([7, 90]);
  });

  it('looks at all of them again when a socket is new', async () => {
    const { index, looked, processes } = fakeHost();
    await index.update(new Set([1007]));
    looked.length = 0;
    processes.get(50)?.set(8, 5000);
    processes.get(60)?.set(8, 5000);
    await index.update(new Set([1007, 5000]));
    expect(index.pidsOf(5000)).toEqual([50, 60]);
    expect(looked).toHaveLength(100);
  });

  it('looks at all of them again when the only holder let go', async () => {
    const { index, processes } = fakeHost();
    await index.update(new Set([1007]));
    processes.get(7)?.delete(3);
    processes.get(99)?.set(3, 1007);
    await index.update(new Set([1007]));
    expect(index.pidsOf(1007)).toEqual([99]);
  });

  it('does not search again and again for a socket that nobody holds', async () => {
    const { index, looked } = fakeHost();
    await index.update(new Set([4711]));
    looked.length = 0;
    await index.update(new Set([4711]));
    expect(looked.length).toBeLessThan(40);
    expect(index.pidsOf(4711)).toEqual([]);
  });

  it('forgets a process that ended, and one that took its pid', async () => {
    const { index, processes } = fakeHost();
    await index.update(new Set([1007, 1008]));
    processes.delete(7);
    processes.set(8, new Map([[3, 77]]));
    await index.update(new Set([1007, 1008]));
    expect([index.pidsOf(1007), index.pidsOf(1008)]).toEqual([[], []]);
  });

  it('finds what a process left to its child, which began while the others were looked at', async () => {
    const { index, processes } = fakeHost();
    // Each time that one of these is looked at, the holder leaves to its child.
    const chain = new Map<number, readonly [from: number, to: number]>([
      [3, [7, 201]],
      [201, [201, 202]],
    ]);
    const { get } = processes;
    processes.get = (pid) => {
      const [from = 0, to = 0] = chain.get(pid) ?? [];
      const sockets = get.call(processes, from);
      if (sockets !== undefined && processes.delete(from)) processes.set(to, sockets);
      return get.call(processes, pid);
    };
    await index.update(new Set([1007]));
    expect(index.pidsOf(1007)).toEqual([202]);
  });

  it('tells whether a process still has what it had', async () => {
    const { index, processes } = fakeHost();
    await index.update(new Set([1007, 1008]));
    processes.set(8, new Map([[3, 77]]));
    expect([index.stillHolds(7), index.stillHolds(8)]).toEqual([true, false]);
  });

  it('pauses in long work', async () => {
    const { index, processes } = fakeHost();
    for (const descriptors of processes.values()) for (let fd = 4; fd < 20_000; fd++) descriptors.set(fd, 1);
    let pauses = 0;
    await index.update(new Set([1]), async () => {
      pauses += 1;
    });
    expect(pauses).toBeGreaterThan(0);
  });
});
