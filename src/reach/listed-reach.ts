import type { Audience, Listener } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import type { Reason } from '../model/reason.js';
import { type AddressSet, type IpFamily, isEmpty, isSubset, subtract, union } from '../net/address-set.js';
import { parseCidr, toCidrs } from '../net/cidr.js';
import { globallyRoutable, special } from '../net/special.js';
import { exposureOf } from './exposure.js';
import type { ListenerReach } from './reach.js';

/** Stands for "some interface, which one cannot be known". */
const SOME_INTERFACE = '*';
const REASON: Reason = { code: 'facts-unreadable', subject: 'interfaces, routes and firewall' };
const ANYWHERE: Readonly<Record<IpFamily, string>> = { ipv4: '0.0.0.0/0', ipv6: '::/0' };

/**
 * Who could reach a listener of which only the socket is known, as a pasted listing has it: nothing is certain, and the
 * bind address alone bounds who may. A loopback address is for the machine itself, since no system lets it in from outside
 * of its own accord.
 */
export function listedReach(listener: Listener): ListenerReach {
  const reach = listener.accepts.flatMap((family) => entriesOf(listener, family));
  return { reach, oneWay: [], groupReach: [], groupOneWay: [], ...exposureOf(reach) };
}

function entriesOf(listener: Listener, family: IpFamily): ReachEntry[] {
  const loopback = special(family, 'loopback');
  const own = entry(listener, family, 'lo', 'this-host', loopback);
  const way = listener.device ?? SOME_INTERFACE;
  if (listener.scope === 'loopback-only') return [own];
  const linkLocal = special(family, 'link-local');
  const bound = parseCidr(listener.address.replace(/%.*$/, ''));
  if (bound?.family === family && isSubset(bound, linkLocal))
    return [own, entry(listener, family, way, 'local-network', linkLocal)];
  const global = globallyRoutable(family);
  const unusable = union(loopback, special(family, 'multicast'));
  const everyone = parseCidr(ANYWHERE[family]);
  const others = everyone === undefined ? [] : [subtract(subtract(everyone, global), unusable)];
  return [
    own,
    ...others
      .filter((set) => !isEmpty(set))
      .map((set) => entry(listener, family, way, 'private-networks', set)),
    entry(listener, family, way, 'internet', subtract(global, unusable)),
  ];
}

function entry(
  listener: Listener,
  family: IpFamily,
  device: string,
  audience: Audience,
  sources: AddressSet,
): ReachEntry {
  const { namespace, scope, address, port } = listener;
  const mapped =
    family === 'ipv4' && address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  return {
    namespace,
    interface: device,
    destinations: [scope === 'all-interfaces' ? ANYWHERE[family] : mapped],
    port,
    sources: toCidrs(sources),
    audience,
    verdict: 'conditional',
    reason: REASON,
  };
}
