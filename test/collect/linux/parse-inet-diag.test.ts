import { describe, expect, it } from 'vitest';
import { parseInetDiag } from '../../../src/collect/linux/sockets/parse-inet-diag.js';

/** struct inet_diag_msg of a listening socket with `attributes` behind it. */
function answer(family: number, address: string, attributes: readonly (readonly [number, Buffer])[]): Buffer {
  const message = Buffer.alloc(72);
  message.writeUInt8(family, 0);
  message.writeUInt8(10, 1);
  message.writeUInt16BE(5000, 4);
  Buffer.from(address, 'hex').copy(message, 8);
  message.writeUInt32LE(2, 40);
  message.writeUInt32LE(1, 56);
  message.writeUInt32LE(128, 60);
  message.writeUInt32LE(33, 64);
  message.writeUInt32LE(4711, 68);
  const encoded = attributes.map(([type, value]) => {
    const header = Buffer.alloc(4);
    header.writeUInt16LE(4 + value.length, 0);
    header.writeUInt16LE(type, 2);
    return Buffer.concat([header, value, Buffer.alloc(-value.length & 3)]);
  });
  return Buffer.concat([message, ...encoded]);
}

/** struct sockaddr_storage. */
function storage(family: number, offset: number, address: string): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.writeUInt16LE(family, 0);
  Buffer.from(address, 'hex').copy(bytes, offset);
  return bytes;
}

describe('an answer of sock_diag', () => {
  it('has address, port, device, queue, uid and inode in its fixed part', () => {
    expect(parseInetDiag(answer(2, '0a010001', []))).toMatchObject({
      family: 'ipv4',
      address: '10.1.0.1',
      port: 5000,
      deviceIndex: 2,
      waiting: 1,
      limit: 128,
      uid: 33,
      inode: 4711,
      v6only: undefined,
      transparent: undefined,
    });
  });
  it('has v6only, transparent and the cgroup behind it', () => {
    const cgroup = Buffer.alloc(8);
    cgroup.writeBigUInt64LE(0x1_0000_0002n);
    const message = answer(10, '20010db8000000000000000000000001', [
      [11, Buffer.from([1])],
      [22, Buffer.from([0x60, 0])],
      [21, cgroup],
    ]);
    expect(parseInetDiag(message)).toMatchObject({
      family: 'ipv6',
      address: '2001:db8::1',
      v6only: true,
      transparent: true,
      multicastAll: true,
      cgroupId: 0x1_0000_0002,
    });
  });
  it('lists every address of an SCTP socket', () => {
    const locals = Buffer.concat([
      storage(2, 4, '0a010001'),
      storage(10, 8, 'fe80000000000000000000000000000a'),
    ]);
    expect(parseInetDiag(answer(10, '', [[12, locals]]))?.locals).toEqual([
      { family: 'ipv4', address: '10.1.0.1' },
      { family: 'ipv6', address: 'fe80::a' },
    ]);
  });
  it('is nothing when it is cut short', () => {
    expect(() => parseInetDiag(answer(2, '', []).subarray(0, 71))).toThrow(RangeError);
  });
});
