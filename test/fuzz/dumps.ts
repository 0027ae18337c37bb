import { readdirSync, readFileSync } from 'node:fs';

/* What systems really printed, and short pieces in the form of it. */

const FIXTURES = new URL('../fixtures/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, FIXTURES), 'utf8');
const list = (path: string) =>
  readdirSync(new URL(path, FIXTURES), { recursive: true, encoding: 'utf8' }).sort();

/** Small ones first. */
export const hosts = list('hosts/')
  .filter((path) => path.endsWith('facts.json'))
  .map((path) => read(`hosts/${path}`))
  .sort((a, b) => a.length - b.length);
const rulesets = list('rulesets/');
export const saves = rulesets
  .filter((path) => /ip6?tables.*-save/.test(path))
  .map((path) => read(`rulesets/${path}`));
export const nftTexts = rulesets
  .filter((path) => path.endsWith('nft.txt'))
  .map((path) => read(`rulesets/${path}`));
export const ipsets = rulesets
  .filter((path) => path.endsWith('ipset-save.txt'))
  .map((path) => read(`rulesets/${path}`));
export const nft = rulesets
  .filter((path) => path.endsWith('nft.json'))
  .map((path): unknown => JSON.parse(read(`rulesets/${path}`)));
export const listings = list('listings/')
  .filter((path) => path.endsWith('.txt'))
  .map((path) => read(`listings/${path}`));
export const messages = read('netlink/messages.txt')
  .trimEnd()
  .split('\n')
  .map((line) => line.split(' ') as [string, string]);
export const policy =
  /```yaml\n([\s\S]*?)```/.exec(
    readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8'),
  )?.[1] ?? '';

/** /proc/net/ip_vs. */
export const ipvs = [
  `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A010002:0050 rr  persistent 7500 FFFFFFFF
  -> 0A010002:1F90      Masq    1      0          0
  -> 0A010009:1F90      Route   0      0          0
UDP  [2001:0db8:0000:0000:0000:0000:0000:0001]:0035 rr ops
  -> [2001:0db8:0000:0000:0000:0000:0000:0002]:0035      Tunnel  1      0          0
FWM  00000005 rr
  -> 7F000001:0000      Masq    1      0          0
`,
];

export const proc = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   0: 0100007F:0035 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 21847 1 0 100 0 0 10 0\n',
  '0::/system.slice/nginx.service\n12:pids:/user.slice\n1:name=systemd:/docker/0123\n',
  'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n1\tlo        :     1      V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n',
  '1    lo              ff020000000000000000000000000001     1 0000000C 0\n',
  '24 1 0:4 net:[4026532210] /run/netns/a\\040b rw shared:1 - nsfs nsfs rw\n',
  'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/bin/false\n',
  '4242 (a) b (c)) S 1 4242 4242 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 1 0 912345 1 2\n',
  'cpu 1 2 3\nbtime 1767225600\nName:\tx\nUid:\t0\t33\t0\t0\n',
  '/usr/sbin/nginx\0-g\0daemon off;\0\0\0',
  'kvm\0-name\0guest=web,,1,debug-threads=on\0-device\0virtio-net-pci,mac=52:54:00:aa:bb:01\0',
  'systemd-nspawn\0-qbD/srv/web\0--keep-unit\0--bind\0/srv:/srv\0--machine=web\0',
];

export const activation = [
  'Id=ssh.socket\nListen=[::]:22 (Stream)\nTriggers=ssh.service\nFreeBind=no\n\nId=x.socket\nListen=0.0.0.0:69 (Datagram)\n',
  'ftp stream tcp nowait root /usr/sbin/tcpd in.ftpd\n127.0.0.1:69 dgram udp wait nobody /usr/sbin/in.tftpd\n',
  'service telnet\n{\n  disable = no\n  protocol = tcp\n  port = 23\n  bind = 10.0.0.1\n  server = /usr/sbin/in.telnetd\n}\n',
];

export const iproute = [
  [
    {
      ifindex: 2,
      ifname: 'eth0',
      flags: ['UP'],
      addr_info: [{ family: 'inet', local: '192.0.2.1', prefixlen: 24, scope: 'global' }],
    },
  ],
  [
    {
      ifindex: 3,
      ifname: 'v0',
      link_netnsid: 0,
      link: 'eth0',
      master: 'br0',
      linkinfo: { info_kind: 'vlan', info_data: { id: 5 } },
    },
  ],
  [
    {
      dst: 'default',
      gateway: '192.0.2.2',
      dev: 'eth0',
      nexthops: [{ gateway: '192.0.2.3', dev: 'eth0', weight: 1 }],
      flags: [],
    },
  ],
  [
    {
      priority: 5,
      src: '192.0.2.0',
      srclen: 25,
      fwmark: '0x7',
      fwmask: '0xff',
      iif: 'v0',
      table: 'main',
    },
  ],
  [
    {
      Id: 'ab',
      Names: ['/web'],
      Image: 'nginx',
      Ports: [{ IP: '::', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }],
      Labels: {},
    },
  ],
];
