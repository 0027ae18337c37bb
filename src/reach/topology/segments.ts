import type { Interface, NamespaceFacts } from '../../model/facts.js';

/** A device of a namespace, as what packets get on a link by. */
export interface LinkEnd {
  /** The namespace's id. */
  readonly namespace: string;
  readonly device: string;
}

/** Devices between which frames pass without a router: the two ends of a veth, a bridge with all that is plugged in. */
export interface Segment {
  /** Those that have a say above the link layer: no ports of bridges. */
  readonly ends: readonly LinkEnd[];
  /** True unless everything on it is in a namespace that was looked into: a network card, a virtual machine's tap. */
  readonly open: boolean;
  /** The bridges that frames cross. */
  readonly bridges: readonly LinkEnd[];
}

/** Finds the segment that a device is on; undefined for lo and devices that are not known. */
export type Segments = (end: LinkEnd) => Segment | undefined;

/** Devices that put packets onto the device that they are linked with, as if they were that device's neighbours. */
const ON_LOWER_DEVICE = new Set(['macvlan', 'macvtap', 'ipvlan', 'ipvtap']);

/** Joins the devices of all namespaces to segments, by veth pairs, bridge ports and macvlan devices. */
export function segmentsOf(namespaces: readonly NamespaceFacts[]): Segments {
  const nodes = new Map<string, Node>();
  const byIndex = new Map<string, Node>();
  for (const { id, interfaces = [] } of namespaces)
    for (const iface of interfaces) {
      if (iface.kind === 'loopback') continue;
      const node: Node = { namespace: id, iface, joined: [], open: false };
      nodes.set(keyOf(id, iface.name), node);
      byIndex.set(keyOf(id, iface.index), node);
    }
  for (const node of nodes.values()) {
    const { iface, namespace } = node;
    const { link } = iface;
    const linked = link?.namespace === undefined ? undefined : byIndex.get(keyOf(link.namespace, link.index));
    const master = iface.master === undefined ? undefined : nodes.get(keyOf(namespace, iface.master));
    if (master !== undefined && !isRouted(master.iface)) join(node, master);
    if (iface.kind === 'veth' || ON_LOWER_DEVICE.has(iface.kind)) {
      if (linked === undefined) node.open = true;
      else join(node, linked);
    } else if (iface.kind !== 'bridge') node.open = true;
  }
  const segments = new Map<Node, Segment>();
  return ({ namespace, device }) => {
    const node = nodes.get(keyOf(namespace, device));
    if (node === undefined) return undefined;
    const known = segments.get(node);
    if (known !== undefined) return known;
    const members = connected(node);
    const segment = segmentOf(members, nodes);
    for (const member of members) segments.set(member, segment);
    return segment;
  };
}

interface Node {
  readonly namespace: string;
  readonly iface: Interface;
  readonly joined: Node[];
  open: boolean;
}

function join(a: Node, b: Node): void {
  a.joined.push(b);
  b.joined.push(a);
}

/** A VRF's ports keep links of their own: it joins routing tables, not frames. */
function isRouted({ vrfTable }: Interface): boolean {
  return vrfTable !== undefined;
}

function connected(start: Node): readonly Node[] {
  const members = new Set([start]);
  for (const member of members) for (const next of member.joined) members.add(next);
  return [...members];
}

function segmentOf(members: readonly Node[], nodes: ReadonlyMap<string, Node>): Segment {
  const endOf = ({ namespace, iface }: Node): LinkEnd => ({ namespace, device: iface.name });
  const isPort = ({ namespace, iface }: Node) => {
    const master = iface.master === undefined ? undefined : nodes.get(keyOf(namespace, iface.master));
    return master !== undefined && !isRouted(master.iface);
  };
  return {
    ends: members.filter((member) => member.iface.up && !isPort(member)).map(endOf),
    open: members.some(({ open }) => open),
    bridges: members.filter(({ iface }) => iface.kind === 'bridge').map(endOf),
  };
}

function keyOf(namespace: string, device: string | number): string {
  return `${namespace} ${device}`;
}
