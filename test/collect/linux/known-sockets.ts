import type { Socket } from '../../../src/model/facts.js';

/** What a listing has to say of a socket, without who holds it and its inode. */
type Told = Pick<
  Socket,
  'protocol' | 'family' | 'address' | 'port' | 'device' | 'v6only' | 'transparent' | 'uid'
>;

const v4: Pick<Told, 'protocol' | 'family' | 'transparent' | 'uid'> = {
  protocol: 'tcp',
  family: 'ipv4',
  transparent: false,
  uid: 0,
};
const v6: Pick<Told, 'protocol' | 'family' | 'transparent' | 'uid'> = { ...v4, family: 'ipv6' };
const nobody = { uid: 65534 };

/** 24 sockets of every kind, by the spec that opens them. The namespace has eth0 with 10.1.0.1/24 and fe80::1, and 203.0.113.5 on lo. */
export const KNOWN_SOCKETS: Readonly<Record<string, Told>> = {
  'tcp:0.0.0.0:8001': { ...v4, address: '0.0.0.0', port: 8001 },
  'tcp:[::]:8002,v6only=0': { ...v6, address: '::', port: 8002, v6only: false },
  'tcp:[::]:8003,v6only=1': { ...v6, address: '::', port: 8003, v6only: true },
  'tcp:127.0.0.1:8004': { ...v4, address: '127.0.0.1', port: 8004 },
  'tcp:127.0.0.2:8005': { ...v4, address: '127.0.0.2', port: 8005 },
  'tcp:127.255.255.254:8006': { ...v4, address: '127.255.255.254', port: 8006 },
  'tcp:[::1]:8007': { ...v6, address: '::1', port: 8007, v6only: true },
  'tcp:[::ffff:127.0.0.1]:8008': { ...v6, address: '::ffff:127.0.0.1', port: 8008, v6only: false },
  'tcp:[::ffff:0.0.0.0]:8009': { ...v6, address: '::ffff:0.0.0.0', port: 8009, v6only: false },
  'tcp:0.0.0.0:8010,dev=eth0': { ...v4, address: '0.0.0.0', port: 8010, device: 'eth0' },
  'tcp:[::]:8011,dev=eth0,v6only=0': { ...v6, address: '::', port: 8011, device: 'eth0', v6only: false },
  'tcp:0.0.0.0:8012,dev=lo': { ...v4, address: '0.0.0.0', port: 8012, device: 'lo' },
  'tcp:192.0.2.55:8013,freebind': { ...v4, address: '192.0.2.55', port: 8013 },
  'tcp:[2001:db8:ff::1]:8014,freebind': { ...v6, address: '2001:db8:ff::1', port: 8014, v6only: true },
  'tcp:192.0.2.56:8015,transparent': { ...v4, address: '192.0.2.56', port: 8015, transparent: true },
  'tcp:[fe80::1%eth0]:8016': { ...v6, address: 'fe80::1', port: 8016, device: 'eth0', v6only: true },
  'tcp:203.0.113.5:8017': { ...v4, address: '203.0.113.5', port: 8017 },
  'tcp:10.1.0.1:8018,uid=65534': { ...v4, address: '10.1.0.1', port: 8018, ...nobody },
  'tcp:0.0.0.0:8019,reuseport': { ...v4, address: '0.0.0.0', port: 8019 },
  'udp:0.0.0.0:9001': { ...v4, protocol: 'udp', address: '0.0.0.0', port: 9001 },
  'udp:[::]:9002,v6only=1': { ...v6, protocol: 'udp', address: '::', port: 9002, v6only: true },
  'udp:127.0.0.53:9003': { ...v4, protocol: 'udp', address: '127.0.0.53', port: 9003 },
  'udp:10.1.0.255:9004': { ...v4, protocol: 'udp', address: '10.1.0.255', port: 9004 },
  'udp:0.0.0.0:9005,dev=eth0,uid=65534': {
    ...v4,
    ...nobody,
    protocol: 'udp',
    address: '0.0.0.0',
    port: 9005,
    device: 'eth0',
  },
};

/** Sockets that wait for nobody: bound but not listening, and a pair of datagram sockets that are connected. */
export const NO_LISTENERS = [
  'tcp:0.0.0.0:8101,bound',
  'udp:127.0.0.1:9101,connect=127.0.0.1:9102',
  'udp:127.0.0.1:9102,connect=127.0.0.1:9101',
];
