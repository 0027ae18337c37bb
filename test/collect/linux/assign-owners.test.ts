import { describe, expect, it } from 'vitest';
import { createHostIo, type HostIo } from '../../../src/collect/host-io.js';
import { assignOwners, readHolders, walkGap } from '../../../src/collect/linux/owners/assign-owners.js';
import type { OwnerIndex } from '../../../src/collect/linux/owners/owner-index.js';
import { createProcessReader } from '../../../src/collect/linux/owners/read-process.js';
import type { ListedSocket } from '../../../src/collect/linux/sockets/listed-socket.js';

const listed: ListedSocket = {
  protocol: 'udp',
  family: 'ipv4',
  address: '0.0.0.0',
  port: 4789,
  deviceKnown: true,
  inode: 7,
};
const nobody: OwnerIndex = {
  update: async () => {},
  pids: () => [],
  pidsOf: () => [],
  stillHolds: () => true,
  isComplete: () => true,
};
const kernelPorts = { useOf: () => ({ subsystem: 'vxlan', interface: 'vx0' }), perhaps: () => undefined };

describe('a holder whose pid is taken by another process', () => {
  const boot = { '/proc/stat': 'btime 1700000000\n', '/etc/passwd': '' };
  const statOf = (name: string, ticks: number) => `7 (${name}) S ${'0 '.repeat(18)}${ticks} 0`;
  /** A host on which process 7 is `names` in turn, each time that its files are read. */
  const reader = (ticks: number, ...names: readonly string[]) => {
    const left = [...names];
    const io: HostIo = {
      ...createHostIo(),
      readTexts: undefined,
      readText(path) {
        const text = path === '/proc/7/stat' ? statOf(left.shift() ?? 'gone', ticks) : undefined;
        const value = text ?? Object.entries(boot).find(([known]) => known === path)?.[1];
        return value === undefined ? { ok: false, why: 'missing', detail: '' } : { ok: true, value };
      },
    };
    return createProcessReader(io);
  };
  const namesOf = (...args: Parameters<typeof readHolders>) => readHolders(...args).map(({ name }) => name);
  const sockets = [{ pids: [7] }];
  const lost = { ...nobody, stillHolds: () => false };

  it('is the process that was there all the time', () => {
    expect(namesOf(sockets, reader(500, 'nginx'), lost, 501)).toEqual(['nginx']);
  });
  it('is left out where the process of that pid does not hold the socket', () => {
    expect(namesOf(sockets, reader(501, 'sshd', 'sshd'), lost, 501)).toEqual([]);
  });
  it('is left out where the pid changed hands once more before that was asked', () => {
    expect(namesOf(sockets, reader(501, 'sshd', 'nginx'), nobody, 501)).toEqual([]);
    expect(namesOf(sockets, reader(501, 'nginx', 'nginx'), nobody, 501)).toEqual(['nginx']);
  });
});

describe('while the processes are still being looked at', () => {
  const sockets = assignOwners([listed], nobody, kernelPorts, false);

  it("a socket without a holder is not taken for the kernel's own", () => {
    expect(sockets).toMatchObject([{ pids: [], pidsComplete: false, kernelOwned: undefined }]);
  });

  it('a gap tells how many holders are missing', () => {
    expect(walkGap(sockets)).toMatchObject({
      code: 'owners-unreadable',
      remedy: 'wait for the next reading',
    });
    expect(walkGap(sockets).detail).toContain('1 of 1 sockets');
  });
});

it("a socket that nobody holds, on a port of the kernel's, is the kernel's own once all were looked at", () => {
  expect(assignOwners([listed], nobody, kernelPorts, true)).toMatchObject([
    { kernelOwned: true, kernelUse: { subsystem: 'vxlan', interface: 'vx0' } },
  ]);
});

it('one that may be of a service that takes any free port is not said to be', () => {
  const lockd = { useOf: () => undefined, perhaps: () => ({ subsystem: 'lockd' }) };
  expect(assignOwners([listed], nobody, lockd, true)).toMatchObject([
    { pids: [], kernelOwned: undefined, kernelUse: { subsystem: 'lockd' } },
  ]);
});
