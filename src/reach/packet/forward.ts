import { intersect, subtract, unionAll } from '../../net/address-set.js';
import { returnRoutes } from '../routing/return-routes.js';
import type { Case } from '../survey/decide.js';
import type { Stop, World } from '../world.js';
import { arriving, passStages, type Stage, stagesIn, stagesOut } from './hooks.js';
import { type Passage, passageOf, type Way } from './reply.js';

/**
 * The way of a request that NAT hands to another host, from the forward hook on; its answer's way back, which comes in by
 * the device that the request left by; and the peer's next packets. Local clients' packets leave without a forward hook,
 * and their answers come in by the input hook.
 */
export function sendForward(way: Way, departure: World): Case {
  const out = departure.oif ?? '';
  const fromHere = way.ingress.name === 'lo';
  const onwards: Stage[] = [
    ...(fromHere ? [] : [{ hook: 'forward', iif: way.ingress.name, oif: out } as const]),
    ...stagesOut(out),
  ];
  const left = passStages(way.runner, onwards, { worlds: [departure], stops: [] }, way.observe);
  const { family } = departure;
  const parts = left.worlds.map((world): { world: World; passage: Passage } => {
    way.observe?.({ kind: 'reply', device: out });
    const reply = forwardReply(way, world, out);
    const { before } = stagesIn(way.ingress);
    way.observe?.({ kind: 'note', text: 'The client sends its next packets:' });
    const later = passStages(
      way.runner,
      [...before, ...onwards],
      {
        worlds: [{ ...world, phase: 'established', local: world.dialled, mark: 0, acceptedBy: [] }],
        stops: [],
      },
      way.observe,
    );
    const established = passageOf(family, later.worlds, later.stops, 'established-blocked');
    return {
      world,
      passage: {
        must: intersect(reply.must, established.must),
        may: intersect(reply.may, established.may),
        doubts: [...world.doubts, ...reply.doubts, ...established.doubts],
        stops: [...reply.stops, ...established.stops],
      },
    };
  });
  return {
    must: unionAll(
      family,
      parts.map(({ passage }) => passage.must),
    ),
    may: unionAll(
      family,
      parts.map(({ passage }) => passage.may),
    ),
    doubts: parts.flatMap(({ passage }) => passage.doubts),
    acceptedBy: parts.flatMap(({ world }) => world.acceptedBy),
    stops: [...left.stops, ...parts.flatMap(({ passage }) => passage.stops)],
  };
}

function forwardReply(way: Way, world: World, device: string): Passage {
  const { family } = world;
  const reply: World = { ...world, phase: 'reply', mark: 0, acceptedBy: [] };
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
    const answer = { source: back.local.address, iif: device, mark: back.mark, protocol: back.protocol };
    const routes = returnRoutes(way.network, way.ingress, family, answer, back.may);
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
