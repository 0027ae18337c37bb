import type { Interface } from '../../../model/facts.js';
import type { HostIo } from '../../host-io.js';
import type { Place } from '../namespaces/places.js';
import {
  GENERIC_HEADER,
  genericRequest,
  NETLINK_GENERIC,
  numberAttribute,
  readGenericFamilies,
} from '../netlink/generic-netlink.js';
import type { Netlink } from '../netlink/netlink.js';
import { attributes, parseAll } from '../netlink/netlink-message.js';
import { PROC_NET } from '../system/proc-net.js';
import type { TunnelPorts, WireGuardPort } from './read-kernel-ports.js';

/** A namespace that can be asked. */
export interface AskedNamespace {
  readonly place: Pick<Place, 'id' | 'io' | 'netlink' | 'release'>;
  readonly network: { readonly interfaces?: readonly Interface[] };
}

/** Ports of tunnels in all of `namespaces`, each read when it is first asked for. */
export function createTunnelPorts(namespaces: readonly AskedNamespace[]): (id: string) => TunnelPorts {
  let wireGuards: readonly WireGuardPort[] | undefined;
  const others = new Map<string, ReadonlyMap<number, string>>();
  return (id) => ({
    wireGuard() {
      wireGuards ??= namespaces.flatMap(wireGuardPorts);
      return wireGuards;
    },
    others() {
      const known = others.get(id) ?? otherPorts(namespaces.find(({ place }) => place.id === id));
      others.set(id, known);
      return known;
    },
  });
}

function wireGuardPorts({ place, network }: AskedNamespace): readonly WireGuardPort[] {
  const { id, netlink } = place;
  const devices = network.interfaces?.filter(({ kind }) => kind === 'wireguard') ?? [];
  if (netlink === undefined || devices.length === 0) return [];
  const ports = devices.map(({ name, index }) => ({
    namespace: id,
    interface: name,
    port: readWireGuardPort(netlink, index),
  }));
  place.release();
  return ports;
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

/** linux/wireguard.h. */
const WG_CMD_GET_DEVICE = 0;
const WGDEVICE_A_IFINDEX = 1;
const WGDEVICE_A_LISTEN_PORT = 6;

const MESSAGE_HEADER = 16;
/** As far as the port, which is the first that wg_get_device_dump of drivers/net/wireguard/netlink.c writes. */
const WITHOUT_KEYS = MESSAGE_HEADER + GENERIC_HEADER + 8;

/**
 * The UDP port of a WireGuard interface of this namespace; undefined where it may not be read (CAP_NET_ADMIN). The kernel's answer
 * has the interface's private key further on: of that part nothing is taken.
 */
export function readWireGuardPort(netlink: Netlink, index: number): number | undefined {
  const family = readGenericFamilies(netlink).get('wireguard');
  if (family === undefined) return undefined;
  const request = genericRequest(WG_CMD_GET_DEVICE, numberAttribute(WGDEVICE_A_IFINDEX, index));
  const answer = netlink.head(NETLINK_GENERIC, family, request, WITHOUT_KEYS);
  return answer === undefined ? undefined : parseWireGuardPort(answer, family);
}

/** `answer`: the first bytes of the first message. */
export function parseWireGuardPort(answer: Buffer, family: number): number | undefined {
  if (answer.length < WITHOUT_KEYS || answer.readUInt16LE(4) !== family) return undefined;
  const at = MESSAGE_HEADER + GENERIC_HEADER;
  const isPort = answer.readUInt16LE(at) === 6 && answer.readUInt16LE(at + 2) === WGDEVICE_A_LISTEN_PORT;
  return isPort ? answer.readUInt16LE(at + 4) : undefined;
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
