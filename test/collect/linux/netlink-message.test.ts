import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributes, buildRequest, eachMessage, textOf } from '../../../src/collect/linux/netlink-message.js';
import { parseInetDiag } from '../../../src/collect/linux/parse-inet-diag.js';
import { parseRtnlAddress } from '../../../src/collect/linux/parse-rtnl-address.js';
import { parseRtnlLink } from '../../../src/collect/linux/parse-rtnl-link.js';
import { parseRtnlRoute } from '../../../src/collect/linux/parse-rtnl-route.js';
import { parseRtnlRule } from '../../../src/collect/linux/parse-rtnl-rule.js';

function attribute(type: number, value: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(4 + value.length, 0);
  header.writeUInt16LE(type, 2);
  return Buffer.concat([header, value, Buffer.alloc(-value.length & 3)]);
}

describe('messages', () => {
  it('follow each other, each padded to four bytes', () => {
    const first = buildRequest(20, 0x300, 7, Buffer.from('abc'));
    const second = buildRequest(3, 0, 8, Buffer.alloc(0));
    const seen: unknown[] = [];
    eachMessage(Buffer.concat([first, Buffer.alloc(1), second]), ({ type, payload }, flags, sequence) => {
      seen.push([type, payload.toString(), flags, sequence]);
      return true;
    });
    expect(seen).toEqual([
      [20, 'abc', 0x301, 7],
      [3, '', 1, 8],
    ]);
  });
  it('have attributes whose flags are no part of their type', () => {
    const data = Buffer.concat([attribute(0x8000 | 5, Buffer.from('lo\0')), attribute(6, Buffer.from('x'))]);
    const found = attributes(data, 0);
    expect([...found.keys()]).toEqual([5, 6]);
    expect(textOf(found.get(5))).toBe('lo');
  });
  it('that are cut off are read as far as they are whole', () => {
    const whole = attribute(1, Buffer.alloc(8));
    expect(attributes(whole.subarray(0, 10), 0).size).toBe(0);
    expect(attributes(Buffer.concat([whole, whole.subarray(0, 6)]), 0).size).toBe(1);
  });
});

describe('a rule', () => {
  it('that looks at something else says so', () => {
    const header = Buffer.from([2, 0, 0, 0, 254, 0, 0, 1, 0, 0, 0, 0]);
    const dscp = attribute(26, Buffer.from([10]));
    const noGroup = attribute(13, Buffer.from([255, 255, 255, 255]));
    expect(parseRtnlRule(Buffer.concat([header, noGroup]))).toMatchObject({ table: 254, others: undefined });
    expect(parseRtnlRule(Buffer.concat([header, dscp]))).toMatchObject({ others: ['dscp'] });
  });
});

describe('answers of whatever bytes', () => {
  it('never make a parser throw a system error or run on', () => {
    const parsers = [parseInetDiag, parseRtnlLink, parseRtnlAddress, parseRtnlRule];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const message = Buffer.from(bytes);
        for (const parse of parsers) expect(() => calmly(() => parse(message))).not.toThrow();
        expect(() => calmly(() => parseRtnlRoute(message, () => undefined))).not.toThrow();
      }),
    );
  });
});

/** An address shorter than its family has is a bug of the kernel's: a RangeError is fine, an endless loop is not. */
function calmly(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}
