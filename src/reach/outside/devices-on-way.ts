import type { Interface, NamespaceFacts } from '../../model/facts.js';
import type { ReachEntry } from '../../model/reach.js';

/** Where packets end: in the namespace of a listener, or beyond a device of the one that passes them on. */
export interface WayEnd {
  readonly namespace: string;
  readonly device?: string;
}

/** Devices of all namespaces, as `placeKey` names them. */
export interface WayDevices {
  /** Those that packets pass before any rule of the namespace they come in to. */
  readonly before: ReadonlySet<string>;
  /** Those that they pass later, as far as it can be told. */
  readonly later: ReadonlySet<string>;
}

export function placeKey(namespace: string, device: string): string {
  return `${namespace} ${device}`;
}

/**
 * Tells the devices on the way of an entry's packets: what comes in by a VLAN, a bridge or a bond came in by a device beneath it first,
 * and what comes from a container by the ports of its bridge.
 */
export function devicesOnWay(
  namespaces: readonly NamespaceFacts[],
): (entry: Pick<ReachEntry, 'namespace' | 'interface'>, end: WayEnd) => WayDevices {
  const interfaces = new Map(namespaces.map(({ id, interfaces: own = [] }) => [id, own]));
  const known = new Map<string, WayDevices>();
  return ({ namespace, interface: device }, end) => {
    const key = [namespace, device, end.namespace, end.device].join(' ');
    const found = known.get(key) ?? {
      before: beneath(interfaces, namespace, device),
      later: new Set(towards(interfaces, namespace, end)),
    };
    known.set(key, found);
    return found;
  };
}

type Interfaces = ReadonlyMap<string, readonly Interface[]>;

/** The device, and all that its packets pass on their way to it. */
function beneath(interfaces: Interfaces, namespace: string, device: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (id: string, name: string, isPeer: boolean) => {
    const key = placeKey(id, name);
    if (found.has(key)) return;
    found.add(key);
    const own = interfaces.get(id) ?? [];
    const iface = own.find((one) => one.name === name);
    for (const port of own) if (port.master === name) visit(id, port.name, isPeer);
    // From the other end of a veth on, packets may come from any port of its bridge.
    if (isPeer && iface?.master !== undefined) visit(id, iface.master, isPeer);
    const { link } = iface ?? {};
    const linked = interfaces.get(link?.namespace ?? '')?.find(({ index }) => index === link?.index);
    if (link?.namespace !== undefined && linked !== undefined)
      visit(link.namespace, linked.name, isPeer || link.namespace !== id);
  };
  visit(namespace, device, false);
  return found;
}

/** What leads from `namespace` to the end: a device that is named, or those linked with the namespace there; and the devices there. */
function towards(interfaces: Interfaces, namespace: string, end: WayEnd): readonly string[] {
  const own = interfaces.get(namespace) ?? [];
  if (end.device !== undefined) return [...beneath(interfaces, namespace, end.device)];
  if (end.namespace === namespace) return [];
  const linked = own.filter(({ link }) => link?.namespace === end.namespace);
  const masters = linked.flatMap(({ master }) => master ?? []);
  const there = (interfaces.get(end.namespace) ?? []).filter(({ kind }) => kind !== 'loopback');
  return [
    ...[...linked.map(({ name }) => name), ...masters].map((name) => placeKey(namespace, name)),
    ...there.map(({ name }) => placeKey(end.namespace, name)),
  ];
}
