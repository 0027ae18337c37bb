import type { IpvsFacts } from '../../model/ipvs-facts.js';
import type { HookName } from '../../model/ruleset.js';
import { type IpFamily, isEmpty } from '../../net/address-set.js';
import { nextAddress } from '../../net/each-address.js';
import type { Classes } from '../firewall/classes.js';
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
    rewrites: true,
    translates: true,
    run(hook, world, observe) {
      return world.phase === 'reply'
        ? runAnswer(own, hook, world, observe)
        : runRequest(own, network, services, hook, world, observe);
    },
    dialledPorts: (protocol, limit) => [
      ...new Set([
        ...own.dialledPorts(protocol, limit),
        ...services.endpoints.flatMap((one) =>
          one.protocol === protocol && one.at.port !== 0 ? [one.at.port] : [],
        ),
      ]),
    ],
    dialledAddresses: (family) => [
      ...new Set([...own.dialledAddresses(family), ...addresses(services, family)]),
    ],
    ...jointClasses(own, classesOf(services)),
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
  if (at === undefined || world.ipvs?.met) return own.run(hook, world, observe);
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

/** Services tell their addresses and ports apart from all others. */
function classesOf(services: VirtualServices): Classes {
  const ports = new Set(services.endpoints.map(({ protocol, at }) => `${protocol} ${at.port}`));
  const known = { ipv4: new Set(addresses(services, 'ipv4')), ipv6: new Set(addresses(services, 'ipv6')) };
  return {
    portClass: (protocol, port) => (ports.has(`${protocol} ${port}`) ? port + 1 : 0),
    addressClass: (family, address) =>
      known[family].has(address) ? [...known[family]].indexOf(address) + 1 : 0,
    addressBounds: (family) => [...known[family]].flatMap((address) => [address, nextAddress(address)]),
  };
}
