import { formatAddress, parseAddress } from '../../net/address.js';
import { type AddressSet, type Bound, contains, type IpFamily, unionAll } from '../../net/address-set.js';
import { parseCidr, prefixSet, width } from '../../net/cidr.js';
import { special } from '../../net/special.js';
import { LIMITED_BROADCAST } from '../routing/group-address.js';
import type { Ingress } from '../routing/ingress.js';
import type { Network } from '../routing/network.js';
import type { Stack } from '../topology/stack.js';
import type { HookRunner } from '../world.js';
import { type FilteredSources, filteredSources } from './source-filters.js';

/** Broadcast addresses, or multicast groups that an interface joined, of which one speaks for all. */
export interface GroupTarget {
  readonly destinations: AddressSet;
  readonly sample: Bound;
  /** Equal for targets by alike ways in that get the same answers. */
  readonly likeness: string;
  /** No router passes on what is sent there. */
  readonly onLink: boolean;
  /** Their zone: groups of one link are named with it. */
  readonly zone?: string;
  /** Of multicast groups: who joined them; nobody but the kernel, or sockets too as far as that is known. */
  readonly joinedBy?: 'kernel' | 'sockets';
  /** Of multicast groups: the sources that some who joined them filter. */
  readonly filter?: FilteredSources;
}

/** What sockets bound to a wildcard hear besides the addresses of this host, of packets that come in by `ingress`. */
export function groupTargets(
  { network, namespace }: Stack,
  runner: HookRunner,
  ingress: Ingress,
  family: IpFamily,
): readonly GroupTarget[] {
  if (ingress.name === 'lo') return [];
  const broadcasts = family === 'ipv4' ? broadcastsOf(network, ingress) : [];
  const devices = [ingress.name, ingress.vrf];
  const joined = (namespace.multicast ?? []).flatMap((member) => {
    const value = member.family === family ? parseAddress(member.group)?.value : undefined;
    if (value === undefined || !devices.includes(member.device) || contains(NODE_LOCAL, value)) return [];
    const byKernel = member.users === 1 && KERNELS_GROUPS.has(member.group);
    const filter = filteredSources(member);
    const filters = filter === undefined ? '' : JSON.stringify([member.users, member.filters]);
    return [{ value, joinedBy: byKernel ? ('kernel' as const) : ('sockets' as const), filter, filters }];
  });
  const parts = new Map<string, Omit<GroupTarget, 'destinations'> & { values: Bound[] }>();
  for (const { value, joinedBy, filter, filters } of [
    ...broadcasts.map((value) => ({ value, joinedBy: undefined, filter: undefined, filters: '' })),
    ...joined,
  ]) {
    const onLink = staysOnLink(family, value);
    const isOwn =
      family === 'ipv4' && network.fib.ipv4.lookup({ iif: 'lo' }, value).devices[0] === ingress.name;
    const kind = `${joinedBy} ${onLink} ${isOwn} ${value === LIMITED_BROADCAST}${filters}`;
    const likeness = `group ${kind} ${runner.addressClass(family, value)}`;
    const part = parts.get(likeness);
    if (part !== undefined) part.values.push(value);
    else {
      const zone = onLink && family === 'ipv6' ? ingress.name : undefined;
      parts.set(likeness, { sample: value, likeness, onLink, zone, joinedBy, filter, values: [value] });
    }
  }
  return [...parts.values()].map(({ values, ...part }) => ({
    ...part,
    destinations: unionAll(
      family,
      values.map((value) => prefixSet(family, value, width(family))),
    ),
  }));
}

/** 255.255.255.255, and the broadcast addresses of all networks of this host: it takes them whatever way they come in. */
function broadcastsOf({ fib, broadcastRoutes }: Network, { name, vrf }: Ingress): readonly Bound[] {
  const own = broadcastRoutes.filter(
    (value) =>
      !contains(special('ipv4', 'loopback'), value) &&
      fib.ipv4.lookup({ iif: vrf ?? name }, value).type === 'broadcast',
  );
  return [LIMITED_BROADCAST, ...own.filter((value) => value !== LIMITED_BROADCAST)];
}

/** True for what no router passes on: groups of one link (RFC 5771 §4, RFC 4291 §2.7) and broadcasts (RFC 2644). */
export function staysOnLink(family: IpFamily, group: Bound): boolean {
  if (family === 'ipv6') return /^ff.[12]:/.test(formatAddress(family, group));
  return !contains(special('ipv4', 'multicast'), group) || contains(LOCAL_CONTROL, group);
}

/** 224.0.0.0/24. */
const LOCAL_CONTROL: AddressSet = prefixSet('ipv4', 0xe0000000, 24);

/** ff01::/16, which means nothing beyond one host (RFC 4291 §2.7). */
const NODE_LOCAL = parseCidr('ff01::/16') as AddressSet;

/** What every interface joins by itself, and every bridge that looks into IGMP. */
const KERNELS_GROUPS: ReadonlySet<string> = new Set(['224.0.0.1', '224.0.0.106']);
