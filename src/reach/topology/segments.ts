import type { Interface, NamespaceFacts } from '../../model/facts.js';
import { type Flooded, floodFrom, type LinkNode, ON_LOWER_DEVICE, tagOf } from './flood.js';

/** A device of a namespace, as what packets get on a link by. */
export interface LinkEnd {
  /** The namespace's id. */
  readonly namespace: string;
  readonly device: string;
}

/**
 * Devices between which frames pass without a router: the two ends of a veth, a bridge with all that is plugged in. Where VLANs or isolated
 * ports keep some of them apart, each device has a segment of its own.
 */
export interface Segment {
  /** Those that have a say above the link layer: no ports of bridges. */
  readonly ends: readonly LinkEnd[];
  /** On the same wires, but frames do not pass to them and back. */
  readonly apart: readonly LinkEnd[];
  /** True unless everything on it is in a namespace that was looked into: a network card, a virtual machine's tap. */
  readonly open: boolean;
  /** The bridges that frames cross. */
  readonly bridges: readonly LinkEnd[];
  /** Of these, the ones that frames cross with a VLAN tag. */
  readonly tagged: readonly LinkEnd[];
  /** Of these, the ones of whose VLANs it could not be read which ports are in them. */
  readonly unread: readonly LinkEnd[];
}

/** Finds the segment that a device is on; undefined for lo and devices that are not known. */
export type Segments = (end: LinkEnd) => Segment | undefined;

/** Joins the devices of all namespaces to segments, by veth pairs, bridge ports, VLAN and macvlan devices. */
export function segmentsOf(namespaces: readonly NamespaceFacts[]): Segments {
  const nodes = nodesOf(namespaces);
  const components = new Map<LinkNode, Component>();
  const segments = new Map<LinkNode, Segment>();
  const floods = new Map<LinkNode, Flooded>();
  const flood = (node: LinkNode): Flooded => {
    const known = floods.get(node) ?? floodFrom(node);
    floods.set(node, known);
    return known;
  };
  const componentOf = (node: LinkNode): Component => {
    const known = components.get(node);
    if (known !== undefined) return known;
    const component = joined(node);
    for (const member of component.members) components.set(member, component);
    return component;
  };
  return ({ namespace, device }) => {
    const node = nodes.get(keyOf(namespace, device));
    if (node === undefined) return undefined;
    const known = segments.get(node);
    if (known !== undefined) return known;
    const component = componentOf(node);
    const { whole, divided } = component;
    const segment = divided && node.master === undefined ? ownSegment(node, component, flood) : whole;
    segments.set(node, segment);
    return segment;
  };
}

/** Devices that any frame could pass between, and the segment that they are where none are kept apart. */
interface Component {
  readonly members: readonly LinkNode[];
  readonly whole: Segment;
  /** VLANs or isolated ports keep some of them apart. */
  readonly divided: boolean;
  /** The segments of single devices, to have equal ones but once. */
  readonly found: Map<string, Segment>;
}

interface Building extends LinkNode {
  linked: Building | undefined;
  master: Building | undefined;
}

function nodesOf(namespaces: readonly NamespaceFacts[]): ReadonlyMap<string, LinkNode> {
  const nodes = new Map<string, Building>();
  const byIndex = new Map<string, Building>();
  for (const { id, interfaces = [] } of namespaces)
    for (const iface of interfaces) {
      if (iface.kind === 'loopback') continue;
      const node: Building = {
        namespace: id,
        iface,
        linked: undefined,
        master: undefined,
        ports: [],
        above: [],
      };
      nodes.set(keyOf(id, iface.name), node);
      byIndex.set(keyOf(id, iface.index), node);
    }
  for (const node of nodes.values()) {
    const { link, master } = node.iface;
    const linked = link?.namespace === undefined ? undefined : byIndex.get(keyOf(link.namespace, link.index));
    if (passesFrames(node.iface)) node.linked = linked;
    if (node.iface.kind !== 'veth') node.linked?.above.push(node);
    const above = master === undefined ? undefined : nodes.get(keyOf(node.namespace, master));
    if (above === undefined || isRouted(above.iface)) continue;
    node.master = above;
    above.ports.push(node);
  }
  return nodes;
}

/** True where frames pass between a device and the one that it is linked to. */
function passesFrames(iface: Interface): boolean {
  return iface.kind === 'veth' || ON_LOWER_DEVICE.has(iface.kind) || tagOf(iface) !== undefined;
}

/** A VRF's ports keep links of their own: it joins routing tables, not frames. */
function isRouted({ vrfTable }: Interface): boolean {
  return vrfTable !== undefined;
}

function joined(start: LinkNode): Component {
  const members = new Set([start]);
  for (const { linked, master, ports, above } of members)
    for (const next of [linked, master, ...ports, ...above]) if (next !== undefined) members.add(next);
  const all = [...members];
  return {
    members: all,
    whole: segmentOf(all.filter(isEnd), [], {
      open: all.some(isOpen),
      bridges: new Set(all.filter(({ iface }) => iface.kind === 'bridge')),
      tagged: new Set(),
      unread: new Set(),
    }),
    divided: all.some(
      ({ iface }) => iface.vlanFiltering || iface.bridgePort?.isolated || tagOf(iface) !== undefined,
    ),
    found: new Map(),
  };
}

function isEnd({ iface, master }: LinkNode): boolean {
  return iface.up && master === undefined;
}

function isOpen({ iface, linked }: LinkNode): boolean {
  return iface.kind !== 'bridge' && linked === undefined;
}

/** What frames pass to from a device, and back. */
function ownSegment(
  node: LinkNode,
  { members, found }: Component,
  flood: (node: LinkNode) => Flooded,
): Segment {
  const flooded = flood(node);
  const reached = new Set([...flooded.ends].filter((end) => flood(end).ends.has(node)));
  if (node.iface.up) reached.add(node);
  const ends = members.filter((member) => isEnd(member));
  const within = ends.filter((end) => reached.has(end));
  const segment = segmentOf(
    within,
    ends.filter((end) => !reached.has(end)),
    flooded,
  );
  const key = JSON.stringify(segment);
  const known = found.get(key) ?? segment;
  found.set(key, known);
  return known;
}

function segmentOf(
  ends: readonly LinkNode[],
  apart: readonly LinkNode[],
  { open, bridges, tagged, unread }: Omit<Flooded, 'ends'>,
): Segment {
  const named = (nodes: Iterable<LinkNode>) =>
    Array.from(nodes, ({ namespace, iface }): LinkEnd => ({ namespace, device: iface.name }));
  return {
    ends: named(ends),
    apart: named(apart),
    open,
    bridges: named(bridges),
    tagged: named(tagged),
    unread: named(unread),
  };
}

function keyOf(namespace: string, device: string | number): string {
  return `${namespace} ${device}`;
}
