import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseRtnlNeighbour } from '../../../../src/collect/linux/network/parse-rtnl-neighbour.js';

const mac = '52:54:00:aa:bb:01';

/** What the kernel told of a bridge br0 (2) with a port p0 (4). */
const messages = new Map(
  readFileSync(new URL('../../../fixtures/netlink/messages.txt', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.split(' ') as [string, string]),
);

it.each([
  ['neighbour-ipv4', { index: 2, mac, address: '192.168.122.10' }],
  ['neighbour-ipv6', { index: 2, mac, address: 'fd00::10' }],
  ['neighbour-port', { index: 4, mac: expect.stringMatching(/^[0-9a-f:]{17}$/) }],
  // Nobody answered for it; the address of the port itself.
  ['neighbour-ipv4-failed', undefined],
  ['neighbour-port-own', undefined],
])('%s tells %j', (kind, neighbour) => {
  expect(parseRtnlNeighbour(Buffer.from(messages.get(kind) ?? '', 'hex'))).toEqual(neighbour);
});
