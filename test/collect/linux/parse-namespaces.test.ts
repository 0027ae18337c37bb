import { describe, expect, it } from 'vitest';
import { describeNamespace, joinFindings } from '../../../src/collect/linux/namespaces/find-namespaces.js';
import { parseNamespaceMounts } from '../../../src/collect/linux/namespaces/parse-namespace-mounts.js';
import { parseProtocolUse, parseSockstat } from '../../../src/collect/linux/sockets/read-protocol-use.js';

describe('/proc/self/mountinfo', () => {
  it('tells where namespaces are mounted, blanks and newlines in the path included', () => {
    const text = [
      '22 27 0:21 / /proc rw,relatime - proc proc rw',
      '43 42 0:4 net:[4026532177] /run/netns/blue rw shared:2 - nsfs nsfs rw',
      '44 42 0:4 mnt:[4026532178] /run/snapd/ns/a.mnt rw - nsfs nsfs rw',
      '45 27 0:4 net:[4026532319] /tmp/my\\040\\134n\\012s rw - nsfs nsfs rw',
      '46 42 0:4 net:[4026532177] /run/docker/netns/1f6c9d2b8a04 rw - nsfs nsfs rw',
    ].join('\n');
    expect(parseNamespaceMounts(text)).toEqual(
      new Map([
        ['net:[4026532177]', ['/run/netns/blue', '/run/docker/netns/1f6c9d2b8a04']],
        ['net:[4026532319]', ['/tmp/my \\n\ns']],
      ]),
    );
  });
});

describe('what keeps a namespace', () => {
  it('is joined by id, in the order of their numbers', () => {
    const found = joinFindings({
      mounts: new Map([['net:[10]', ['/run/netns/b', '/var/run/netns/a']]]),
      processes: new Map([
        ['net:[9]', [7, 8]],
        ['net:[10]', [3]],
      ]),
      descriptors: new Map([['net:[100]', ['/proc/5/fd/3']]]),
    });
    expect(found.map(({ id, name, pids }) => [id, name, ...pids])).toEqual([
      ['net:[9]', undefined, 7, 8],
      ['net:[10]', 'a', 3],
      ['net:[100]', undefined],
    ]);
    expect(found[1]?.paths).toEqual(['/proc/3/ns/net', '/run/netns/b', '/var/run/netns/a']);
  });

  it('are a few of its processes, however many it has', () => {
    const pids = Array.from({ length: 1000 }, (_, i) => i + 1);
    expect(describeNamespace('net:[1]', [], pids).pids).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('/proc/net/protocols', () => {
  it('tells of which protocols and families a namespace has sockets', () => {
    const text = [
      'protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs se re bi br ha uh gp em',
      'RAWv6     1344      0      -1   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  y  y  y  y  n  n',
      'UDPLITEv6 1472      1       0   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  n  n  y  y  y  n',
      'TCPv6     2432     12      22   no     192   yes  kernel      y  y  y  y  y  y  y  y  y  y  y  y  n  y  y  y  y  y',
      'UDP-Lite  1344      0       0   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  n  n  y  y  y  n',
      'RAW       1152      0      -1   NI       0   yes  kernel      y  y  y  n  y  y  y  n  y  y  y  y  y  y  y  y  n  n',
      'TCP       2304      1      22   no     192   yes  kernel      y  y  y  y  y  y  y  y  y  y  y  y  n  y  y  y  y  y',
      'SCTP      1800  strange     0   no       0   yes  sctp        y  y  y  y  y  y  y  y  y  y  y  y  n  y  y  y  y  y',
    ].join('\n');
    expect(parseProtocolUse(text)).toEqual(
      new Map([
        ['tcp', ['ipv4', 'ipv6']],
        ['udplite', ['ipv6']],
        ['sctp', ['ipv4']],
        ['raw', []],
      ]),
    );
  });

  it('may be followed by sockstat, which tells nothing of SCTP', () => {
    const text = [
      'sockets: used 54',
      'TCP: inuse 1 orphan 0 tw 0 alloc 565 mem 153',
      'UDP: inuse 0 mem 0',
      'UDPLITE: inuse 0',
      'RAW: inuse 0',
      'FRAG: inuse 0 memory 0',
      'TCP6: inuse 12',
      'UDP6: inuse 0',
      'UDPLITE6: inuse 1',
      'RAW6: inuse 0',
    ].join('\n');
    expect(parseSockstat(text, ['tcp', 'udp', 'udplite', 'sctp', 'raw'])).toEqual(
      new Map([
        ['tcp', ['ipv4', 'ipv6']],
        ['udp', []],
        ['udplite', ['ipv6']],
        ['sctp', ['ipv4', 'ipv6']],
        ['raw', []],
      ]),
    );
  });
});
