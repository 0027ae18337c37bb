import type { Interface, Socket } from '../../../../model/facts.js';
import type { Relay } from '../../../../model/relay.js';
import type { HostIo } from '../../../host-io.js';
import type { Place } from '../../namespaces/places.js';
import { monotonicMs } from '../../system/monotonic-ms.js';
import { createNameReader } from './relay-names.js';
import { isRelay } from './relay-programs.js';
import { hasFewConnections, readTcpClients, type TcpClient } from './tcp-clients.js';

/** Looks for relays of one network namespace that are connected to listeners of another: a reverse proxy in a container. */
export interface DistantRelayReader {
  /** Finds such connections; the inodes whose holders are asked for. */
  begin(readings: readonly ReadPlace[]): readonly number[];
  /** The relays among those that hold them, by the namespace of the listener. */
  read(holdersOf: (inode: number) => readonly number[]): ReadonlyMap<string, readonly Relay[]>;
}

/** What is known of a namespace by then. */
export interface ReadPlace {
  readonly place: Pick<Place, 'id' | 'current' | 'pids' | 'io' | 'netlink' | 'enter' | 'release'>;
  readonly sockets: readonly Pick<Socket, 'protocol' | 'address' | 'port'>[];
  readonly network: { readonly interfaces?: readonly Interface[] };
}

/** To ask a process for its name takes 15 µs, a namespace for its connections a millisecond or some. */
const MOST_PROCESSES = 2000;
const MOST_PLACES = 8;
const ASK_AGAIN_MS = 10_000;

interface DistantClient extends TcpClient {
  /** The namespace of the listener. */
  readonly namespace: string;
}

export function createDistantRelayReader(io: HostIo): DistantRelayReader {
  const nameOf = createNameReader(io);
  let asked:
    | { readonly key: string; readonly until: number; readonly clients: readonly DistantClient[] }
    | undefined;
  return {
    begin(readings) {
      const listening = readings.map(({ place, sockets }) => ({ id: place.id, ports: portsOf(sockets) }));
      const asking = listening.length < 2 ? [] : placesOfRelays(readings);
      if (asking.length === 0) {
        asked = undefined;
        return [];
      }
      const key = [asking.map(({ place }) => place.id), ...listening.flatMap(({ ports }) => ports)].join(' ');
      const now = monotonicMs();
      if (asked?.key !== key || now >= asked.until)
        asked = {
          key,
          until: now + ASK_AGAIN_MS,
          clients: distantClients(asking, listening, placeByAddress(readings)),
        };
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
  };

  function placesOfRelays(readings: readonly ReadPlace[]): readonly ReadPlace[] {
    let left = MOST_PROCESSES;
    const found = readings.filter(({ place: { current, pids = [], netlink } }) => {
      // Of this thread's, which may be everybody's, only a few processes are known by now.
      if (netlink === undefined || current) return netlink !== undefined;
      if (pids.length > left) return false;
      left -= pids.length;
      return pids.some((pid) => isRelay(nameOf(pid)));
    });
    return found.slice(0, MOST_PLACES);
  }
}

type Listening = readonly { readonly id: string; readonly ports: readonly number[] }[];

function distantClients(
  asking: readonly ReadPlace[],
  listening: Listening,
  placeOf: ReadonlyMap<string, string | undefined>,
): readonly DistantClient[] {
  const portsIn = new Map(listening.map(({ id, ports }) => [id, new Set(ports)]));
  return asking.flatMap(({ place: { id, io, netlink, enter, release } }) => {
    if (netlink === undefined || !enter(() => hasFewConnections(io))) return [];
    const ports = new Set(listening.flatMap((other) => (other.id === id ? [] : other.ports)));
    const clients = readTcpClients(netlink, [...ports]);
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
