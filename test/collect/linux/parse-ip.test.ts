import { describe, expect, it } from 'vitest';
import { parseIpAddr } from '../../../src/collect/linux/network/parse-ip-addr.js';
import { parseIpLink } from '../../../src/collect/linux/network/parse-ip-link.js';
import { parseIpRoute } from '../../../src/collect/linux/network/parse-ip-route.js';
import { parseIpRule } from '../../../src/collect/linux/network/parse-ip-rule.js';

describe('ip without -N', () => {
  it('calls the types of links by name', () => {
    const text = `[
      {"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"group":"default","link_type":"loopback","address":"00:00:00:00:00:00"},
      {"ifindex":4,"ifname":"wg0","flags":["POINTOPOINT","NOARP","UP","LOWER_UP"],"mtu":1420,"group":"default","link_type":"none","linkinfo":{"info_kind":"wireguard"}},
      {"ifindex":5,"ifname":"red","flags":["NOARP","MASTER","UP","LOWER_UP"],"link_type":"ether","address":"02:00:00:00:00:01","linkinfo":{"info_kind":"vrf","info_data":{"table":10}}},
      {"ifindex":6,"ifname":"eth0","flags":["BROADCAST","UP","LOWER_UP"],"master":"red","group":"inside","link_type":"ether","address":"02:00:00:00:00:02","xdp":{"mode":2}}
    ]`;
    expect(parseIpLink(text)?.map(({ link }) => link)).toMatchObject([
      { name: 'lo', kind: 'loopback', type: 772, group: 0, mac: undefined, xdp: false },
      { name: 'wg0', kind: 'wireguard', type: 65534 },
      { name: 'red', kind: 'vrf', vrfTable: 10 },
      {
        name: 'eth0',
        kind: 'physical',
        master: 'red',
        group: undefined,
        mac: '02:00:00:00:00:02',
        xdp: true,
      },
    ]);
  });

  it('tells the port that a tunnel of the kernel takes', () => {
    const text = `[{"ifindex":9,"ifname":"vx0","flags":["UP"],"link_type":"ether","linkinfo":{"info_kind":"vxlan","info_data":{"id":5,"port":4790}}}]`;
    expect(parseIpLink(text)?.map(({ link }) => link)).toMatchObject([{ kind: 'vxlan', tunnelPort: 4790 }]);
  });

  it('tells what the port of a bridge lets pass', () => {
    const text = `[{"ifindex":9,"ifname":"v0","flags":["UP"],"link_type":"ether","linkinfo":{"info_kind":"veth","info_slave_kind":"bridge","info_slave_data":{"state":"forwarding","hairpin":true,"isolated":false}}}]`;
    expect(parseIpLink(text)?.map(({ link }) => link.bridgePort)).toEqual([
      { hairpin: true, isolated: false },
    ]);
  });

  it('leaves out the table "main", the type "unicast" and the scope "global"', () => {
    const text = `[
      {"dst":"default","gateway":"10.0.0.1","dev":"eth0","protocol":"dhcp","metric":100,"flags":[]},
      {"type":"local","dst":"127.0.0.0/8","dev":"lo","table":"local","protocol":"kernel","scope":"host","prefsrc":"127.0.0.1","flags":[]},
      {"type":"unreachable","dst":"198.51.100.0/24","table":"77","flags":[]}
    ]`;
    expect(parseIpRoute(text, 'ipv4')).toMatchObject([
      { destination: '0.0.0.0/0', table: 254, type: 'unicast', scope: 'global', metric: 100 },
      { destination: '127.0.0.0/8', table: 255, type: 'local', scope: 'host', preferredSource: '127.0.0.1' },
      { destination: '198.51.100.0/24', table: 77, type: 'unreachable', device: undefined },
    ]);
  });

  it('prints both families together, and default routes of both alike but for the router preference', () => {
    const text = `[
      {"dst":"default","gateway":"10.0.0.1","dev":"eth0","flags":[]},
      {"dst":"default","dev":"tun0","metric":1024,"flags":[],"pref":"medium"},
      {"dst":"fe80::/64","dev":"eth0","metric":256,"flags":[],"pref":"medium"}
    ]`;
    expect(parseIpRoute(text, 'ipv4')?.map(({ destination }) => destination)).toEqual(['0.0.0.0/0']);
    expect(parseIpRoute(text, 'ipv6')?.map(({ destination }) => destination)).toEqual(['::/0', 'fe80::/64']);
  });

  it('names protocols and actions of rules', () => {
    const text = `[
      {"priority":0,"src":"all","table":"local"},
      {"priority":9,"src":"192.0.2.1","ipproto":"udp","dport":53,"action":"prohibit"},
      {"priority":10,"src":"all","fwmark":"0x10","fwmask":"0xf0","table":"default"}
    ]`;
    expect(parseIpRule(text, 'ipv4')).toMatchObject([
      { priority: 0, from: undefined, action: 'lookup', table: 255 },
      {
        from: '192.0.2.1/32',
        protocol: 17,
        destinationPorts: [53, 53],
        action: 'prohibit',
        table: undefined,
      },
      { mark: 16, markMask: 240, table: 253 },
    ]);
  });

  it('tells addresses that duplicate address detection has not cleared', () => {
    const address = (more: object) => ({
      family: 'inet6',
      local: 'fe80::1',
      prefixlen: 64,
      scope: 'link',
      ...more,
    });
    const info = [
      address({}),
      address({ tentative: true }),
      address({ tentative: true, optimistic: true }),
      address({ dadfailed: true }),
    ];
    const text = JSON.stringify([{ ifindex: 2, ifname: 'eth0', addr_info: info }]);
    expect(parseIpAddr(text)?.map((one) => one.address.tentative)).toEqual([
      undefined,
      true,
      undefined,
      true,
    ]);
  });
});

describe('output of ip that is none', () => {
  it('is nothing at all for an empty table', () => {
    expect(parseIpRoute('', 'ipv6')).toEqual([]);
  });
  it('is no empty list', () => {
    for (const text of ['Object "route" is unknown', '{', '{"a":1}']) {
      expect(parseIpLink(text)).toBeUndefined();
      expect(parseIpAddr(text)).toBeUndefined();
      expect(parseIpRoute(text, 'ipv4')).toBeUndefined();
      expect(parseIpRule(text, 'ipv4')).toBeUndefined();
    }
  });
});
