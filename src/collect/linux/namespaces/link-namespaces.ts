import type { NamespaceFacts } from '../../../model/facts.js';
import { NETLINK_ROUTE, type Netlink } from '../netlink/netlink.js';
import { attributes, parseAll } from '../netlink/netlink-message.js';
import type { PlaceReading } from '../read-place.js';
import type { Place } from './places.js';

const RTM_GETNSID = 90;
/** struct rtgenmsg, padded. */
const RTGENMSG = 4;
/** linux/net_namespace.h. */
const NETNSA_NSID = 1;
const NETNSA_FD = 3;

/**
 * The interfaces of each of `readings`, by id of the namespace, with the namespace of what each is linked to. The kernel answers
 * only which number (ip-netns(8) "nsid") a given namespace has in another. The one with most links is asked about all, and the
 * others first about those that lead to them, which settles nearly every link in one question. `lost` tells
 * the names of interfaces that are linked to one in a namespace that is not among them and does not end.
 */
export function interfacesWithLinks(readings: readonly PlaceReading[]): {
  readonly interfaces: ReadonlyMap<string, NamespaceFacts['interfaces']>;
  lost(): readonly string[];
} {
  const places = readings.map(({ place }) => place);
  const leadingTo = new Map<string, Place[]>();
  const found = new Map<string, NamespaceFacts['interfaces']>();
  const lost: { readonly place: Place; readonly nsid: number; readonly name: string }[] = [];
  const countOf = ({ nsids }: PlaceReading) => new Set(nsids.values()).size;
  for (const { place, network, nsids } of [...readings].sort((a, b) => countOf(b) - countOf(a))) {
    // A negative one is that of a namespace that is being removed.
    const wanted = new Set([...nsids.values()].filter((nsid) => nsid >= 0));
    const ids = namespacesBehind(place, wanted, [...(leadingTo.get(place.id) ?? []), ...places]);
    for (const id of ids.values()) leadingTo.set(id, [...(leadingTo.get(id) ?? []), place]);
    found.set(
      place.id,
      network.interfaces?.map((iface) => {
        const nsid = nsids.get(iface.index);
        if (nsid === undefined || iface.link === undefined) return iface;
        if (wanted.has(nsid) && !ids.has(nsid) && place.netlink !== undefined)
          lost.push({ place, nsid, name: iface.name });
        return { ...iface, link: { ...iface.link, namespace: ids.get(nsid) } };
      }),
    );
  }
  return { interfaces: found, lost: () => lost.filter(isAlive).map(({ name }) => name) };
}

/** One that is being removed keeps its number for a while, but cannot be asked for by it. */
function isAlive({ place, nsid }: { readonly place: Place; readonly nsid: number }): boolean {
  const answer = place.netlink?.get(NETLINK_ROUTE, RTM_GETNSID, nsidRequest(NETNSA_NSID, nsid));
  place.release();
  return answer?.ok === true;
}

function nsidRequest(attribute: number, value: number): Buffer {
  const request = Buffer.alloc(RTGENMSG + 8);
  request.writeUInt16LE(8, RTGENMSG);
  request.writeUInt16LE(attribute, RTGENMSG + 2);
  request.writeInt32LE(value, RTGENMSG + 4);
  return request;
}

/** The id of the namespace behind each of the numbers in `wanted`, as far as it is among `candidates`. */
function namespacesBehind(
  { id, netlink, release }: Place,
  wanted: ReadonlySet<number>,
  candidates: readonly Place[],
): ReadonlyMap<number, string> {
  const ids = new Map<number, string>();
  for (const other of new Set(candidates)) {
    if (ids.size === wanted.size || netlink === undefined) break;
    if (other.id === id || other.fd === undefined) continue;
    const nsid = nsidOf(netlink, other.fd);
    if (nsid !== undefined && wanted.has(nsid)) ids.set(nsid, other.id);
  }
  release();
  return ids;
}

/** What the namespace of `netlink` calls the one that `fd` refers to. */
function nsidOf(netlink: Netlink, fd: number): number | undefined {
  const answer = netlink.get(NETLINK_ROUTE, RTM_GETNSID, nsidRequest(NETNSA_FD, fd));
  const nsids =
    answer.ok &&
    parseAll(answer.messages, (payload) => attributes(payload, RTGENMSG).get(NETNSA_NSID)?.readInt32LE(0));
  const nsid = nsids ? nsids[0] : undefined;
  return nsid === undefined || nsid < 0 ? undefined : nsid;
}
