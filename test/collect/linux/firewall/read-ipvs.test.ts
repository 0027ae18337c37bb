import { describe, expect, it } from 'vitest';
import { readIpvs } from '../../../../src/collect/linux/firewall/read-ipvs.js';
import { fakeHost } from './fake-host.js';

const LIST = '/proc/thread-self/net/ip_vs';
const HEADING = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`;
// As Linux 6.1 prints it.
const LISTED = `${HEADING}TCP  0A0A0165:0000 rr  persistent 7500 FFFFFFFF
  -> AC140202:0000      Masq    1      0          0         
TCP  [fd10:0001:0000:0000:0000:0000:0000:0100]:0050 rr 
  -> [fd20:0001:0000:0000:0000:0000:0000:0002]:1F90      Route   1      0          0         
UDP  0A0A0164:0036 rr ops  
  -> AC140102:14E9      Tunnel  0      0          3         
  -> 7F000001:14E9      Local   1      0          0         
SCTP 0A0A0164:0052 rr  
FWM  00000005 rr 
  -> AC140102:0000      Masq    1      0          0         
FWM  0000000A rr persistent 30 FFFFFFFF
`;

const reading = (files: Record<string, string>) => readIpvs(fakeHost({ files }).io);

describe('the virtual services of IPVS', () => {
  it('are read with their real servers and the settings that decide who gets to these', () => {
    const conntrack = { '/proc/sys/net/ipv4/vs/conntrack': '1\n' };
    expect(reading({ [LIST]: LISTED, ...conntrack })).toEqual({
      layers: [],
      gaps: [],
      ipvs: {
        services: [
          {
            ...{ protocol: 'tcp', address: '10.10.1.101', port: 0, persistent: true },
            servers: [{ address: '172.20.2.2', port: 0, method: 'masquerading', weight: 1 }],
          },
          {
            ...{ protocol: 'tcp', address: 'fd10:1::100', port: 80 },
            servers: [{ address: 'fd20:1::2', port: 8080, method: 'direct-routing', weight: 1 }],
          },
          {
            ...{ protocol: 'udp', address: '10.10.1.100', port: 54, onePacket: true },
            servers: [
              { address: '172.20.1.2', port: 5353, method: 'tunnel', weight: 0 },
              { address: '127.0.0.1', port: 5353, method: 'local', weight: 1 },
            ],
          },
          { protocol: 'sctp', address: '10.10.1.100', port: 82, servers: [] },
        ],
        marked: [
          {
            ...{ mark: 5, family: 'ipv4' },
            servers: [{ address: '172.20.1.2', port: 0, method: 'masquerading', weight: 1 }],
          },
          { mark: 10, persistent: true, servers: [] },
        ],
        sysctls: { conntrack: '1' },
      },
    });
  });

  it('are not there where the module is not, or has none', () => {
    const none = { layers: [], gaps: [] };
    expect(reading({})).toEqual(none);
    expect(reading({ [LIST]: HEADING })).toEqual(none);
  });

  it('are a gap where they may not be read, or say what is not understood', () => {
    const unread = (reading: ReturnType<typeof readIpvs>) => [
      reading.ipvs,
      reading.layers.map(({ kind }) => kind),
      reading.gaps.map(({ code, subject }) => `${code} ${subject}`),
    ];
    const gap = [undefined, ['ipvs'], ['outside-layer-unreadable IPVS']];
    expect(unread(readIpvs(fakeHost({ denied: [LIST] }).io))).toEqual(gap);
    expect(unread(reading({ [LIST]: `${HEADING}QUIC 0A0A0164:0052 rr\n` }))).toEqual(gap);
    expect(
      unread(reading({ [LIST]: `${HEADING}TCP  0A0A0164:0052 rr\n  -> AC140102:0000 Teleport 1 0 0\n` })),
    ).toEqual(gap);
  });
});
