import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { interfaceAudiences } from '../../../src/classify/audience.js';
import { classifyListeners } from '../../../src/classify/listeners.js';
import { translateFirewall } from '../../../src/firewall/translate.js';
import type { Facts } from '../../../src/model/facts.js';
import type { ReachEntry } from '../../../src/model/reach.js';
import type { Trace } from '../../../src/model/trace.js';
import { formatAddress } from '../../../src/net/address.js';
import { parseCidr } from '../../../src/net/cidr.js';
import { createHookRunner } from '../../../src/reach/firewall/runner.js';
import { noFirewall } from '../../../src/reach/no-firewall.js';
import { computeReach } from '../../../src/reach/reach.js';
import { tracePacket } from '../../../src/reach/trace/trace.js';
import { factsOf, iface, lo, namespaceOf, socket } from '../a-host.js';

const HOSTS = new URL('../../fixtures/hosts/', import.meta.url);

interface Host {
  readonly trace: (question: Parameters<typeof tracePacket>[1]) => Trace;
  readonly reach: ReturnType<typeof computeReach>;
}

function hostOf(name: string): Host {
  const facts = JSON.parse(readFileSync(new URL(`${name}/facts.json`, HOSTS), 'utf8')) as Facts;
  const [namespace] = facts.namespaces;
  if (namespace === undefined) throw new Error('no namespace');
  const listeners = classifyListeners(facts).filter((listener) => listener.namespace === namespace.id);
  const { ruleset } = translateFirewall(namespace.firewall ?? { outside: [] });
  const firewall = createHookRunner(ruleset, { namespace, listeners });
  const audiences = interfaceAudiences(namespace);
  const inputs = [{ namespace, listeners, processes: new Map(), audiences, firewall }];
  const reach = computeReach(inputs);
  return { trace: (question) => tracePacket(inputs, question), reach };
}

/** The first address of a CIDR and one from its middle. */
function samples(cidr: string): string[] {
  const set = parseCidr(cidr);
  const [start, end] = set?.bounds ?? [];
  if (set === undefined || start === undefined || end === undefined) return [];
  const middle =
    typeof start === 'bigint' ? (start + BigInt(end)) / 2n : Math.floor((start + Number(end)) / 2);
  return [...new Set([formatAddress(set.family, start), formatAddress(set.family, middle)])];
}

function expected(entry: ReachEntry, listener: string): (trace: Trace) => boolean {
  switch (entry.verdict) {
    case 'allowed':
      return ({ outcome }) => outcome.kind === 'delivered' && outcome.listener === listener;
    case 'blocked':
      return ({ outcome }) => outcome.kind !== 'delivered' || outcome.listener !== listener;
    case 'conditional':
      return ({ outcome }) => outcome.kind === 'undecided';
  }
}

/** Every entry is worth a question; of the many that a host has these are enough, spread evenly. */
const QUESTIONS = 60;

function spread<T>(items: readonly T[]): readonly T[] {
  const every = Math.max(1, Math.floor(items.length / QUESTIONS));
  return items.filter((_, i) => i % every === 0);
}

describe('a trace', () => {
  for (const name of readdirSync(HOSTS)) {
    it(`ends as reach says on ${name}`, () => {
      const { trace, reach } = hostOf(name);
      const points = [...reach.byListener].flatMap(([listener, { reach: entries }]) => {
        const protocol = listener.slice(0, listener.indexOf('/'));
        if (protocol !== 'tcp' && protocol !== 'udp') return [];
        return entries.flatMap((entry) =>
          entry.sources
            .slice(0, 3)
            .flatMap((cidr) =>
              samples(cidr).map((source) => ({ listener, protocol, entry, source }) as const),
            ),
        );
      });
      const wrong = spread(points).flatMap(({ listener, protocol, entry, source }) => {
        const destination = entry.destinations[0]?.replace(/\/.*/, '') ?? '';
        const question = { source, destination, port: entry.port, protocol, via: entry.interface };
        const traced = trace(question);
        return expected(entry, listener)(traced)
          ? []
          : [{ question, listener, entry, outcome: traced.outcome }];
      });
      expect(wrong).toEqual([]);
    });
  }

  const host = hostOf('k-redirect-lo');
  const ask = (source: string, destination: string, port: number) =>
    host.trace({ source, destination, port, protocol: 'tcp' });

  it('says that 0.0.0.0 means this host', () => {
    const { question, steps, outcome } = ask('127.0.0.1', '0.0.0.0', 22);
    expect(question.via).toBe('lo');
    expect(steps[0]).toMatchObject({ kind: 'rewrite', before: '0.0.0.0', after: '127.0.0.1' });
    expect(outcome.kind).toBe('delivered');
  });

  it('comes in by the way that leads back to its source', () => {
    expect(ask('10.10.1.2', '10.10.1.1', 22).question.via).toBe('lan0');
    expect(ask('10.10.1.1', '10.10.1.1', 22).question.via).toBe('lo');
  });

  it('tells what NAT does on the way', () => {
    const { steps } = ask('10.10.1.2', '10.10.1.1', 8001);
    const nat = steps.find((step) => step.kind === 'nat');
    expect(nat).toMatchObject({ before: { destinationPort: 8001 }, after: { destinationPort: 80 } });
  });

  it('says of the next packets that no rule looks at them, where there is none', () => {
    const namespace = namespaceOf({
      interfaces: [lo(), iface('eth0', ['10.1.0.2/24'])],
      sockets: [socket('tcp 0.0.0.0 80')],
    });
    const listeners = classifyListeners(factsOf(namespace));
    const audiences = interfaceAudiences(namespace);
    const question = { source: '10.1.0.9', destination: '10.1.0.2', port: 80, protocol: 'tcp' } as const;
    const { steps, outcome } = tracePacket(
      [{ namespace, listeners, processes: new Map(), audiences, firewall: noFirewall }],
      question,
    );
    expect(outcome.kind).toBe('delivered');
    expect(steps.at(-1)).toEqual({
      kind: 'note',
      text: 'The client sends its next packets: no rule looks at them.',
    });
  });

  it('tells of every socket that hears a group', () => {
    const namespace = namespaceOf({
      interfaces: [lo(), iface('eth0', ['10.1.0.2/24'])],
      sockets: [socket('udp 0.0.0.0 53'), socket('udp 224.0.0.251 53'), socket('udp 10.1.0.2 53')],
      multicast: [{ family: 'ipv4', device: 'eth0', group: '224.0.0.251', users: 1 }],
    });
    const listeners = classifyListeners(factsOf(namespace));
    const audiences = interfaceAudiences(namespace);
    const { steps, outcome } = tracePacket(
      [{ namespace, listeners, processes: new Map(), audiences, firewall: noFirewall }],
      { source: '10.1.0.9', destination: '224.0.0.251', port: 53, protocol: 'udp' },
    );
    const sockets = steps.flatMap((step) => (step.kind === 'socket' ? [step.listener] : []));
    expect(sockets).toEqual(['udp/224.0.0.251:53', 'udp/0.0.0.0:53']);
    expect(outcome).toEqual({ kind: 'delivered', listener: 'udp/224.0.0.251:53' });
  });

  it('ends where nothing listens, and where nothing can come in', () => {
    expect(ask('10.10.1.2', '10.10.1.1', 4).outcome).toEqual({ kind: 'refused' });
    expect(
      host.trace({ source: '10.10.1.2', destination: '127.0.0.1', port: 22, protocol: 'tcp', via: 'lan0' })
        .outcome.kind,
    ).toBe('stopped');
    expect(ask('10.10.1.2', '::1', 22).outcome).toMatchObject({ kind: 'stopped' });
  });
});
