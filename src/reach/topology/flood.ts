import type { BridgeVlan } from '../../model/bridge-port.js';
import type { Interface } from '../../model/facts.js';

/** A device of some namespace, with those that frames pass to from it. */
export interface LinkNode {
  readonly namespace: string;
  readonly iface: Interface;
  /** What it is linked to: the other end of a veth, what a VLAN or macvlan device sits on. */
  readonly linked: LinkNode | undefined;
  /** The bridge, bond or team that it is a port of. */
  readonly master: LinkNode | undefined;
  readonly ports: LinkNode[];
  /** VLAN, macvlan and ipvlan devices that sit on it. */
  readonly above: LinkNode[];
}

/** Where a frame gets to that a device sends to everybody. */
export interface Flooded {
  /** Devices whose stacks take it. */
  readonly ends: ReadonlySet<LinkNode>;
  /** It also leaves by a device whose other end was not looked at: a network card, a virtual machine's tap. */
  readonly open: boolean;
  readonly bridges: ReadonlySet<LinkNode>;
  /** Bridges that it crosses with a tag on it. */
  readonly tagged: ReadonlySet<LinkNode>;
  /** Bridges of which it is not known which VLANs they pass; taken to pass all. */
  readonly unread: ReadonlySet<LinkNode>;
}

/** Devices that put packets onto the device that they are linked with, as if they were that device's neighbours. */
export const ON_LOWER_DEVICE: ReadonlySet<string> = new Set(['macvlan', 'macvtap', 'ipvlan', 'ipvtap']);

/** Masters that put what their ports receive onto no other link. */
const PLAIN_MASTERS: ReadonlySet<string> = new Set(['bond', 'team']);

/** The tags on a frame, the outermost first. */
type Tags = readonly string[];

/**
 * Follows a frame for everybody from the device that sends it: through veths, VLAN devices, and bridges with their VLANs and isolated
 * ports (br_input.c, br_vlan.c, br_forward.c).
 */
export function floodFrom(start: LinkNode): Flooded {
  const ends = new Set<LinkNode>();
  const bridges = new Set<LinkNode>();
  const tagged = new Set<LinkNode>();
  const unread = new Set<LinkNode>();
  const seen = new Map<LinkNode, Set<string>>();
  let open = false;

  const sent = (node: LinkNode, tags: Tags): void => {
    const { iface, linked } = node;
    const tag = tagOf(iface);
    if (iface.kind === 'bridge') entered(node, node, tags);
    else if (node.ports.length > 0) for (const port of node.ports) sent(port, tags);
    else if (linked !== undefined && iface.kind === 'veth') received(linked, tags);
    else if (linked !== undefined && tag !== undefined) sent(linked, [tag, ...tags]);
    else if (linked !== undefined && ON_LOWER_DEVICE.has(iface.kind)) {
      for (const sibling of linked.above) if (sibling !== node && isOnLower(sibling)) received(sibling, tags);
      sent(linked, tags);
    } else open = true;
  };

  const received = (node: LinkNode, tags: Tags): void => {
    if (isSeen(node, tags)) return;
    const vlan = vlanDevice(node, tags);
    if (vlan !== undefined) received(vlan, tags.slice(1));
    else if (node.master === undefined) taken(node, tags);
    else if (node.master.iface.kind === 'bridge') entered(node.master, node, tags);
    else {
      open ||= !PLAIN_MASTERS.has(node.master.iface.kind);
      received(node.master, tags);
    }
  };

  const taken = (node: LinkNode, tags: Tags): void => {
    for (const upper of node.above) if (isOnLower(upper)) received(upper, tags);
    if (tags.length === 0 && node.iface.up && node !== start) ends.add(node);
  };

  const entered = (bridge: LinkNode, from: LinkNode, tags: Tags): void => {
    if (from === bridge && isSeen(bridge, ['from above', ...tags])) return;
    bridges.add(bridge);
    const { vlanFiltering, vlanProtocol = '802.1Q' } = bridge.iface;
    const filters = vlanFiltering === true && [bridge, ...bridge.ports].every(({ iface }) => iface.vlans);
    if (vlanFiltering === true && !filters) unread.add(bridge);
    const passed = filters ? intoVlan(from.iface, vlanProtocol, tags) : undefined;
    if (filters && passed === undefined) return;
    for (const port of [...bridge.ports, bridge]) {
      if (port === from || (isIsolated(from) && isIsolated(port))) continue;
      const left = passed === undefined ? tags : outOfVlan(port.iface, vlanProtocol, passed);
      if (left === undefined) continue;
      if (tags.length > 0 || left.length > 0) tagged.add(bridge);
      if (port !== bridge) sent(port, left);
      else if (!isSeen(bridge, left)) toBridge(bridge, left);
    }
  };

  const toBridge = (bridge: LinkNode, tags: Tags): void => {
    const vlan = vlanDevice(bridge, tags);
    if (vlan !== undefined) received(vlan, tags.slice(1));
    else taken(bridge, tags);
  };

  const isSeen = (node: LinkNode, tags: Tags): boolean => {
    const key = tags.join(' ');
    const known = seen.get(node) ?? new Set();
    if (known.has(key)) return true;
    seen.set(node, known.add(key));
    return false;
  };

  sent(start, []);
  return { ends, open, bridges, tagged, unread };
}

/** The tag that a VLAN device puts on; undefined for other devices, and where it is not known. */
export function tagOf({ kind, vlanId, vlanProtocol }: Interface): string | undefined {
  return kind === 'vlan' && vlanId !== undefined ? tagText(vlanProtocol, vlanId) : undefined;
}

function tagText(protocol: Interface['vlanProtocol'] = '802.1Q', vlan: number): string {
  return `${protocol} ${vlan}`;
}

function vlanDevice(node: LinkNode, [outer]: Tags): LinkNode | undefined {
  return outer === undefined ? undefined : node.above.find(({ iface }) => tagOf(iface) === outer);
}

function isOnLower({ iface }: LinkNode): boolean {
  return ON_LOWER_DEVICE.has(iface.kind);
}

function isIsolated({ iface }: LinkNode): boolean {
  return iface.bridgePort?.isolated === true;
}

interface InVlan {
  readonly vlan: number;
  /** Tags below that of the VLAN. */
  readonly inner: Tags;
}

/** The VLAN of the bridge that a frame is in which comes in by a port; undefined where the port is not in it (br_allowed_ingress). */
function intoVlan(port: Interface, protocol: Interface['vlanProtocol'], tags: Tags): InVlan | undefined {
  const [outer, ...rest] = tags;
  const kind = tagText(protocol, 0).slice(0, -1);
  const isTagged = outer?.startsWith(kind) === true;
  const vlan = isTagged ? Number(outer.slice(kind.length)) : port.vlans?.find(({ pvid }) => pvid)?.first;
  if (vlan === undefined || vlanOf(port, vlan) === undefined) return undefined;
  return { vlan, inner: isTagged ? rest : tags };
}

/** The tags under which it goes out by a port; undefined where the port is not in the VLAN (br_handle_vlan). */
function outOfVlan(
  port: Interface,
  protocol: Interface['vlanProtocol'],
  { vlan, inner }: InVlan,
): Tags | undefined {
  const found = vlanOf(port, vlan);
  if (found === undefined) return undefined;
  return found.untagged ? inner : [tagText(protocol, vlan), ...inner];
}

function vlanOf({ vlans = [] }: Interface, vlan: number): BridgeVlan | undefined {
  return vlans.find(({ first, last }) => first <= vlan && vlan <= last);
}
