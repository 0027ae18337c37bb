import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHostIo, type HostIo } from '../../../src/collect/host-io.js';
import { nftGeneration } from '../../../src/collect/linux/firewall/netlink-nftables.js';
import type { Netlink } from '../../../src/collect/linux/netlink/netlink.js';
import { EBADMSG, readDatagram } from '../../../src/collect/linux/netlink/netlink-datagram.js';
import {
  attributes,
  buildRequest,
  eachMessage,
  parseAll,
  textOf,
} from '../../../src/collect/linux/netlink/netlink-message.js';
import { parseRtnlRoute } from '../../../src/collect/linux/network/parse-rtnl-route.js';
import { parseRtnlRule } from '../../../src/collect/linux/network/parse-rtnl-rule.js';
import { readNetwork } from '../../../src/collect/linux/network/read-network.js';
import { parseInetDiag } from '../../../src/collect/linux/sockets/parse-inet-diag.js';
import { readSockets } from '../../../src/collect/linux/sockets/read-sockets.js';
import { messages } from '../../fuzz/dumps.js';
import { MESSAGE_PARSERS } from '../../fuzz/message-parsers.js';

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
  it('have attributes that end where they say; one that says more is no attribute', () => {
    const whole = attribute(1, Buffer.alloc(8));
    expect(() => attributes(whole.subarray(0, 10), 0)).toThrow(RangeError);
    expect(() => attributes(Buffer.concat([whole, whole.subarray(0, 6)]), 0)).toThrow(RangeError);
    expect(attributes(Buffer.concat([whole, Buffer.alloc(3)]), 0).size).toBe(1);
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

describe('messages of the kernel', () => {
  const real = messages.map(([kind, hex]) => {
    const parse = MESSAGE_PARSERS.find(([kinds]) => kinds.test(kind))?.[1];
    if (parse === undefined) throw new Error(`nothing reads ${kind}`);
    return { parse, payload: Buffer.from(hex, 'hex') };
  });
  const read = (payload: Buffer, parse: (payload: Buffer) => unknown) =>
    parseAll([{ type: 0, payload }], parse);

  it('are all read as they came', () => {
    for (const { payload, parse } of real) expect(read(payload, parse)).toBeDefined();
  });

  it('that are cut anywhere but between attributes are no answer', () => {
    for (const { payload, parse } of real) {
      // Copies of routes are passed over, whatever they hold.
      if (read(payload, parse)?.length === 0) continue;
      const ends = new Set([payload.length]);
      for (const header of [4, 8, 12, 16, 20, 72])
        if (payload.length > header) endsOfAttributes(payload, header, ends);
      // Up to three bytes behind an attribute are taken for its padding.
      const isEnd = (at: number) => [0, 1, 2, 3].some((more) => ends.has(at - more));
      for (let at = 0; at < payload.length; at++)
        if (!isEnd(at)) expect(read(payload.subarray(0, at), parse)).toBeUndefined();
    }
  });

  it('with other bytes in them are read or no answer, and nothing is thrown', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(
        fc.constantFrom(...real),
        fc.array(change, { minLength: 1 }),
        ({ payload, parse }, changes) => {
          const damaged = Buffer.from(payload);
          for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
          read(damaged, parse);
          for (const [, other] of MESSAGE_PARSERS) read(damaged, other);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('whose attributes have no value are not read as the bytes that follow', () => {
    const diag = Buffer.concat([
      Buffer.alloc(72, 2),
      attribute(11, Buffer.alloc(0)),
      attribute(22, Buffer.alloc(0)),
    ]);
    expect(parseInetDiag(diag)).toMatchObject({ v6only: undefined, transparent: undefined });
    // A next hop (struct rtnexthop) with a gateway of two bytes, and another behind it.
    const hop = Buffer.concat([Buffer.from([16, 0, 0, 0, 1, 0, 0, 0]), attribute(5, Buffer.from([192, 0]))]);
    const header = Buffer.from([2, 0, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0]);
    const route = Buffer.concat([header, attribute(9, Buffer.concat([hop, hop]))]);
    expect(read(route, (payload) => parseRtnlRoute(payload, () => 'eth0'))).toBeUndefined();
  });

  it('with a prefix that is longer than an address are no answer', () => {
    const route = Buffer.from([2, 33, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0]);
    expect(read(route, (payload) => parseRtnlRoute(payload, () => 'eth0'))).toBeUndefined();
  });
});

describe('an answer that cannot be read', () => {
  const message = (type: number, payload: Buffer) => ({ type, payload });
  /** Answers everything with `payload`, as a kernel would that knows other structures. */
  const answering = (payload: Buffer): Netlink => ({
    dump: (_, type) => ({ ok: true, messages: [message(type, payload)] }),
    get: (_, type) => ({ ok: true, messages: [message(type, payload)] }),
    cookie: () => undefined,
    close() {},
  });
  const nothing: HostIo = {
    ...createHostIo(),
    readText: () => ({ ok: false, why: 'missing', detail: '' }),
    run: async () => ({ kind: 'missing' }),
  };

  it('is asked for in another way, and is a gap where there is none', async () => {
    for (const payload of [Buffer.alloc(3), Buffer.alloc(80, 0xff)]) {
      const { network, gaps } = await readNetwork(nothing, answering(payload), 'net:[1]');
      expect(network).toEqual({ interfaces: undefined, routes: undefined, rules: undefined });
      expect(gaps.map(({ code }) => code)).toEqual(['interfaces-unreadable', 'routes-unreadable']);
      const names = { deviceOf: () => undefined, cgroupOf: () => undefined };
      const listing = await readSockets(nothing, answering(payload), names);
      expect(listing.sockets).toEqual([]);
      expect(listing.gaps).toMatchObject([{ code: 'sockets-unreadable' }]);
      expect(nftGeneration(answering(payload))).toBeUndefined();
    }
  });

  it('is one whose last message is longer than what came', () => {
    const whole = buildRequest(20, 2, 7, Buffer.alloc(8));
    expect(readDatagram(whole)).toMatchObject({ ended: false, errno: 0 });
    expect(readDatagram(whole.subarray(0, 20))).toMatchObject({ ended: true, errno: EBADMSG });
  });
});

/** Adds where the attributes from offset `from` on end, and where those within them do, should these be nested. */
function endsOfAttributes(payload: Buffer, from: number, ends: Set<number>): void {
  ends.add(from);
  for (let at = from; at + 4 <= payload.length; ) {
    const length = payload.readUInt16LE(at);
    if (length < 4 || at + length > payload.length) return;
    ends.add(at + length);
    at += (length + 3) & ~3;
    ends.add(at);
  }
}
