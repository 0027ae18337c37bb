import { describe, expect, it } from 'vitest';
import { isPastListening, parseProcNet } from '../../../src/collect/linux/sockets/parse-proc-net.js';

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const TCP = `${HEADER}
   0: 0100007F:1538 00000000:0000 0A 00000000:00000003 00:00000000 00000000    70        0 16910450 1 0000000000000000 100 0 0 10 0
   1: 0101010A:0016 0201010A:D431 01 00000000:00000000 00:00000000 00000000     0        0 16910460 1 0000000000000000 20 4 30 10 -1
`;
const TCP6 = `${HEADER}
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0
   1: 0000000000000000FFFF00000100010A:0009 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12 1 0
   2: 000001FD000000000000000001000000:0007 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13 1 0
`;
const UDP = `${HEADER}
 7033: 00000000:1C3B 00000000:0000 07 00000000:00000200 00:00000000 00000000     0        0 21 2 000000008f5bc5e7 0
 7034: 0100007F:1C3C 0100007F:1C3B 01 00000000:00000000 00:00000000 00000000     0        0 22 2 000000008f5bc5e7 0
`;

describe('/proc/net', () => {
  it('has addresses as words of the host and ports as they are read', () => {
    expect(parseProcNet(TCP, 'tcp', 'ipv4')).toEqual([
      {
        protocol: 'tcp',
        family: 'ipv4',
        address: '127.0.0.1',
        port: 5432,
        deviceKnown: false,
        v6only: undefined,
        uid: 70,
        inode: 16910450,
        queue: { waiting: 3 },
      },
    ]);
  });
  it('has listening sockets of TCP and unconnected ones of UDP', () => {
    expect(parseProcNet(UDP, 'udp', 'ipv4')).toMatchObject([{ port: 7227, queue: { waiting: 512 } }]);
  });
  it('does not show IPV6_V6ONLY, which the address tells except for [::]', () => {
    expect(parseProcNet(TCP6, 'tcp', 'ipv6').map(({ address, v6only }) => [address, v6only])).toEqual([
      ['::', undefined],
      ['::ffff:10.1.0.1', false],
      ['fd01::1', true],
    ]);
  });
  it('is read up to the first connection', () => {
    expect(isPastListening(TCP)).toBe(true);
    expect(isPastListening(TCP6)).toBe(false);
    expect(isPastListening(TCP.split('\n').slice(0, 2).join('\n'))).toBe(false);
  });
  it('may be cut off in the middle of a line', () => {
    expect(parseProcNet(TCP.slice(0, TCP.length - 120), 'tcp', 'ipv4')).toHaveLength(1);
  });
  it('has no socket in a line whose address is none', () => {
    const line = (address: string) => `\n 0: ${address}:0035 00000000:0000 0A 0:0 00:0 0 101 0 21847`;
    expect(parseProcNet(line('0100007F'), 'tcp', 'ipv4')).toHaveLength(1);
    for (const address of ['', '05F', '0100007', 'ZZ00007F', '0100007F00000000'])
      expect(parseProcNet(line(address), 'tcp', 'ipv4')).toEqual([]);
  });
});
