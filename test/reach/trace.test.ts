import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { interfaceAudiences } from '../../src/classify/audience.js';
import { classifyListeners } from '../../src/classify/listeners.js';
import { translateFirewall } from '../../src/firewall/translate.js';
import type { Facts } from '../../src/model/facts.js';
import type { ReachEntry } from '../../src/model/reach.js';
import type { Trace } from '../../src/model/trace.js';
import { formatAddress } from '../../src/net/address.js';
import { parseCidr } from '../../src/net/cidr.js';
import { createHookRunner } from '../../src/reach/firewall/runner.js';
import { computeReach } from '../../src/reach/reach.js';
import { tracePacket } from '../../src/reach/trace.js';

const HOSTS = new URL('../fixtures/hosts/', import.meta.url);

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
  const reach = computeReach({
    namespace,
    listeners,
    processes: new Map(),
    audiences: interfaceAudiences(namespace),
    firewall,
  });
  return { trace: (question) => tracePacket({ namespace, listeners, firewall }, question), reach };
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

describe('a trace', () => {
  for (const name of readdirSync(HOSTS)) {
    it(`ends as reach says, for every entry of ${name}`, () => {
      const { trace, reach } = hostOf(name);
      const wrong: string[] = [];
      for (const [listener, { reach: entries }] of reach.byListener) {
        const protocol = listener.slice(0, listener.indexOf('/'));
        if (protocol !== 'tcp' && protocol !== 'udp') continue;
        for (const entry of entries) {
          const destination = entry.destinations[0]?.replace(/\/.*/, '') ?? '';
          for (const source of entry.sources.slice(0, 3).flatMap(samples)) {
            const traced = trace({ source, destination, port: entry.port, protocol, via: entry.interface });
            if (!expected(entry, listener)(traced))
              wrong.push(
                `${entry.interface} ${source} → ${destination}:${entry.port} ${listener}: ${entry.verdict} ${entry.reason.code}, trace says ${JSON.stringify(traced.outcome)}`,
              );
          }
        }
      }
      expect(wrong).toEqual([]);
    });
  }
});
