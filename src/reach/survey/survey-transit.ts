import type { Protocol } from '../../model/facts.js';
import type { Listener } from '../../model/listener.js';
import { parseAddress } from '../../net/address.js';
import {
  type AddressSet,
  type Bound,
  contains,
  type IpFamily,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { prefixSet, width } from '../../net/cidr.js';
import { special } from '../../net/special.js';
import { admit, firstPacket } from '../packet/request.js';
import { PROTOCOL_NUMBERS, TRANSPORTS, type Transport } from '../sockets/protocol-numbers.js';
import type { Stack } from '../topology/stack.js';
import { noteCrossings, noteStopped } from './note-crossings.js';
import { EPHEMERAL_PORT, type Findings } from './survey.js';
import type { WayIn } from './ways-in.js';

/**
 * Sends requests by one way in to the listeners of other stacks at their own addresses, for this one to pass on: what a
 * neighbour can do who takes this host for a router, and this host's own programs.
 */
export function surveyTransit(findings: Findings, context: WayIn): void {
  const { host, stack } = findings;
  const { way, family } = context;
  for (const other of host.stacks.values()) {
    if (other === stack || other.listeners.length === 0) continue;
    for (const address of addressesOf(other, family)) {
      if (!isPassedOn(findings, context, address)) continue;
      for (const [transport, port] of portsOf(other, family, address)) {
        const request = {
          family,
          protocol: PROTOCOL_NUMBERS[transport],
          ingress: way.ingress,
          sources: sendersOf(context),
          destination: address,
          port,
          peerPort: EPHEMERAL_PORT,
        };
        const outcome = admit(way, { ...firstPacket(request), transit: true });
        const destinations = prefixSet(family, address, width(family));
        const spot = { interface: way.ingress.name, port, destinations };
        const { departures, stops } = outcome;
        if (departures.length > 0) noteCrossings(findings, context, departures, { spot, stops });
        else noteStopped(findings, context, transport, { spot, stops, address, port });
      }
    }
  }
}

/** Programs here send from an address of this host that others can answer. */
function sendersOf({ way, family, sources }: WayIn): AddressSet {
  if (way.ingress.name !== 'lo') return sources;
  return subtract(
    sources,
    family === 'ipv4'
      ? special(family, 'loopback')
      : unionAll(family, [special(family, 'loopback'), special(family, 'link-local')]),
  );
}

/** True when packets to `address` that come in by this way leave by another link, to a stack that can be seen. */
function isPassedOn({ host, stack }: Findings, { way, family }: WayIn, address: Bound): boolean {
  const { ingress } = way;
  const { type, devices, gateway } = stack.network.fib[family].lookup({ iif: ingress.name }, address);
  const [device] = devices;
  if (type !== 'unicast' || device === undefined || device === ingress.name) return false;
  const namespace = stack.namespace.id;
  const out = { namespace, device };
  if (ingress.name !== 'lo' && host.segments({ namespace, device: ingress.name }) === host.segments(out))
    return false;
  const hop = gateway === undefined ? address : parseAddress(gateway)?.value;
  return hop !== undefined && host.neighbour(out, family, hop) !== undefined;
}

/** The addresses of a stack that others can send to. */
function addressesOf({ network }: Stack, family: IpFamily): Bound[] {
  const apart = [special(family, 'loopback'), ...(family === 'ipv6' ? [special(family, 'link-local')] : [])];
  return [...network.interfaces.values()].flatMap(({ addresses, up }) =>
    addresses.flatMap((held) => {
      const value = up && held.family === family ? parseAddress(held.address)?.value : undefined;
      return value === undefined || apart.some((set) => contains(set, value)) ? [] : [value];
    }),
  );
}

function portsOf({ listeners }: Stack, family: IpFamily, address: Bound): (readonly [Transport, number])[] {
  const ports = new Map<string, readonly [Transport, number]>();
  for (const listener of listeners) {
    const transport = TRANSPORTS.find((one) => one === (listener.protocol satisfies Protocol));
    if (transport === undefined || !mayTake(listener, family, address)) continue;
    ports.set(`${transport} ${listener.port}`, [transport, listener.port]);
  }
  return [...ports.values()];
}

function mayTake(listener: Listener, family: IpFamily, address: Bound): boolean {
  if (!listener.accepts.includes(family)) return false;
  if (listener.scope === 'all-interfaces') return true;
  return parseAddress(listener.address.replace(/^::ffff:(?=\d+\.)/i, ''))?.value === address;
}
