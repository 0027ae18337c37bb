import type { Interface, NamespaceFacts } from '../model/facts.js';
import type { Audience } from '../model/listener.js';

/** Kinds that rtnetlink gives to the near end of a tunnel. */
const TUNNEL_KINDS = new Set([
  ...['wireguard', 'tun', 'ppp', 'xfrm', 'vti', 'vti6', 'gre', 'gretap', 'ip6gre', 'ip6gretap'],
  ...['ipip', 'ip6tnl', 'sit', 'ipvti', 'l2tp', 'ovpn', 'amneziawg'],
]);
/** ppp and tunnels that give no IFLA_INFO_KIND: ARPHRD_PPP, _TUNNEL, _TUNNEL6, _SIT, _IPGRE, _IP6GRE. */
const TUNNEL_TYPES = new Set([512, 768, 769, 776, 778, 823]);
const TUNNEL_NAMES = /^(tailscale|wg|tun|ppp|utun|ipsec|zt|nebula)\d*/;

/** Bridges that container and machine managers make under these names. */
const CONTAINER_BRIDGES =
  /^(docker|docker_gwbridge|br-[0-9a-f]{12}$|virbr|cni|podman|lxdbr|lxcbr|incusbr|nerdctl|cbr\d|kube-bridge|vmbr-nat)/;
/** What containers and machines are plugged in by. */
const GUEST_PORT_KINDS = new Set(['veth', 'tun', 'tap', 'macvtap']);

/**
 * Who stands behind an interface: the audience of its on-link neighbours. `lo` is this host, and so is a VRF, whose neighbours are
 * those of its ports; tunnels are the VPN; bridges whose ports all lead to guests (or made by a container manager) and the tap of a
 * rootless container are containers; everything else the local network.
 * A bridge with a port that is no guest's, or with the default route, is a way out of the machine.
 */
export function interfaceAudience(iface: Interface, namespace: NamespaceFacts): Audience {
  if (iface.kind === 'loopback' || iface.name === 'lo' || iface.vrfTable !== undefined) return 'this-host';
  if (iface.kind === 'bridge') return bridgeAudience(iface, namespace);
  if (iface.master !== undefined) {
    const master = namespace.interfaces?.find(({ name }) => name === iface.master);
    if (master?.kind === 'bridge') return bridgeAudience(master, namespace);
  }
  // Nobody but the program that holds its other end sends anything by it.
  if (iface.userNetwork !== undefined) return 'containers';
  return isTunnel(iface) ? 'vpn' : 'local-network';
}

/** `interfaceAudience` of every interface of the namespace, by name. */
export function interfaceAudiences(namespace: NamespaceFacts): ReadonlyMap<string, Audience> {
  return new Map(
    (namespace.interfaces ?? []).map((iface) => [iface.name, interfaceAudience(iface, namespace)]),
  );
}

function isTunnel({ kind, type, name }: Interface): boolean {
  if (TUNNEL_KINDS.has(kind)) return true;
  if (type !== undefined && TUNNEL_TYPES.has(type)) return true;
  // Systems without rtnetlink tell no kind; there the name is all there is.
  return (kind === 'physical' || kind === 'unknown') && TUNNEL_NAMES.test(name);
}

function bridgeAudience(bridge: Interface, namespace: NamespaceFacts): Audience {
  const ports = (namespace.interfaces ?? []).filter(({ master }) => master === bridge.name);
  const leadsOut =
    ports.some(({ kind }) => !GUEST_PORT_KINDS.has(kind)) ||
    (namespace.routes ?? []).some(
      ({ destination, device }) => device === bridge.name && /\/0$/.test(destination),
    );
  if (leadsOut) return 'local-network';
  return CONTAINER_BRIDGES.test(bridge.name) || ports.length > 0 ? 'containers' : 'local-network';
}
