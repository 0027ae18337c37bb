import { describe, expect, it } from 'vitest';
import { parseUntaggedVlan } from '../../../src/collect/linux/network/read-bridge-vlans.js';

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

describe('the VLAN of frames without a tag', () => {
  it('is the one that is both the PVID and sent untagged', () => {
    expect(parseUntaggedVlan(message(7, [0, 5], [2 | 4, 10], [4, 20]))).toEqual([7, 10]);
  });

  it('is none where frames come in by one and go out by another', () => {
    expect(parseUntaggedVlan(message(7, [2, 5], [4, 20]))).toBeUndefined();
    expect(parseUntaggedVlan(message(7))).toBeUndefined();
  });
});
