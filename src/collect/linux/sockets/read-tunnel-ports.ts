import type { Interface } from '../../../model/facts.js';
import type { HostIo } from '../../host-io.js';
import type { Place } from '../namespaces/places.js';
import { GENERIC_HEADER, genericRequest, readGenericFamilies } from '../netlink/generic-netlink.js';
import { NETLINK_GENERIC, type Netlink } from '../netlink/netlink.js';
import { attributes, parseAll } from '../netlink/netlink-message.js';
import { PROC_NET } from '../system/proc-net.js';
import type { TunnelPorts } from './read-kernel-ports.js';

/** A namespace that can be asked. */
export interface AskedNamespace {
  readonly place: Pick<Place, 'id' | 'io' | 'netlink' | 'release'>;
  readonly network: { readonly interfaces?: readonly Interface[] };
}

/** Ports of tunnels in all of `namespaces`, each read when it is first asked for. */
export function createTunnelPorts(namespaces: readonly AskedNamespace[]): (id: string) => TunnelPorts {
  const devices = namespaces.flatMap(({ network }) => network.interfaces ?? []);
  const wireGuard = new Set(
    devices.flatMap(({ kind, tunnelPort }) =>
      kind === 'wireguard' && tunnelPort !== undefined ? [tunnelPort] : [],
    ),
  );
  const others = new Map<string, ReadonlyMap<number, string>>();
  return (id) => ({
    wireGuard,
    others() {
      const known = others.get(id) ?? otherPorts(namespaces.find(({ place }) => place.id === id));
      others.set(id, known);
      return known;
    },
  });
}

function otherPorts(asked: AskedNamespace | undefined): ReadonlyMap<number, string> {
  if (asked === undefined) return new Map();
  const { io, netlink, release } = asked.place;
  const ports = new Map(readRxrpcPorts(io).map((port) => [port, 'rxrpc']));
  if (netlink !== undefined)
    for (const [port, subsystem] of readGenericPorts(netlink)) ports.set(port, subsystem);
  release();
  return ports;
}

interface PortQuestion {
  readonly family: string;
  readonly command: number;
  readonly subsystem: string;
  /** The attributes around the port, from the outermost. */
  readonly path: readonly number[];
  readonly port: (value: Buffer) => number;
}

const QUESTIONS: readonly PortQuestion[] = [
  // FOU_CMD_GET, FOU_ATTR_PORT of linux/fou.h: ip-fou(8), GUE as well.
  { family: 'fou', command: 3, subsystem: 'fou', path: [1], port: (value) => value.readUInt16BE(0) },
  // TIPC_NL_BEARER_GET, TIPC_NLA_BEARER, TIPC_NLA_BEARER_UDP_OPTS, TIPC_NLA_UDP_LOCAL (a sockaddr) of linux/tipc_netlink.h.
  {
    family: 'TIPCv2',
    command: 4,
    subsystem: 'tipc',
    path: [1, 4, 1],
    port: (value) => value.readUInt16BE(2),
  },
  // IPVS_CMD_GET_DAEMON, IPVS_CMD_ATTR_DAEMON, IPVS_DAEMON_ATTR_MCAST_PORT of linux/ip_vs.h. Asks for CAP_NET_ADMIN.
  {
    family: 'IPVS',
    command: 11,
    subsystem: 'ipvs sync',
    path: [3, 7],
    port: (value) => value.readUInt16LE(0),
  },
];

/** UDP ports of this namespace on which the kernel itself receives, by families of generic netlink: with what they are for. */
export function readGenericPorts(netlink: Netlink): readonly (readonly [port: number, subsystem: string])[] {
  const families = readGenericFamilies(netlink);
  return QUESTIONS.flatMap(({ family: name, command, subsystem, path, port }) => {
    const family = families.get(name);
    if (family === undefined) return [];
    const answer = netlink.dump(NETLINK_GENERIC, family, genericRequest(command));
    const parse = (payload: Buffer) => {
      const value = within(payload, path);
      return value === undefined ? undefined : ([port(value), subsystem] as const);
    };
    return (answer.ok && parseAll(answer.messages, parse)) || [];
  });
}

function within(payload: Buffer, [outermost, ...path]: readonly number[]): Buffer | undefined {
  let value = outermost === undefined ? undefined : attributes(payload, GENERIC_HEADER).get(outermost);
  for (const type of path) value = value && attributes(value, 0).get(type);
  return value;
}

/** The UDP ports of AF_RXRPC sockets, AFS' own among them: no process holds the UDP socket (net/rxrpc/proc.c). */
function readRxrpcPorts(io: HostIo): readonly number[] {
  const text = io.readText(`${PROC_NET}/rxrpc/locals`);
  return text.ok ? [...text.value.matchAll(/^UDP +\S+:(\d+) /gm)].map(([, port]) => Number(port)) : [];
}
