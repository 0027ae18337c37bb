import type { FirewallFacts } from '../../model/firewall-facts.js';
import type { Gap } from '../../model/gap.js';
import type { MulticastMembership } from '../../model/multicast.js';
import type { OtherFamily } from '../../model/other-socket.js';
import type { RuleReader } from './firewall/rule-reader.js';
import type { Place } from './namespaces/places.js';
import { readMulticast } from './namespaces/read-namespace.js';
import { type Network, readNetwork } from './network/read-network.js';
import { devicesWithSysctls, readSysctls } from './network/read-sysctls.js';
import type { ListedOther } from './sockets/other-families/listed-other.js';
import { type OtherListing, readOtherFamilies } from './sockets/other-families/read-other-families.js';
import type { AccessReader } from './sockets/other-families/unix-access.js';
import type { ProtocolUseReader } from './sockets/read-protocol-use.js';
import { readSockets, type SocketListing, type SocketSource } from './sockets/read-sockets.js';

/** What is in a network namespace, before it is known who holds the sockets. */
export interface PlaceReading {
  readonly place: Place;
  readonly sockets: SocketListing['sockets'];
  readonly otherSockets: readonly ListedOther[] | undefined;
  readonly network: Network;
  /** As in `NetworkReading`. */
  readonly nsids: ReadonlyMap<number, number>;
  readonly sysctls: Readonly<Record<string, string>> | undefined;
  readonly multicast: readonly MulticastMembership[] | undefined;
  /** Without the lists that bind single services. */
  readonly firewall: FirewallFacts | undefined;
  readonly gaps: readonly Gap[];
}

const NO_OTHERS: OtherListing = { sockets: [], gaps: [] };

/** What to read of each namespace. */
export interface PlaceQuestion {
  readonly sources: readonly SocketSource[] | undefined;
  readonly otherFamilies: readonly OtherFamily[];
  /** Who may connect to sockets with a file. */
  readonly access: AccessReader;
  readonly readProtocolUse: ProtocolUseReader;
}

/** `cgroupOf`: the path of the cgroup with an id. */
export async function readPlace(
  place: Place,
  cgroupOf: (id: number) => string | undefined,
  rules: RuleReader,
  { sources, otherFamilies, access, readProtocolUse }: PlaceQuestion,
): Promise<PlaceReading> {
  const { id, io, netlink, enter } = place;
  // Each part enters once for all its calls: every change of namespace costs two of its own.
  const { network, nsids, settings, gaps } = await enter(() => readNetwork(io, netlink, id));
  const interfaces = network.interfaces ?? [];
  const devices = new Map(interfaces.map(({ index, name }) => [index, name]));
  const names = { deviceOf: (index: number) => devices.get(index), cgroupOf };
  const listing = await enter(() => readSockets(io, netlink, names, sources, readProtocolUse));
  // vsock knows no namespaces.
  const families = otherFamilies.filter((family) => place.current || family !== 'vsock');
  const others =
    families.length === 0
      ? NO_OTHERS
      : await enter(() => readOtherFamilies(place, families, access, names.deviceOf));
  const { firewall, gaps: ruleGaps } = await rules.read(place, network.interfaces);
  return enter(() => {
    const { sysctls, gaps: sysctlGaps } = readSysctls(io, devicesWithSysctls(interfaces), {
      told: settings,
      kinds: interfaces.map(({ kind }) => kind),
      sealed: !place.current && isSealed(network, firewall),
    });
    return {
      place,
      sockets: listing.sockets,
      otherSockets: otherFamilies.length === 0 ? undefined : others.sockets,
      network,
      nsids,
      sysctls,
      multicast: readMulticast(io),
      firewall,
      gaps: [...listing.gaps, ...others.gaps, ...gaps, ...sysctlGaps, ...ruleGaps],
    };
  });
}

/** It has nothing but a loopback device, whose packets come with the route that they were sent by, and no rules that know of marks. */
function isSealed({ interfaces, rules }: Network, firewall: FirewallFacts | undefined): boolean {
  return (
    interfaces?.every(({ kind }) => kind === 'loopback') === true &&
    rules?.every(({ mark }) => mark === undefined) === true &&
    firewall?.nft?.nftables.length === 0 &&
    firewall.xtables?.length === 0
  );
}
