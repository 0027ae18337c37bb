import type { Facts, Process, Socket } from '../../../model/facts.js';
import type { Gap } from '../../../model/gap.js';
import type { Relay } from '../../../model/relay.js';
import type { HostIo } from '../../host-io.js';
import type { Netlink } from '../netlink/netlink.js';
import type { PlaceReading } from '../read-place.js';
import { createActivationReader } from './activation/activation-reader.js';
import { readHolders } from './assign-owners.js';
import type { AskRuntime } from './containers/ask-runtime.js';
import { createContainerReader } from './containers/container-reader.js';
import { nameContainers } from './containers/name-containers.js';
import type { OwnerIndex } from './owner-index.js';
import { parseUptimeTicks } from './parse-proc-pid.js';
import { createProcessReader, type ProcessReader } from './read-process.js';
import { createDistantRelayReader } from './relays/distant-relays.js';
import { relayGaps } from './relays/relay-gap.js';
import { createRelayReader } from './relays/relay-reader.js';
import { unitOfNamespace } from './unit-of-namespace.js';

/** Finds out what the holders of sockets are, and for whom they hold them. */
export interface HolderIdentifier {
  /** Of what has been read; the inodes of further sockets, whose holders are looked for as well. */
  begin(readings: readonly PlaceReading[], netlink: Netlink | undefined): readonly number[];
  identify(
    readings: readonly PlaceReading[],
    sockets: readonly Socket[],
    others: readonly Pick<Socket, 'pids'>[],
    owners: OwnerIndex,
  ): Promise<IdentifiedHolders>;
}

export interface IdentifiedHolders extends Pick<Facts, 'processes' | 'containers' | 'activations'> {
  /** Names of the containers that each namespace was made for, by its id. */
  readonly namesIn: ReadonlyMap<string, readonly string[]>;
  /** The service of each namespace that no container has and nobody gave a name. */
  readonly unitsIn: ReadonlyMap<string, string>;
  /** By the id of the namespace of what they hand on to. */
  readonly relays: ReadonlyMap<string, readonly Relay[]>;
  readonly gaps: readonly Gap[];
}

export function createHolderIdentifier(io: HostIo, askRuntime: AskRuntime | undefined): HolderIdentifier {
  const processes = createProcessReader(io);
  const activations = createActivationReader(io);
  const containers = createContainerReader(io, askRuntime);
  const relays = createRelayReader(io);
  const distant = createDistantRelayReader(io);
  let begun = 0;
  return {
    begin(readings, netlink) {
      const uptime = io.readText('/proc/uptime');
      begun = (uptime.ok ? parseUptimeTicks(uptime.value) : undefined) ?? 0;
      return [
        ...containers.begin(),
        ...relays.begin(readings.find(({ place }) => place.current)?.sockets ?? [], netlink),
        ...distant.begin(readings),
      ];
    },
    async identify(readings, sockets, others, owners) {
      const holdersOf = (inode: number) => owners.pidsOf(inode);
      // While the holders are still being looked for, those of the reading before stand in.
      const since = sockets.every(({ pidsComplete }) => pidsComplete) ? begun : 0;
      const home = readings.find(({ place }) => place.current)?.place.id;
      const relaying = new Map(distant.read(holdersOf));
      if (home !== undefined)
        relaying.set(home, [
          ...relays.read(owners.pids(), [...new Set(sockets.flatMap(({ pids }) => pids))], holdersOf),
          ...(relaying.get(home) ?? []),
        ]);
      const relayPids = [...relaying.values()].flatMap((each) => each.map(({ pid }) => pid));
      const held = [...sockets, ...others, { pids: relayPids }];
      const named = await nameContainers({
        processes,
        holders: readHolders(held, processes, owners, since),
        places: readings.map(({ place }) => place),
        reader: containers,
        holdersOf,
        namespacesOf: (pid) => namespacesOf(io, pid),
      });
      const activated = await activations.read(sockets, holdersAmong(named.holders, sockets));
      return {
        processes: named.holders,
        containers: named.containers,
        activations: activated.activations,
        namesIn: named.namesIn,
        unitsIn: unitsIn(readings, named.namesIn, processes),
        relays: relaying,
        gaps: [...named.gaps, ...activated.gaps, ...relayGaps([...relays.limits(), ...distant.limits()])],
      };
    },
  };
}

/** Those of `processes` that hold one of `sockets`. */
export function holdersAmong(
  processes: readonly Process[],
  sockets: readonly Pick<Socket, 'pids'>[],
): readonly Process[] {
  const pids = new Set(sockets.flatMap((socket) => socket.pids));
  return processes.filter(({ pid }) => pids.has(pid));
}

function unitsIn(
  readings: readonly PlaceReading[],
  containers: ReadonlyMap<string, readonly string[]>,
  processes: ProcessReader,
): ReadonlyMap<string, string> {
  const unnamed = readings.filter(
    ({ place }) => place.name === undefined && (containers.get(place.id) ?? []).length === 0,
  );
  return new Map(
    unnamed.flatMap(({ place }) => {
      const unit = unitOfNamespace(place, processes);
      return unit === undefined ? [] : [[place.id, unit] as const];
    }),
  );
}

function namespacesOf(io: HostIo, pid: number): ReadonlySet<string> {
  const threads = io.listDir(`/proc/${pid}/task`);
  const links = threads.ok
    ? threads.value.map((thread) => io.readLink(`/proc/${pid}/task/${thread}/ns/net`))
    : [];
  return new Set(links.flatMap((link) => (link.ok ? link.value : [])));
}
