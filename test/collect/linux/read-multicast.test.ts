import { expect, it } from 'vitest';
import { readMulticast } from '../../../src/collect/linux/namespaces/read-namespace.js';
import { fakeHost } from './firewall/fake-host.js';

const NET = '/proc/thread-self/net';
const files = {
  [`${NET}/igmp`]: 'Idx\tDevice\n2\te0        :     1      V3\n\t\t\t\t010101EF     1 0:00000000\t\t0\n',
  [`${NET}/mcfilter`]:
    'Idx Device        MCA        SRC    INC    EXC\n  2     e0 0xef010101 0x0a010002      1      0\n',
};

it('groups come with the sources that they are joined for', () => {
  expect(readMulticast(fakeHost({ files }).io)).toEqual([
    {
      family: 'ipv4',
      device: 'e0',
      group: '239.1.1.1',
      users: 1,
      filters: [{ source: '10.1.0.2', include: 1, exclude: 0 }],
    },
  ]);
});

it('groups are not known where one of their files may not be read', () => {
  for (const name of ['igmp', 'igmp6', 'mcfilter', 'mcfilter6'])
    expect(readMulticast(fakeHost({ files, denied: [`${NET}/${name}`] }).io)).toBeUndefined();
});
