import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHostIo } from '../../src/collect/host-io.js';
import { readMulticast } from '../../src/collect/linux/namespaces/read-namespace.js';
import { parseAddress } from '../../src/net/address.js';
import { contains } from '../../src/net/address-set.js';
import { parseCidr } from '../../src/net/cidr.js';
import { aHost, iface, lo, socket } from '../reach/a-host.js';
import { addNetworkNamespace, type NetworkNamespace } from '../support/network-namespace.js';
import { requires } from '../support/requires.js';

const GROUP = '239.1.1.1';
const FRIEND = '10.1.0.2';
const STRANGER = '10.1.0.3';

/** Joins the group for one source alone, and says who sent each datagram. */
const LISTEN = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (_, { address }) => console.log(address));
socket.bind(5000, '0.0.0.0', () => {
  socket.addSourceSpecificMembership('${FRIEND}', '${GROUP}', '10.1.0.1');
  console.log('ready');
});`;
/** Sends to the group from both, the friend last. */
const SEND = `
const { createSocket } = require('node:dgram');
const send = (from, then) => {
  const socket = createSocket('udp4');
  socket.bind(0, from, () => {
    socket.setMulticastInterface(from);
    socket.send('x', 5000, '${GROUP}', () => { socket.close(); then?.(); });
  });
};
send('${STRANGER}', () => send('${FRIEND}'));`;

requires({ root: true, tools: ['ip', 'nsenter'] })('a group that was joined for one source alone', () => {
  let host: NetworkNamespace;
  let peer: NetworkNamespace;
  let listener: ChildProcess;
  const heard: string[] = [];

  const inside = ({ name }: NetworkNamespace, script: string) =>
    [`--net=/run/netns/${name}`, process.execPath, '-e', script] as const;
  const until = async (wanted: string) => {
    while (!heard.includes(wanted)) if (listener.stdout) await once(listener.stdout, 'data');
  };

  beforeAll(async () => {
    host = addNetworkNamespace();
    peer = addNetworkNamespace();
    host.ip(
      `link add eth0 type veth peer name eth0 netns ${peer.name}\naddr add 10.1.0.1/24 dev eth0\nlink set eth0 up`,
    );
    peer.ip(`addr add ${FRIEND}/24 dev eth0\naddr add ${STRANGER}/24 dev eth0\nlink set eth0 up`);
    listener = spawn('nsenter', inside(host, LISTEN), { stdio: ['ignore', 'pipe', 'inherit'] });
    listener.stdout?.on('data', (text) => heard.push(...String(text).trim().split('\n')));
    await until('ready');
  });
  afterAll(async () => {
    listener.kill();
    await once(listener, 'close');
    host.remove();
    peer.remove();
  });

  it('hears that one, as the kernel does', async () => {
    execFileSync('nsenter', inside(peer, SEND));
    await until(FRIEND);
    const multicast = await host.enter(async () => readMulticast(createHostIo()));
    const { output } = aHost({
      interfaces: [lo(), iface('eth0', ['10.1.0.1/24'])],
      sockets: [socket('udp 0.0.0.0 5000')],
      multicast,
    });
    const { groupReach = [] } = output.byListener.get('udp/0.0.0.0:5000') ?? {};
    const isAllowed = (source: string) =>
      groupReach.some(
        ({ verdict, destinations, sources }) =>
          verdict === 'allowed' &&
          destinations.includes(GROUP) &&
          sources.some((cidr) => {
            const [set, value] = [parseCidr(cidr), parseAddress(source)?.value];
            return set !== undefined && value !== undefined && contains(set, value);
          }),
      );
    for (const source of [FRIEND, STRANGER])
      expect([source, isAllowed(source)]).toEqual([source, heard.includes(source)]);
    expect(heard).not.toContain(STRANGER);
  });
});
