import type { Random } from '../lab/random.js';

/** Bytes with a few of them changed: lengths that lie, pieces of elsewhere, a cut end. */
export function mutateBytes(seed: Buffer, other: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(seed);
  for (let times = random.int(1, 4); times > 0; times--) bytes = random.pick(CHANGES)(bytes, other, random);
  return bytes.subarray(0, LONGEST);
}

const LONGEST = 65_536;

const CHANGES: readonly ((bytes: Buffer, other: Buffer, random: Random) => Buffer)[] = [
  (bytes, _, random) => {
    if (bytes.length > 0)
      bytes[random.int(0, bytes.length - 1)] = random.pick([
        0,
        1,
        2,
        4,
        8,
        127,
        128,
        255,
        random.int(0, 255),
      ]);
    return bytes;
  },
  (bytes, _, random) => {
    if (bytes.length > 3)
      bytes.writeUInt16LE(
        random.pick([0, 1, 3, 4, 5, 0xffff, bytes.length]),
        2 * random.int(0, (bytes.length >> 1) - 1),
      );
    return bytes;
  },
  (bytes, _, random) => bytes.subarray(0, random.int(0, bytes.length)),
  (bytes, other, random) => {
    const at = random.int(0, bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      other.subarray(random.int(0, other.length)),
      bytes.subarray(at),
    ]);
  },
  (bytes, _, random) => {
    const at = random.int(0, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.int(1, 8))]);
  },
];
