import { describe, expect, it } from 'vitest';
import { parseSs } from '../../../src/collect/linux/sockets/parse-ss.js';

const V4 = `udp UNCONN 0      0              0.0.0.0:4789 0.0.0.0:* ino:16932323 sk:45b97 cgroup:/ <->
udp UNCONN 512    0         0.0.0.0%wan0:7200 0.0.0.0:* uid:65534 ino:16932368 sk:45b98 cgroup:/system.slice/a b.service <->
tcp LISTEN 2      128          127.0.0.1:5432 0.0.0.0:* ino:16910450 sk:45b14 cgroup:unreachable:1 <->
`;
const V6 = `tcp LISTEN 0      4096                  *:80        *:* ino:1 sk:2 cgroup:/ v6only:0 <->
tcp LISTEN 0      4096               [::]:22     [::]:* ino:3 sk:4 cgroup:/ v6only:1 <->
tcp LISTEN 0      5              *%lan0:7201        *:* ino:5 sk:6 cgroup:/x v6only:0 <->
tcp LISTEN 0      5      [fe80::f5e]%lan0:7206   [::]:* ino:7 sk:8 cgroup:/ v6only:1 <->
tcp LISTEN 0      5      [::ffff:0.0.0.0]:7208      *:* ino:9 sk:a cgroup:/ v6only:0 <->
udp UNCONN 0      0              fe80::1%eth0:546  :::* ino:11 sk:b <->
`;

describe('ss', () => {
  it('does not take the name of a member of every object for a protocol', () => {
    const row = (netid: string) => `${netid} LISTEN 0 5 127.0.0.1:80 0.0.0.0:* ino:1 sk:2 <->`;
    expect(parseSs(row('tcp'), 'ipv4')).toHaveLength(1);
    expect(parseSs(row('constructor'), 'ipv4')).toBeUndefined();
  });
  it('tells uid, inode, device, cgroup and queues', () => {
    expect(parseSs(V4, 'ipv4')).toMatchObject([
      { protocol: 'udp', address: '0.0.0.0', port: 4789, uid: 0, inode: 16932323, cgroup: '/' },
      {
        device: 'wan0',
        port: 7200,
        uid: 65534,
        cgroup: '/system.slice/a b.service',
        queue: { waiting: 512 },
      },
      { protocol: 'tcp', address: '127.0.0.1', cgroup: undefined, queue: { waiting: 2, limit: 128 } },
    ]);
  });
  it('writes the IPv6 wildcard as `*` when it takes IPv4 too', () => {
    expect(parseSs(V6, 'ipv6')?.map(({ address, device, v6only }) => [address, device, v6only])).toEqual([
      ['::', undefined, false],
      ['::', undefined, true],
      ['::', 'lan0', false],
      ['fe80::f5e', 'lan0', true],
      ['::ffff:0.0.0.0', undefined, false],
      ['fe80::1', 'eth0', undefined],
    ]);
  });
  it('meant the IPv4 wildcard by `*` in its early versions', () => {
    expect(parseSs('tcp LISTEN 0 128 *:22 *:* ino:1 sk:2 <->', 'ipv4')).toMatchObject([
      { address: '0.0.0.0' },
    ]);
  });
  it('is not understood in part: a row of another kind is no shorter list', () => {
    expect(parseSs(`${V4}Failed to open netlink\n`, 'ipv4')).toBeUndefined();
    expect(parseSs('v_str LISTEN 0 0 *:7231 *:* ino:1', 'ipv4')).toBeUndefined();
  });
  it('has nothing to say where nothing listens', () => {
    expect(parseSs('', 'ipv4')).toEqual([]);
  });
});
