import { describe, expect, it } from 'vitest';
import { parseAllowedIps, parseListenPort } from '../../../src/collect/linux/network/read-wireguard.js';

const attribute = (type: number, ...parts: Buffer[]): Buffer => {
  const value = Buffer.concat(parts);
  const bytes = Buffer.alloc((4 + value.length + 3) & ~3);
  bytes.writeUInt16LE(4 + value.length, 0);
  bytes.writeUInt16LE(type, 2);
  value.copy(bytes, 4);
  return bytes;
};
const allowed = (family: number, address: number[], length: number) =>
  attribute(
    0,
    attribute(1, Buffer.from([family, 0])),
    attribute(2, Buffer.from(address)),
    attribute(3, Buffer.from([length])),
  );
const peer = (...blocks: Buffer[]) =>
  attribute(0, attribute(1, Buffer.alloc(32)), attribute(9 | 0x8000, ...blocks));
const device = (...peers: Buffer[]) => ({
  type: 30,
  payload: Buffer.concat([
    Buffer.from([0, 1, 0, 0]),
    attribute(3, Buffer.alloc(32)),
    attribute(8 | 0x8000, ...peers),
  ]),
});

describe('the allowed IPs of a WireGuard interface', () => {
  it('are those of all its peers, over all messages of the answer, each once', () => {
    const first = device(peer(allowed(2, [10, 8, 0, 2], 32), allowed(2, [10, 9, 0, 0], 24)));
    const second = device(
      peer(allowed(2, [10, 9, 0, 0], 24)),
      peer(allowed(10, [0xfd, ...Array(15).fill(0)], 8)),
    );
    expect(parseAllowedIps([first, second])).toEqual(['10.8.0.2/32', '10.9.0.0/24', 'fd00::/8']);
  });

  it('are none where there is no peer', () => {
    expect(parseAllowedIps([{ type: 30, payload: Buffer.from([0, 1, 0, 0]) }])).toEqual([]);
  });

  it('are not known where a message is cut off or says what no prefix is', () => {
    const whole = device(peer(allowed(2, [10, 8, 0, 2], 32)));
    expect(parseAllowedIps([{ ...whole, payload: whole.payload.subarray(0, -6) }])).toBeUndefined();
    expect(parseAllowedIps([device(peer(allowed(2, [10, 8, 0, 2], 33)))])).toBeUndefined();
    expect(parseAllowedIps([device(peer(allowed(7, [10, 8, 0, 2], 32)))])).toBeUndefined();
  });
});

describe('the port of a WireGuard interface', () => {
  // What Linux 6.1 sent first of wg1, which listened on 51821.
  const payload = Buffer.from('0001000006000600 6dca0000'.replace(' ', ''), 'hex');

  it('is what the first message says', () => {
    expect(
      parseListenPort([
        { type: 32, payload },
        { type: 32, payload: Buffer.from([0, 1, 0, 0]) },
      ]),
    ).toBe(51821);
  });

  it('is not known where it has none yet, or where the message cannot be read', () => {
    expect(
      parseListenPort([{ type: 32, payload: Buffer.from('000100000600060000000000', 'hex') }]),
    ).toBeUndefined();
    expect(parseListenPort([{ type: 32, payload: payload.subarray(0, -3) }])).toBeUndefined();
    expect(parseListenPort([])).toBeUndefined();
  });
});
