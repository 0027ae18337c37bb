import { execFileSync, spawnSync } from 'node:child_process';
import { traceOn } from '../../../src/cli/trace-on.js';
import { createHostIo } from '../../../src/collect/host-io.js';
import { collectLinux } from '../../../src/collect/linux/collect.js';
import { readFirewall } from '../../../src/collect/linux/firewall/read-firewall.js';
import { inspect } from '../../../src/inspect.js';
import type { Audit, AuditedListener } from '../../../src/model/audit.js';
import { overlaps } from '../../../src/net/address-set.js';
import { parseCidr } from '../../../src/net/cidr.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../support/network-namespace.js';

/** A client, 10.9.20.1, and a host, 10.9.20.2, with a cable between them. */
export interface Tried {
  readonly host: NetworkNamespace;
  readonly client: NetworkNamespace;
  /** What this program says of the host. */
  audit(): Promise<Audit>;
  listener(id: string): Promise<AuditedListener>;
  /** The verdict on what the client sends to a port of the host, told of the listener, and the reason. */
  told(id: string, port?: number, via?: string): Promise<string>;
  /** How `trace` says that a connection of the client ends. */
  traced(port: number): Promise<string>;
  /** Whether a connection of the client comes about; where it should, it may take its time. */
  connects(port: number, should: boolean): boolean;
  /** Sends a datagram to a port of the host. */
  sends(port: number, text: string): void;
  rules(text: string): void;
  remove(): void;
}

export function addTried(): Tried {
  const client = addNetworkNamespace();
  const host = addNetworkNamespace();
  client.ip(`link add e0 type veth peer name eth0 netns ${host.name}
    addr add 10.9.20.1/16 dev e0
    link set e0 up`);
  host.ip(`addr add 10.9.20.2/16 dev eth0
    link set eth0 up`);
  const audit = () => host.enter(async () => inspect(await collectLinux(createHostIo(), { readFirewall })));
  const listener = async (id: string) => {
    const { listeners } = await audit();
    const found = listeners.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no listener ${id} among ${listeners.map((one) => one.id)}`);
    return found;
  };
  return {
    host,
    client,
    audit,
    listener,
    async told(id, port, via = 'eth0') {
      const { reach, ...found } = await listener(id);
      const about = reach.filter(
        (entry) =>
          entry.interface === via &&
          entry.port === (port ?? found.port) &&
          holds(entry.sources, '10.9.20.1') &&
          holds(entry.destinations, '10.9.20.2'),
      );
      return [...new Set(about.map(({ verdict, reason }) => `${verdict} ${reason.code}`))].join(', ');
    },
    async traced(port) {
      const question = {
        source: '10.9.20.1',
        destination: '10.9.20.2',
        port,
        protocol: 'tcp',
        via: 'eth0',
      } as const;
      return traceOn(await audit(), question).outcome.kind;
    },
    connects(port, should) {
      const script = `exec 3<>/dev/tcp/10.9.20.2/${port}`;
      const words = ['netns', 'exec', client.name, 'timeout', should ? '10' : '0.5', 'bash', '-c', script];
      return spawnSync('ip', words, { stdio: 'ignore' }).status === 0;
    },
    sends(port, text) {
      const script = `printf %s "$1" > /dev/udp/10.9.20.2/${port}`;
      execFileSync('ip', ['netns', 'exec', client.name, 'bash', '-c', script, 'bash', text]);
    },
    rules(text) {
      const words = ['netns', 'exec', host.name, 'nft', '-f', '-'];
      execFileSync('ip', words, { input: `flush ruleset\n${text}` });
    },
    remove() {
      client.remove();
      host.remove();
    },
  };
}

function holds(cidrs: readonly string[], address: string): boolean {
  const one = parseCidr(address);
  return cidrs.some((cidr) => {
    const set = parseCidr(cidr);
    return set !== undefined && one !== undefined && set.family === one.family && overlaps(set, one);
  });
}
