import { execFileSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { translateFirewall } from '../../../src/firewall/translate.js';
import type { NamespaceFacts } from '../../../src/model/facts.js';
import { formatAddress } from '../../../src/net/address.js';
import { contains, isEmpty, subtract } from '../../../src/net/address-set.js';
import { createHookRunner } from '../../../src/reach/firewall/runner.js';
import { addNetworkNamespace, type NetworkNamespace } from '../../support/network-namespace.js';
import { requires } from '../../support/requires.js';
import { ask, world } from './support/ask.js';
import { nftRulesets, SOURCES, UDP_PORTS } from './support/nft-text.js';
import { addresses } from './support/rules.js';

const RULESETS = 40;
const FIRST_PORT = 33_000;

/** What has come in, whatever became of it, and what passed every chain. */
const RECORDER = `
table ip rec {
  set seen { type ipv4_addr . inet_service; }
  chain came {
    type filter hook prerouting priority -400;
    udp dport { ${UDP_PORTS.join(', ')} } counter comment "came"
  }
  chain passed {
    type filter hook input priority 2147483647;
    add @seen { ip saddr . udp dport }
  }
}`;

const namespaceFacts: NamespaceFacts = {
  id: 'net:[1]',
  current: true,
  containers: [],
  sockets: [],
  interfaces: [
    { name: 'lo', index: 1, kind: 'loopback', up: true, running: true, addresses: [] },
    {
      name: 'v0',
      index: 2,
      kind: 'veth',
      up: true,
      running: true,
      addresses: [{ family: 'ipv4', address: '10.9.0.1', prefix: 24, scope: 'global' }],
    },
  ],
  routes: [
    { family: 'ipv4', type: 'local', destination: '10.9.0.1', table: 255, device: 'v0', metric: 0 },
    { family: 'ipv4', type: 'unicast', destination: '10.9.0.0/24', table: 254, device: 'v0', metric: 0 },
  ],
  rules: [],
  sysctls: {},
};

requires({ root: true, tools: ['nft', 'ip'] })('the kernel and the evaluation', () => {
  let target: NetworkNamespace;
  let peer: NetworkNamespace;

  beforeAll(() => {
    target = addNetworkNamespace();
    peer = addNetworkNamespace();
    target.ip(`link add v0 type veth peer name v1 netns ${peer.name}
      addr add 10.9.0.1/24 dev v0
      link set v0 up`);
    peer.ip(`${SOURCES.map((source) => `addr add ${source}/24 dev v1`).join('\n')}
      link set v1 up`);
  });

  afterAll(() => {
    target.remove();
    peer.remove();
  });

  const nft = (...words: string[]) => execFileSync('ip', ['netns', 'exec', target.name, 'nft', ...words]);
  const load = (text: string) =>
    execFileSync('ip', ['netns', 'exec', target.name, 'nft', '-f', '-'], { input: `flush ruleset\n${text}` });

  it(`let the same packets in, with ${RULESETS} random rulesets`, async () => {
    let round = 0;
    for (const text of fc.sample(nftRulesets, { numRuns: RULESETS, seed: 7 })) {
      load(text);
      const listing: unknown = JSON.parse(nft('-n', '-j', 'list', 'ruleset').toString());
      load(`${text}\n${RECORDER}`);
      // A port of its own for each ruleset: conntrack remembers what the last one did to the others.
      await peer.enter(() => sendAll(FIRST_PORT + round++));
      await arrived(SOURCES.length * UDP_PORTS.length, () =>
        counted(nft('-j', 'list', 'ruleset').toString()),
      );
      const seen = seenIn(nft('-j', 'list', 'set', 'ip', 'rec', 'seen').toString());

      expect({ text, passed: expectedPasses(listing) }).toEqual({ text, passed: seen });
    }
    expect(round).toBe(RULESETS);
  }, 120_000);
});

/** "source port" of every packet that certainly passes; what is only perhaps let in would be a fault of its own. */
function expectedPasses(listing: unknown): string[] {
  const nft = listing as { nftables: unknown[] };
  const { ruleset } = translateFirewall({ nft, nftVersion: '1.0.6', xtables: [], ipset: '', outside: [] });
  const runner = createHookRunner(ruleset, { namespace: namespaceFacts, listeners: [] });
  const from = addresses(...SOURCES);
  const passed = new Set<string>();
  for (const port of UDP_PORTS) {
    const start = world({ to: '10.9.0.1', port, protocol: 17, iif: 'v0', must: from, may: from });
    for (const { must, may, doubts, local } of ask(runner, start).worlds) {
      const unsure = subtract(may, must);
      if (!isEmpty(unsure) && doubts.some(({ reason }) => reason.code !== 'client-chosen'))
        passed.add(`undecided: ${doubts.map(({ reason }) => reason.code).join()}`);
      for (const source of SOURCES) {
        const value = addresses(source).bounds[0] ?? 0;
        if (contains(must, value)) passed.add(`${formatAddress('ipv4', value)} ${local.port}`);
      }
    }
  }
  return [...passed].sort();
}

async function sendAll(port: number): Promise<void> {
  const sockets: Socket[] = [];
  for (const source of SOURCES) {
    const socket = createSocket('udp4');
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.bind({ address: source, port });
    await once(socket, 'listening');
    for (const to of UDP_PORTS)
      await new Promise<void>((resolve) => socket.send('x', to, '10.9.0.1', () => resolve()));
  }
  for (const socket of sockets) socket.close();
}

async function arrived(wanted: number, count: () => number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (count() >= wanted) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`only ${count()} of ${wanted} packets came`);
}

interface Listed {
  readonly nftables: readonly {
    readonly rule?: {
      readonly comment?: string;
      readonly expr: readonly { readonly counter?: { readonly packets: number } }[];
    };
    readonly set?: { readonly elem?: readonly { readonly concat: readonly [string, number] }[] };
  }[];
}

function counted(json: string): number {
  const { nftables } = JSON.parse(json) as Listed;
  const rule = nftables.find((each) => each.rule?.comment === 'came')?.rule;
  return rule?.expr.find((each) => each.counter !== undefined)?.counter?.packets ?? 0;
}

function seenIn(json: string): string[] {
  const { nftables } = JSON.parse(json) as Listed;
  const elements = nftables.flatMap((each) => each.set?.elem ?? []);
  return elements.map(({ concat }) => concat.join(' ')).sort();
}
