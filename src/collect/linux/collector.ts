import type { Facts } from '../../model/facts.js';
import type { Gap } from '../../model/gap.js';
import type { HostIo } from '../host-io.js';
import type { CollectOptions } from './collect.js';
import { createRuleReader } from './firewall/rule-reader.js';
import { interfacesWithLinks } from './namespaces/link-namespaces.js';
import { searchAll, searchCurrent } from './namespaces/namespace-search.js';
import { inOrder, type Place } from './namespaces/places.js';
import { seesAllProcesses } from './namespaces/read-namespace.js';
import { openNetlink } from './netlink/netlink.js';
import { assignOwners, inodesOf, ownerGaps, walkGap, withHolders } from './owners/assign-owners.js';
import { createUserNetworks } from './owners/guests/user-networks.js';
import { createVirtualMachines } from './owners/guests/virtual-machines.js';
import { createHolderIdentifier, holdersAmong } from './owners/identify-holders.js';
import { createOwnerIndex } from './owners/owner-index.js';
import { createCgroupPaths } from './owners/read-cgroup-path.js';
import { readHost } from './read-host.js';
import { type PlaceQuestion, type PlaceReading, readPlace } from './read-place.js';
import { createAccessReader } from './sockets/other-families/unix-access.js';
import { kernelPorts, readKernelServices } from './sockets/read-kernel-ports.js';
import { createProtocolUseReader } from './sockets/read-protocol-use.js';
import { createTunnelPorts } from './sockets/read-tunnel-ports.js';
import { isDoneWithin } from './system/done-within.js';
import { inTurns } from './system/in-turns.js';
import { loadLibc } from './system/libc.js';

/** Reads network namespaces, again and again: what did not change is not read twice. */
export interface LinuxCollector {
  collect(): Promise<Facts>;
  /** Closes the descriptors that it keeps. */
  close(): void;
}

/** How many namespaces have programs run in them at a time, to list their rules. */
const AT_A_TIME = 4;

export function createLinuxCollector(io: HostIo, options: CollectOptions = {}): LinuxCollector {
  const libc = loadLibc();
  const netlink = libc === undefined ? undefined : openNetlink(libc);
  const cgroups = libc === undefined ? undefined : createCgroupPaths(io, libc);
  const search = options.namespaces === 'all' ? searchAll(io, libc) : searchCurrent(io, libc);
  const owners = createOwnerIndex(search.descriptors);
  const holders = createHolderIdentifier(io, options.askRuntime);
  const rules = createRuleReader(io, libc, options.readFirewall);
  const host = readHost(io);
  const withUserNetworks = createUserNetworks(io);
  const withVirtualMachines = createVirtualMachines(io);
  let walk = Promise.resolve();

  const readPlaces = (places: readonly Place[], question: PlaceQuestion) =>
    inTurns(places, AT_A_TIME, async (place) => {
      const reading = await readPlace(place, (id) => cgroups?.pathOf(id), rules, question);
      place.release();
      if (!place.current) await options.pause?.();
      return reading;
    });

  /** Whether the walk came to its end in time. */
  const findOwners = (readings: readonly PlaceReading[], others: readonly number[]) => {
    const listed = readings.flatMap(({ sockets, otherSockets = [] }) => [...sockets, ...otherSockets]);
    const inodes = new Set([...inodesOf(listed), ...others]);
    walk = walk.catch(() => {}).then(() => owners.update(inodes, options.pause));
    return isDoneWithin(walk, options.ownersWithin);
  };

  return {
    async collect() {
      const capturedAt = io.now().toISOString();
      const places = search.open(netlink);
      try {
        rules.begin();
        const { sources, otherFamilies = [] } = options;
        const question = {
          sources,
          otherFamilies,
          access: createAccessReader(io),
          readProtocolUse: createProtocolUseReader(),
        };
        let readings = await readPlaces(places.first, question);
        const further = holders.begin(readings, netlink);
        let walked = await findOwners(readings, further);
        const late = walked ? await readPlaces(places.openLate(), question) : [];
        if (late.length > 0) {
          readings = [...readings, ...late].sort((a, b) => inOrder(a.place, b.place));
          walked = await findOwners(readings, further);
        }
        const { interfaces: linked, lost } = interfacesWithLinks(readings);
        const interfaces = withVirtualMachines(
          withUserNetworks(linked),
          readings.map(({ place }) => place),
        );
        const services = readKernelServices(io);
        const tunnels = createTunnelPorts(readings);
        const owned = readings.map((reading) => {
          const { place, network } = reading;
          const ports = kernelPorts(services, network.interfaces ?? [], tunnels(place.id));
          return {
            reading,
            sockets: assignOwners(reading.sockets, owners, ports, walked),
            otherSockets: reading.otherSockets?.map((socket) => withHolders(socket, owners, walked)),
          };
        });
        const sockets = owned.flatMap((each) => each.sockets);
        const others = owned.flatMap(({ otherSockets }) => otherSockets ?? []);
        const found = await holders.identify(readings, sockets, others, owners);

        rules.retain(new Set(interfaces.keys()));
        const listGaps: Gap[] = [];
        const namespaces = await inTurns(owned, AT_A_TIME, async ({ reading, sockets, otherSockets }) => {
          const { place, network, sysctls, multicast, firewall } = reading;
          const { id, current, name, pids, mounts } = place;
          const completed =
            firewall && (await rules.complete(id, firewall, sockets, holdersAmong(found.processes, sockets)));
          listGaps.push(...(completed?.gaps ?? []).map((gap) => ({ ...gap, namespace: id })));
          return {
            id,
            current,
            name:
              isGenerated(name) && found.namesIn.get(id)?.length
                ? undefined
                : (name ?? found.unitsIn.get(id)),
            containers: found.namesIn.get(id) ?? [],
            pids,
            mounts,
            sockets,
            otherSockets,
            relays: found.relays.get(id),
            ...network,
            interfaces: interfaces.get(id),
            sysctls,
            multicast,
            firewall: completed?.firewall,
          };
        });
        return {
          format: 1,
          capturedAt,
          collector: 'linux',
          host,
          namespaces,
          processes: found.processes,
          containers: found.containers,
          activations: found.activations,
          gaps: [
            ...readings.flatMap(({ place, gaps }) => gaps.map((gap) => ({ ...gap, namespace: place.id }))),
            ...listGaps,
            ...(walked ? ownerGaps(sockets, seesAllProcesses(io), io.uid) : [walkGap(sockets)]),
            ...found.gaps,
            ...places.gaps(lost()),
          ],
        };
      } finally {
        places.close();
      }
    },
    close() {
      netlink?.close();
      cgroups?.close();
      search.descriptors.close?.();
    },
  };
}

/** A name that podman (netns-…) or a CNI plugin (cni-…) made up and that is another one after the next start. */
function isGenerated(name: string | undefined): boolean {
  return /^(netns|cni)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name ?? '');
}
