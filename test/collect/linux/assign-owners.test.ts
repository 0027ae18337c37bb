import { describe, expect, it } from 'vitest';
import { assignOwners, walkGap } from '../../../src/collect/linux/assign-owners.js';
import type { ListedSocket } from '../../../src/collect/linux/listed-socket.js';
import type { OwnerIndex } from '../../../src/collect/linux/owner-index.js';

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
  isComplete: () => true,
};
const kernelPorts = { useOf: () => ({ subsystem: 'vxlan', interface: 'vx0' }) };

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
