import { formatAddress } from '../../net/address.js';
import { contains, isEmpty } from '../../net/address-set.js';
import { special } from '../../net/special.js';
import { passStages, stagesIn } from '../packet/hooks.js';
import type { Way } from '../packet/reply.js';
import { firstPacket, type Request, sendRequest } from '../packet/request.js';
import { checkSources } from '../routing/arrival.js';
import type { Network } from '../routing/network.js';
import type { Host } from '../topology/host.js';
import type { World } from '../world.js';
import { type Delivery, deliveryOutcome, departureFate } from './trace-delivery.js';
import { type Fate, fateOfStops, undecidedFate } from './trace-outcome.js';

/** The fate of a packet that is not addressed to this host, unless NAT makes it so. */
export function transitOutcome(way: Way, request: Request, delivery: Omit<Delivery, 'device'>): Fate {
  const { ingress, runner, observe } = way;
  const { family, destination } = request;
  if (contains(special(family, 'loopback'), destination))
    return { kind: 'stopped', by: 'a loopback address may not come in from outside' };
  const packet = firstPacket(request);
  const { before } = stagesIn(ingress, packet);
  const entered = passStages(runner, before, { worlds: [packet], stops: [] }, observe);
  if (entered.worlds.some(({ binding, ipvs }) => binding !== undefined || ipvs !== undefined))
    return afterNat(way, request, delivery);
  const [world] = entered.worlds;
  if (world === undefined) return fateOfStops(entered.stops);
  if (isEmpty(world.must)) return undecidedFate(world.doubts, entered.stops);
  return onward(way, world, delivery.host);
}

/** NAT has its say in what reach computes as well: that code goes on, unobserved up to where the steps already are. */
function afterNat(way: Way, request: Request, delivery: Omit<Delivery, 'device'>): Fate {
  const { ingress, network, runner } = way;
  const outcome = sendRequest(network, runner, request);
  if (outcome.arrivals.length + outcome.departures.length === 0) return fateOfStops(outcome.stops);
  const device = ingress.vrf ?? ingress.name;
  return deliveryOutcome(way, outcome, { ...delivery, device });
}

function onward(way: Way, world: World, host: Host): Fate {
  const { ingress, network, observe } = way;
  const { family, local } = world;
  const hop = network.fib[family].lookup(
    {
      source: world.may.bounds[0],
      iif: ingress.vrf ?? ingress.name,
      mark: world.mark,
      protocol: world.protocol,
    },
    local.address,
  );
  const [device] = hop.devices;
  observe?.({ kind: 'route', decision: hop.type, table: hop.table, device });
  if (hop.type !== 'unicast' || device === undefined)
    return { kind: 'stopped', by: `no route leads to ${formatAddress(family, local.address)} (${hop.type})` };
  if (ingress.name !== 'lo') {
    const refusal = transitRefusal(network, way, world, device);
    if (refusal !== undefined) return refusal;
  }
  return departureFate(way, { ...world, oif: device, transit: true }, host);
}

/** Forwarding is off, or the source is not valid for a packet that comes in there. */
function transitRefusal(
  network: Network,
  { ingress, observe }: Way,
  world: World,
  device: string,
): Fate | undefined {
  const { family, local, mark, protocol, peerPort } = world;
  const sysctl = family === 'ipv4' ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  const value = network.sysctls.value(sysctl);
  if (value === undefined) return { kind: 'undecided', because: [`${sysctl} could not be read`] };
  if (value === 0)
    return {
      kind: 'stopped',
      by: `it is not addressed to this host, which does not forward (${sysctl} is 0)`,
    };
  const check = checkSources(network, ingress, family, {
    sources: world.may,
    destination: local.address,
    mark,
    protocol,
    port: local.port,
    peerPort,
    toward: device,
  });
  const passed = !isEmpty(check.passed);
  observe?.({ kind: 'source-check', check: 'source validation', passed });
  return passed
    ? undefined
    : { kind: 'stopped', by: 'its source is not valid for packets that come in there' };
}
