import type { Audit } from '../../../model/audit.js';
import type { Route } from '../../../model/facts.js';
import { parseAddress } from '../../../net/address.js';
import { type AddressSet, contains, isSubset, size } from '../../../net/address-set.js';
import { parseCidr } from '../../../net/cidr.js';
import { reachedFrom } from '../here/reached-from.js';
import { LOCAL, MAIN, routeText } from '../here/routes.js';

/** What of one host lies in a network, and whom the network reaches there. */
export interface NetworkHere {
  readonly hostname: string;
  readonly platform: string;
  /** Only a listing of its sockets is at hand. */
  readonly isListing: boolean;
  /** Addresses of the host in it: "10.1.2.1 (eth1)". */
  readonly addresses: readonly string[];
  /** Ids of listeners bound to an address in it. */
  readonly bound: readonly string[];
  /** Ids of listeners that answer at an address of the host in it, by whatever bind. */
  readonly answering: readonly string[];
  /** The closest route that leads to all of it, then those into it; undefined where they could not be read. */
  readonly routes: readonly string[] | undefined;
  /** Ids of listeners that peers with an address in it certainly reach, and of those that they may reach. */
  readonly reached: readonly string[];
  readonly perhapsReached: readonly string[];
}

/** Looks a network up among addresses, routes, listeners and sources of the current namespace. */
export function networkHere(network: string, audit: Audit): NetworkHere {
  const set = parseCidr(network);
  if (set === undefined) throw new TypeError(`not a network: ${network}`);
  const namespace = audit.evidence.facts.namespaces.find(({ current }) => current);
  const addresses = audit.interfaces
    .filter((each) => each.namespace === namespace?.id)
    .flatMap(({ name, addresses: held }) => held.map(({ address }) => ({ address, name })))
    .filter(({ address }) => isIn(set, address));
  const own = addresses.map(({ address }) => address);
  const listeners = audit.listeners.filter((each) => each.namespace === namespace?.id);
  const reached = reachedFrom(set, audit.listeners, namespace?.id);
  return {
    hostname: audit.host.hostname,
    platform: audit.host.platform,
    isListing: audit.evidence.facts.collector === 'pasted',
    addresses: addresses.map(({ address, name }) => `${address} (${name})`),
    bound: listeners.filter(({ address }) => !isAny(address) && isIn(set, address)).map(({ id }) => id),
    answering: listeners
      .filter(({ reach }) =>
        reach.some(
          ({ destinations, verdict }) =>
            verdict !== 'blocked' && own.some((each) => destinations.includes(each)),
        ),
      )
      .map(({ id }) => id),
    routes: namespace?.routes && routesFor(set, namespace.routes),
    reached: reached.certainly,
    perhapsReached: reached.perhaps,
  };
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

function isIn(set: AddressSet, address: string): boolean {
  const parsed = parseAddress(address);
  return parsed?.family === set.family && contains(set, parsed.value);
}

/** The closest route around the network, the local table before main, and those of main into it. */
function routesFor(set: AddressSet, routes: readonly Route[]): string[] {
  const placed = routes
    .filter(({ family, table }) => family === set.family && (table === LOCAL || table === MAIN))
    .map((route) => ({ route, target: parseCidr(route.destination) ?? set }));
  const around = placed
    .filter(({ route, target }) => isSubset(set, target) && (route.table === MAIN || route.type === 'local'))
    .sort((a, b) => b.route.table - a.route.table || Number(size(a.target) - size(b.target)))
    .slice(0, 1);
  const inside = placed.filter(
    ({ route, target }) =>
      route.table === MAIN && isSubset(target, set) && !around.some((each) => each.route === route),
  );
  return [...around, ...inside].map(({ route }) => routeText(route));
}
