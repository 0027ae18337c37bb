import type { Interface } from '../../../model/facts.js';
import {
  GENERIC_HEADER,
  genericRequest,
  NETLINK_GENERIC,
  numberAttribute,
  readGenericFamilies,
} from '../netlink/generic-netlink.js';
import type { Netlink } from '../netlink/netlink.js';
import { attributes, parseAll } from '../netlink/netlink-message.js';
import type { TunnelPorts, WireGuardPort } from './read-kernel-ports.js';

/** A namespace that can be asked. */
export interface AskedNamespace {
  readonly place: { readonly id: string; readonly netlink: Netlink | undefined; release(): void };
  readonly network: { readonly interfaces?: readonly Interface[] };
}

/** Ports of tunnels in all of `namespaces`, each read when it is first asked for. */
export function createTunnelPorts(namespaces: readonly AskedNamespace[]): (id: string) => TunnelPorts {
  let wireGuards: readonly WireGuardPort[] | undefined;
  const fou = new Map<string, readonly number[]>();
  return (id) => ({
    wireGuard() {
      wireGuards ??= namespaces.flatMap(wireGuardPorts);
      return wireGuards;
    },
    fou() {
      const known = fou.get(id) ?? fouPorts(namespaces.find(({ place }) => place.id === id));
      fou.set(id, known);
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

function fouPorts(asked: AskedNamespace | undefined): readonly number[] {
  if (asked?.place.netlink === undefined) return [];
  const ports = readFouPorts(asked.place.netlink);
  asked.place.release();
  return ports;
}

/** linux/wireguard.h. */
const WG_CMD_GET_DEVICE = 0;
const WGDEVICE_A_IFINDEX = 1;
const WGDEVICE_A_LISTEN_PORT = 6;
/** linux/fou.h. */
const FOU_CMD_GET = 3;
const FOU_ATTR_PORT = 1;

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

/** The UDP ports of this namespace on which the kernel takes packets within packets (ip-fou(8), GUE as well). */
export function readFouPorts(netlink: Netlink): readonly number[] {
  const family = readGenericFamilies(netlink).get('fou');
  if (family === undefined) return [];
  const answer = netlink.dump(NETLINK_GENERIC, family, genericRequest(FOU_CMD_GET));
  const parse = (payload: Buffer) => attributes(payload, GENERIC_HEADER).get(FOU_ATTR_PORT)?.readUInt16BE(0);
  return (answer.ok && parseAll(answer.messages, parse)) || [];
}
