import { describe, expect, it } from 'vitest';
import { parseBridgeVlans } from '../../../src/collect/linux/network/read-bridge-vlans.js';

/** struct ifinfomsg and IFLA_AF_SPEC with entries of IFLA_BRIDGE_VLAN_INFO: flags and VLAN. */
function message(index: number, ...vlans: [flags: number, vlan: number][]): Buffer {
  const entries = vlans.map(([flags, vlan]) => {
    const entry = Buffer.alloc(8);
    entry.writeUInt16LE(8, 0);
    entry.writeUInt16LE(2, 2);
    entry.writeUInt16LE(flags, 4);
    entry.writeUInt16LE(vlan, 6);
    return entry;
  });
  const header = Buffer.alloc(20);
  header.writeInt32LE(index, 4);
  header.writeUInt16LE(4 + 8 * entries.length, 16);
  header.writeUInt16LE(26 | 0x8000, 18);
  return Buffer.concat([header, ...entries]);
}

describe('the VLANs of a port', () => {
  it('are told with the one that frames without a tag come in by, and those that go out without', () => {
    expect(parseBridgeVlans(message(7, [0, 5], [2 | 4, 10], [4, 20]))).toEqual([
      7,
      [
        { first: 5, last: 5, pvid: false, untagged: false },
        { first: 10, last: 10, pvid: true, untagged: true },
        { first: 20, last: 20, pvid: false, untagged: true },
      ],
    ]);
  });

  it('may be told as runs', () => {
    expect(parseBridgeVlans(message(7, [2 | 4, 1], [8, 2], [16, 4094]))).toEqual([
      7,
      [
        { first: 1, last: 1, pvid: true, untagged: true },
        { first: 2, last: 4094, pvid: false, untagged: false },
      ],
    ]);
  });

  it('may be none', () => {
    expect(parseBridgeVlans(message(7))).toEqual([7, []]);
  });
});
