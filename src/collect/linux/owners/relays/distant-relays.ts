import type { Interface, Socket } from '../../../../model/facts.js';
import type { Relay } from '../../../../model/relay.js';
import type { HostIo } from '../../../host-io.js';
import type { Place } from '../../namespaces/places.js';
import { monotonicMs } from '../../system/monotonic-ms.js';
import type { RelayLimit } from './relay-gap.js';
import { createNameReader } from './relay-names.js';
import { isRelay } from './relay-programs.js';
import { countTcpSockets, readTcpClients, type TcpClient } from './tcp-clients.js';

/** Looks for relays of one network namespace that are connected to listeners of another: a reverse proxy in a container. */
export interface DistantRelayReader {
  /** Finds such connections; the inodes whose holders are asked for. */
  begin(readings: readonly ReadPlace[]): readonly number[];
  /** The relays among those that hold them, by the namespace of the listener. */
  read(holdersOf: (inode: number) => readonly number[]): ReadonlyMap<string, readonly Relay[]>;
  /** What the last reading left out. */
  limits(): readonly RelayLimit[];
}

/** What is known of a namespace by then. */
export interface ReadPlace {
  readonly place: Pick<Place, 'id' | 'current' | 'pids' | 'io' | 'netlink' | 'enter' | 'release'>;
  readonly sockets: readonly Pick<Socket, 'protocol' | 'family' | 'address' | 'port'>[];
  readonly network: { readonly interfaces?: readonly Interface[] };
}

/**
 * To ask a namespace for its connections takes half a millisecond, and another for each thousand or two of all namespaces. So many
 * are asked as take that long, or a few where each takes longer; first those of whose processes the first are relays.
 */
const ASKING_MS = 64;
const ONE_MS = 0.5;
const SOCKETS_IN_ONE_MS = 1500;
const FEW_PLACES = 8;
/** To ask a process for its name takes 15 µs. */
const MOST_PROCESSES = 2000;
const ASK_AGAIN_MS = 10_000;

interface DistantClient extends TcpClient {
  /** The namespace of the listener. */
  readonly namespace: string;
}

export function createDistantRelayReader(io: HostIo, now: () => number = monotonicMs): DistantRelayReader {
  const nameOf = createNameReader(io, now);
  let asked:
    | {
        readonly key: string;
        readonly until: number;
        readonly clients: readonly DistantClient[];
        readonly limits: readonly RelayLimit[];
      }
    | undefined;
  return {
    begin(readings) {
      const others = readings.filter(({ place }) => place.netlink !== undefined);
      if (readings.length < 2 || others.length === 0) {
        asked = undefined;
        return [];
      }
      const listening = readings.map(({ place, sockets }) => ({ id: place.id, ports: portsOf(sockets) }));
      const key = [others.map(({ place }) => place.id), ...listening.flatMap(({ ports }) => ports)].join(' ');
      const time = now();
      if (asked?.key !== key || time >= asked.until) {
        const { asking, limits } = placesWithConnections(others);
        const clients = distantClients(asking, listening, placeByAddress(readings));
        asked = { key, until: time + ASK_AGAIN_MS, clients, limits };
      }
      return asked.clients.map(({ inode }) => inode);
    },
    read(holdersOf) {
      const found = new Map<string, Map<string, Relay>>();
      for (const { inode, namespace, address, port } of asked?.clients ?? []) {
        const here = found.get(namespace) ?? new Map<string, Relay>();
        for (const pid of holdersOf(inode))
          if (isRelay(nameOf(pid)))
            here.set(`${pid} ${address} ${port}`, { pid, address, port, seen: 'connected' });
        found.set(namespace, here);
      }
      return new Map([...found].map(([id, relays]) => [id, [...relays.values()]]));
    },
    limits: () => asked?.limits ?? [],
  };

  function placesWithConnections(readings: readonly ReadPlace[]): {
    readonly asking: readonly Asking[];
    readonly limits: readonly RelayLimit[];
  } {
    const limits: RelayLimit[] = [];
    const counted = readings.flatMap(({ place, sockets }) => {
      const { inUse, allocated, isFew, tooMany } = place.enter(() => countTcpSockets(place.io));
      const families = FAMILIES.filter(
        (family) =>
          inUse[family] >
          sockets.filter((socket) => socket.protocol === 'tcp' && socket.family === family).length,
      );
      if (tooMany && families.length > 0) limits.push('connections');
      return isFew && families.length > 0 ? [{ place, families, allocated }] : [];
    });
    const takes = ONE_MS + (counted[0]?.allocated ?? 0) / SOCKETS_IN_ONE_MS;
    const most = Math.max(FEW_PLACES, Math.floor(ASKING_MS / takes));
    if (counted.length <= most) return { asking: counted, limits };
    let left = MOST_PROCESSES;
    const isLikely = ({ place: { current, pids = [] } }: Asking) => {
      left -= pids.length;
      return current || (left >= 0 && pids.some((pid) => isRelay(nameOf(pid))));
    };
    const likely = new Set(counted.filter(isLikely));
    const asking = [...likely, ...counted.filter((each) => !likely.has(each))].slice(0, most);
    return { asking, limits: [...limits, 'namespaces'] };
  }
}

const FAMILIES = ['ipv4', 'ipv6'] as const;

interface Asking extends Pick<ReadPlace, 'place'> {
  /** Those of which it has more sockets than listen. */
  readonly families: readonly (typeof FAMILIES)[number][];
}

type Listening = readonly { readonly id: string; readonly ports: readonly number[] }[];

function distantClients(
  asking: readonly Asking[],
  listening: Listening,
  placeOf: ReadonlyMap<string, string | undefined>,
): readonly DistantClient[] {
  const portsIn = new Map(listening.map(({ id, ports }) => [id, new Set(ports)]));
  return asking.flatMap(({ place: { id, netlink, release }, families }) => {
    if (netlink === undefined) return [];
    const ports = new Set(listening.flatMap((other) => (other.id === id ? [] : other.ports)));
    const clients = readTcpClients(netlink, [...ports], families);
    release();
    return clients.flatMap((client) => {
      const namespace = placeOf.get(client.address);
      const isListener = namespace !== undefined && portsIn.get(namespace)?.has(client.port) === true;
      return isListener && namespace !== id ? [{ ...client, namespace }] : [];
    });
  });
}

/** Which namespace has an address; undefined where several have it. */
function placeByAddress(readings: readonly ReadPlace[]): ReadonlyMap<string, string | undefined> {
  const places = new Map<string, string | undefined>();
  for (const { place, network } of readings)
    for (const { addresses } of network.interfaces ?? [])
      for (const { address } of addresses)
        if (!isLocalOnly(address)) places.set(address, places.has(address) ? undefined : place.id);
  return places;
}

function isLocalOnly(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || /^fe80:/i.test(address);
}

function portsOf(sockets: ReadPlace['sockets']): readonly number[] {
  const ports = sockets
    .filter(({ protocol, address, port }) => protocol === 'tcp' && port > 0 && !isLocalOnly(address))
    .map(({ port }) => port);
  return [...new Set(ports)].sort((a, b) => a - b);
}
