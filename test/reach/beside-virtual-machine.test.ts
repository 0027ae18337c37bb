import { expect, it } from 'vitest';
import { aMachine, iface, lo, route, socket } from './a-host.js';

it('a container beside a virtual machine is reached over their bridge by guests alone, as the host says of that bridge', () => {
  const host = {
    interfaces: [
      lo(),
      iface('virbr0', ['172.17.0.1/16'], { index: 3, kind: 'bridge' }),
      iface('vnet0', [], { index: 6, master: 'virbr0', kind: 'tun' }),
      iface('veth2', [], { index: 5, master: 'virbr0', link: { index: 10, namespace: 'net:[2]' } }),
    ],
    sockets: [],
  };
  const container = {
    interfaces: [
      lo(),
      iface('eth0', ['172.17.0.3/16'], { index: 10, link: { index: 5, namespace: 'net:[1]' } }),
    ],
    routes: [route('0.0.0.0/0', 'eth0', { gateway: '172.17.0.1' })],
    sockets: [socket('tcp 0.0.0.0 5432')],
  };
  const told = aMachine([host, container])
    .entries('tcp/0.0.0.0:5432')
    .filter((entry) => entry.interface === 'eth0' && entry.verdict === 'allowed');
  expect(new Set(told.map(({ audience }) => audience))).toEqual(new Set(['containers']));
});
