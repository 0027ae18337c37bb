import type { IpvsFacts } from '../../model/ipvs-facts.js';
import type { HookName } from '../../model/ruleset.js';
import { type AddressSet, type IpFamily, isEmpty, unionAll } from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import type { Network } from '../routing/network.js';
import { PROTOCOL_NUMBERS } from '../sockets/protocol-numbers.js';
import { jointClasses } from '../topology/joint-classes.js';
import type { HookResult, HookRunner, World } from '../world.js';
import { joined, takeFirst, takeNext } from './take.js';
import { type VirtualServices, virtualServices } from './virtual-services.js';

type Observe = Parameters<HookRunner['run']>[2];

/** Where ip_vs_in is registered, which takes packets for services: ip_vs_ops4 of net/netfilter/ipvs/ip_vs_core.c. */
const TAKES_AT: Readonly<Partial<Record<HookName, number>>> = { input: 99, output: -98 };
/** Where ip_vs_out is, which gives the answers of real servers the address of the service. */
const ANSWERS_AT: Readonly<Partial<Record<HookName, number>>> = { input: 98, forward: 100, output: -99 };

/**
 * The hooks of a namespace that has IPVS, which stands among the chains of its rules: what those before it let pass and a service
 * takes goes to a real server. Local ones get it behind the chains that are left; the way to others begins with the output hook.
 */
export function withIpvs(own: HookRunner, network: Network, facts: IpvsFacts): HookRunner {
  const services = virtualServices(facts);
  return {
    ...own,
    // By a mark, what rules give it to may be for whatever address and port.
    rewrites: own.rewrites || services.byMark,
    run(hook, world, observe) {
      return world.phase === 'reply'
        ? runAnswer(own, hook, world, observe)
        : runRequest(own, network, services, hook, world, observe);
    },
    dialledAddresses: (family) => [
      ...new Set([...own.dialledAddresses(family), ...addresses(services, family)]),
    ],
    taken: takenBy(services),
    takenPorts: takenPortsOf(services),
    portClass: jointClasses(own, { ...own, portClass: portClassOf(services) }).portClass,
  };
}

function runRequest(
  own: HookRunner,
  network: Network,
  services: VirtualServices,
  hook: HookName,
  world: World,
  observe: Observe,
): HookResult {
  const at = TAKES_AT[hook];
  if (at === undefined || world.ipvs?.met || isPassing(own, services, hook, world))
    return own.run(hook, world, observe);
  const before = own.run(hook, world, observe, { below: at });
  const parts = before.passed.map((one): HookResult => {
    const { passed, stopped } =
      one.ipvs === undefined
        ? takeFirst(services, network, hook, one, observe)
        : { passed: [takeNext(one, one.ipvs)], stopped: [] };
    // What leaves for another host has passed this hook: NF_STOLEN.
    const gone = passed.filter(({ ipvs }) => ipvs?.by !== undefined);
    const left = passed.filter(({ ipvs, may }) => ipvs?.by === undefined && !isEmpty(may));
    const after = left.map((next) => own.run(hook, next, observe, { from: at }));
    return joined([{ passed: gone, stopped }, ...after]);
  });
  return joined([{ passed: [], stopped: before.stopped }, ...parts]);
}

/** True for what no service takes, whatever the chains before do. */
function isPassing(own: HookRunner, services: VirtualServices, hook: HookName, world: World): boolean {
  const mayChange = services.byMark || (own.rewrites && hook === 'output');
  return world.ipvs === undefined && !mayChange && services.takers(world).services.length === 0;
}

/** Answers of real servers that masquerading hides get the address of the service. */
function runAnswer(own: HookRunner, hook: HookName, world: World, observe: Observe): HookResult {
  const at = ANSWERS_AT[hook];
  const { ipvs } = world;
  if (at === undefined || ipvs === undefined || ipvs.met) return own.run(hook, world, observe);
  if (ipvs.method !== 'masquerading' && !ipvs.unanswered) return own.run(hook, world, observe);
  const before = own.run(hook, world, observe, { below: at });
  if (ipvs.unanswered) {
    const lost = before.passed.map(({ must, may }) => ({
      must,
      may,
      reason: { code: 'reply-blocked' } as const,
    }));
    return { passed: [], stopped: [...before.stopped, ...lost] };
  }
  const after = before.passed.map((one) =>
    own.run(
      hook,
      {
        ...one,
        local: ipvs.virtual,
        // What conntrack has made no entry for stays what it was (ip_vs_notrack): an answer with SYN and ACK.
        tracked:
          one.tracked && (ipvs.tracked || (one.unasked === true && one.protocol === PROTOCOL_NUMBERS.tcp)),
        ipvs: { ...ipvs, met: true },
      },
      observe,
      { from: at },
    ),
  );
  return joined([{ passed: [], stopped: before.stopped }, ...after]);
}

function addresses({ endpoints }: VirtualServices, family: IpFamily) {
  return endpoints.flatMap((one) => (one.family === family ? [one.at.address] : []));
}

/** Services tell their ports apart from all others, at whatever address. */
function portClassOf({ endpoints }: VirtualServices): HookRunner['portClass'] {
  const ports = new Set(endpoints.map(({ protocol, at }) => `${protocol} ${at.port}`));
  return (protocol, port) => (ports.has(`${protocol} ${port}`) ? port + 1 : 0);
}

function takenPortsOf({ endpoints }: VirtualServices): HookRunner['takenPorts'] {
  const known = new Map<number, Set<number>>();
  for (const { protocol, at } of endpoints)
    known.set(protocol, (known.get(protocol) ?? new Set<number>()).add(at.port));
  return (protocol) => [...(known.get(protocol) ?? [])];
}

function takenBy({ endpoints }: VirtualServices): HookRunner['taken'] {
  const known = new Map<string, AddressSet>();
  return (family, protocol, port) => {
    const key = `${family} ${protocol} ${port}`;
    const set =
      known.get(key) ??
      unionAll(
        family,
        endpoints
          .filter((one) => one.family === family && one.protocol === protocol)
          .filter(({ at }) => at.port === port || at.port === 0)
          .map(({ at }) => prefixSet(family, at.address, width(family))),
      );
    known.set(key, set);
    return set;
  };
}
