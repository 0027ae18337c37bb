import type { Bound, IpFamily } from '../../net/address-set.js';
import { admit, firstPacket } from '../packet/request.js';
import type { Transport } from '../sockets/protocol-numbers.js';
import type { Host } from '../topology/host.js';
import { requestOf } from './request-of.js';
import type { Findings } from './survey.js';
import { addressesOf, portsOf, sendersOf } from './survey-transit.js';
import type { WayIn } from './ways-in.js';

/** A port that hardly any rule names: where it leads tells where the others may. */
export const ANY_PORT = 47_811;

/** Ports of the sockets to which NAT leads that keeps the port, of what is sent to an address that is not of this host. */
export function portsBehind(
  { host }: Findings,
  context: WayIn,
  transport: Transport,
  destination: Bound,
): number[] {
  const { way, family } = context;
  const request = requestOf({ way, family, sources: sendersOf(context) }, transport, destination, ANY_PORT);
  const { arrivals, departures } = admit(way, { ...firstPacket(request), transit: true });
  const targets = [...arrivals, ...departures].flatMap(({ binding }) => binding?.to.address ?? []);
  return portsAt(host, transport, family, targets);
}

/** Ports of the sockets of all stacks that have one of these addresses. */
export function portsAt(
  host: Host,
  transport: Transport,
  family: IpFamily,
  addresses: readonly Bound[],
): number[] {
  return [...new Set(addresses)].flatMap((address) =>
    [...host.stacks.values()]
      .filter((one) => addressesOf(one, family).includes(address))
      .flatMap((one) => portsOf(one, transport, family, address)),
  );
}
