import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHostIo } from '../../../src/collect/host-io.js';
import { collectLinux } from '../../../src/collect/linux/collect.js';
import { collectPortable } from '../../../src/collect/portable.js';
import type { Facts } from '../../../src/model/facts.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../support/network-namespace.js';
import { type OpenSockets, openSockets } from '../../support/open-sockets.js';
import { requires } from '../../support/requires.js';

const SOCKETS = [
  'tcp:0.0.0.0:80',
  'tcp:[::]:81,v6only=0',
  'tcp:[::]:82,v6only=1',
  'tcp:127.0.0.2:83',
  'tcp:[::1]:84',
  'tcp:[::ffff:127.0.0.1]:85',
  'tcp:10.81.0.1:86',
  'tcp:[fd81:1:2:3:4:5:6:7]:87',
  'tcp:0.0.0.0:88,dev=lo',
  'udp:0.0.0.0:53',
  'udp:[::]:54,v6only=1',
];

requires({ root: true, platform: 'linux', tools: ['ip', 'netstat', 'ss'] })(
  'both collectors on Linux',
  () => {
    let namespace: NetworkNamespace;
    let opened: OpenSockets;

    beforeAll(async () => {
      namespace = addNetworkNamespace();
      namespace.ip('address add 10.81.0.1/24 dev lo\n-6 address add fd81:1:2:3:4:5:6:7/64 dev lo nodad');
      opened = await openSockets(SOCKETS, { namespace: namespace.name });
    });
    afterAll(async () => {
      await opened?.close();
      namespace?.remove();
    });

    it('list the same listeners, holders included', async () => {
      expect(opened.sockets.filter(({ error }) => error !== undefined)).toEqual([]);
      const [linux, portable] = await namespace.enter(async () => [
        await collectLinux(createHostIo()),
        await collectPortable(),
      ]);
      expect(listed(portable)).toEqual(listed(linux));
      expect(listed(portable)).toHaveLength(SOCKETS.length);
    });
  },
);

function listed(facts: Facts): string[] {
  const [namespace] = facts.namespaces;
  return (namespace?.sockets ?? [])
    .map(({ protocol, address, port, device, v6only, pids }) =>
      JSON.stringify({ protocol, address, port, device, v6only, pids }),
    )
    .sort();
}
