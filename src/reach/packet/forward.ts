import { emptySet, intersect, subtract, unionAll } from '../../net/address-set.js';
import { endpointText, isAnsweredPast, isForgotten, nextOfConnection } from '../ipvs/taken.js';
import { forwardingOf } from '../routing/forwarding.js';
import { returnRoutes } from '../routing/return-routes.js';
import type { Case } from '../survey/decide.js';
import type { Stop, World } from '../world.js';
import { arriving, type Journey, passStages, type Stage, stagesIn, stagesOut } from './hooks.js';
import { observeNext } from './observe-next.js';
import { type Passage, passageOf, UNASKED, type Way } from './reply.js';

/**
 * The way of a request that NAT hands to another host, from the forward hook on; its answer's way back, which is taken to
 * come in by the device that the request left by; and the peer's next packets.
 */
export function sendForward(way: Way, departure: World): Case {
  const { family, oif = '' } = departure;
  const left = passOn(way, departure);
  if (isAnsweredPast(departure)) return unanswered(departure, left);
  const parts = left.worlds.map((world) => ({ world, passage: followUp(way, world, oif) }));
  return {
    must: unionAll(
      family,
      parts.map(({ passage }) => passage.must),
    ),
    may: unionAll(
      family,
      parts.map(({ passage }) => passage.may),
    ),
    doubts: parts.flatMap(({ world, passage }) => [...world.doubts, ...passage.doubts]),
    acceptedBy: parts.flatMap(({ world }) => world.acceptedBy),
    stops: [...left.stops, ...parts.flatMap(({ passage }) => passage.stops)],
  };
}

/** Whether a real server that gets packets as they were sent takes them, and how it answers, does not show here. */
function unanswered(departure: World, { worlds, stops }: Journey): Case {
  const { family, ipvs } = departure;
  const may = unionAll(
    family,
    worlds.map((world) => world.may),
  );
  const { service = '', server = departure.local, method = 'direct-routing' } = ipvs ?? {};
  const reason = { code: 'ipvs-direct', service, target: endpointText(server), method } as const;
  const doubts = [...worlds.flatMap((world) => world.doubts), { sources: may, reason }];
  return { must: emptySet(family), may, doubts, acceptedBy: [], stops };
}

/** The request from the forward hook until it has left. Local clients' packets leave without a forward hook. */
export function passOn({ runner, ingress, observe }: Way, departure: World): Journey {
  return passStages(runner, onwards(ingress.name, departure), { worlds: [departure], stops: [] }, observe);
}

/**
 * What comes after a request that has left: the answer to it, which comes in by `device`, and the peer's next packets. With
 * `bridged` the answer is a frame between two ports of the bridge `device`, which no routing decides on.
 */
export function followUp(way: Way, world: World, device: string, bridged = false): Passage {
  way.observe?.({ kind: 'reply', device });
  const reply = forwardReply(way, world, device, bridged);
  const { before, after } = stagesIn(way.ingress, { ...world, local: world.dialled });
  const taken = world.ipvs === undefined || way.ingress.name === 'lo' ? [] : after;
  const next: World = {
    ...nextOfConnection(world),
    phase: 'established',
    local: world.dialled,
    mark: 0,
    acceptedBy: [],
  };
  const stages = [...before, ...taken, ...onwards(way.ingress.name, world)];
  const later = observeNext(way.observe, (observe) =>
    passStages(way.runner, stages, { worlds: [next], stops: [] }, observe),
  );
  const established = passageOf(world.family, later.worlds, later.stops, 'established-blocked');
  return {
    must: intersect(reply.must, established.must),
    may: intersect(reply.may, established.may),
    doubts: [...reply.doubts, ...established.doubts],
    stops: [...reply.stops, ...established.stops],
  };
}

function onwards(ingress: string, { oif = '', ipvs }: World): readonly Stage[] {
  const out = stagesOut(oif);
  // What IPVS sends is this host's own (ip_vs_nat_send_or_cont).
  if (ipvs !== undefined) return [{ hook: 'output', oif }, ...out];
  return ingress === 'lo' ? out : [{ hook: 'forward', iif: ingress, oif }, ...out];
}

function forwardReply(way: Way, world: World, device: string, bridged: boolean): Passage {
  const { family } = world;
  const entry = isForgotten(world) ? UNASKED : {};
  const reply: World = { ...nextOfConnection(world), ...entry, phase: 'reply', mark: 0, acceptedBy: [] };
  const entered = passStages(way.runner, arriving(device), { worlds: [reply], stops: [] }, way.observe);
  const worlds: World[] = [];
  const stops: Stop[] = [...entered.stops];
  for (const back of entered.worlds) {
    if (way.ingress.name === 'lo') {
      const home = passStages(way.runner, [{ hook: 'input', iif: device }], { worlds: [back], stops: [] });
      worlds.push(...home.worlds);
      stops.push(...home.stops);
      continue;
    }
    const { forwards, sysctl } = forwardingOf(way.network, device, family, way.ingress.name);
    if (forwards === false && !bridged) {
      stops.push({ must: back.must, may: back.may, reason: { code: 'not-forwarded', sysctl } });
      continue;
    }
    const answer = { source: back.local.address, iif: device, mark: back.mark, protocol: back.protocol };
    const routes = bridged
      ? [{ peers: back.may, devices: [device] }]
      : returnRoutes(way.network, way.ingress, family, answer, back.may);
    const nobody = routes.reduce((rest, { peers }) => subtract(rest, peers), back.may);
    stops.push({ must: nobody, may: nobody, reason: { code: 'no-return-route' } });
    for (const { peers, devices } of routes) {
      const oif = devices[0] ?? way.ingress.name;
      const part = { ...back, must: intersect(back.must, peers), may: intersect(back.may, peers) };
      const stages: Stage[] = [{ hook: 'forward', iif: device, oif }, ...stagesOut(oif)];
      const gone = passStages(way.runner, stages, { worlds: [part], stops: [] }, way.observe);
      worlds.push(...gone.worlds);
      stops.push(...gone.stops);
    }
  }
  return passageOf(family, worlds, stops, 'reply-blocked');
}
