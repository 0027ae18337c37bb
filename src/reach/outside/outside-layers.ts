import type { NamespaceFacts } from '../../model/facts.js';
import type { OutsideLayer } from '../../model/firewall-facts.js';
import type { Listener } from '../../model/listener.js';
import type { ReachEntry } from '../../model/reach.js';
import type { Reason } from '../../model/reason.js';
import { devicesOnWay, placeKey, type WayDevices } from './devices-on-way.js';

/** What packets are for that get to the sockets of a namespace. */
export interface SocketEnd {
  readonly protocol: string;
  readonly address: string;
  /** Control groups of the sockets. */
  readonly groups: readonly string[];
}

/** What the entries that are doubted lead to: sockets, or what is beyond a device of a namespace. */
export interface Destination {
  readonly namespace: string;
  readonly socket?: SocketEnd;
  readonly device?: string;
  /** Whether the namespace has such a chain: what others stop does not get to its layers. */
  readonly hasChain: (table: string, chain: string) => boolean;
}

/** Entries with what layers on the way of their packets leave in doubt. */
export type DoubtOfLayers = (
  entries: readonly ReachEntry[],
  destination: Destination,
) => readonly ReachEntry[];

/**
 * Layers that this tool does not evaluate can stop what it calls allowed, and some can let past what it calls blocked: where one is on
 * the way, the entry becomes conditional and names it.
 *
 * - XDP and traffic control come before the rules. A BPF program there may give packets other addresses, ports and marks, and redirect them
 *   to other devices, past forwarding; so may actions such as pedit and mirred. One of traffic control may hand them to any socket.
 * - sk_lookup comes after them: what is stopped earlier stays so.
 * - Programs of control groups and at hooks of netfilter, ebtables and IPsec only stop packets.
 *
 * SELinux and AppArmor decide what a process may do, not which packets reach its socket; a VRF is evaluated. They are
 * caveats for the explanation only.
 */
export function doubtOfLayers(namespaces: readonly NamespaceFacts[]): DoubtOfLayers {
  const places = namespaces.flatMap(({ id, firewall }) =>
    (firewall?.outside ?? []).filter(isDecisive).map((layer) => ({ namespace: id, layer })),
  );
  if (places.length === 0) return (entries) => entries;
  const onWay = devicesOnWay(namespaces);
  return (entries, destination) => {
    const concerned = places.filter((place) => concerns(place, destination));
    if (concerned.length === 0) return entries;
    return entries.map((entry) => {
      if (entry.verdict === 'conditional') return entry;
      const way = onWay(entry, destination);
      const sees = entry.verdict === 'allowed' ? mayStop : mayLetPass;
      const place = concerned.find((one) => sees(one, entry, destination, way));
      if (place === undefined) return entry;
      return { ...entry, verdict: 'conditional', reason: reasonOf(place.layer, entry.verdict === 'blocked') };
    });
  };
}

/** Rules that could not be read may stop what the others let pass: nothing is allowed for certain, what is blocked stays so. */
export function doubtOfUnreadRules(entries: readonly ReachEntry[], subject: string): readonly ReachEntry[] {
  const reason: Reason = { code: 'firewall-unreadable', subject };
  return entries.map((entry) =>
    entry.verdict === 'allowed' ? { ...entry, verdict: 'conditional', reason } : entry,
  );
}

export function reasonOf({ kind, detail }: OutsideLayer, opens: boolean): Reason {
  return { code: 'outside-layer', layer: kind, detail, ...(opens ? { opens } : {}) };
}

interface Place {
  readonly namespace: string;
  readonly layer: OutsideLayer;
}

function isDecisive({ kind }: OutsideLayer): boolean {
  switch (kind) {
    case 'xdp':
    case 'tc':
    case 'cgroup-bpf':
    case 'sk-lookup-bpf':
    case 'netfilter-bpf':
    case 'ipvs':
    case 'ebtables':
    case 'ipsec':
    case 'openvswitch':
      return true;
    case 'selinux':
    case 'apparmor':
    case 'vrf':
      return false;
    default:
      return kind satisfies never;
  }
}

/** What leads to a listener. Where its sockets do not tell their control groups, those of its holders count, or the topmost. */
export function socketEnd({ protocol, address, sockets, owner }: Listener): SocketEnd {
  const own = sockets.flatMap(({ cgroup }) => cgroup ?? []);
  const ofHolders = own.length > 0 ? own : owner.processes.flatMap(({ cgroup }) => cgroup ?? []);
  return { protocol, address, groups: ofHolders.length > 0 ? ofHolders : ['/'] };
}

/** Sockets are looked up, and have a control group, where the packet ends. */
function concerns({ namespace, layer }: Place, { namespace: end, socket }: Destination): boolean {
  const { kind, cgroups, udp } = layer;
  if (kind !== 'sk-lookup-bpf' && cgroups === undefined) return true;
  if (namespace !== end || socket === undefined) return false;
  const isUdp = socket.protocol === 'udp' || socket.protocol === 'udplite';
  if (kind === 'sk-lookup-bpf') return isUdp || socket.protocol === 'tcp';
  return (isUdp || !udp) && socket.groups.some((group) => cgroups?.includes(group));
}

/** A layer without a device sees all that comes in from outside; those of sockets and of hooks see what comes over lo, too. */
function mayStop(
  { namespace, layer }: Place,
  entry: ReachEntry,
  { namespace: end }: Destination,
  { before, later }: WayDevices,
): boolean {
  const { kind, device, egress } = layer;
  if (device !== undefined) {
    const key = placeKey(namespace, device);
    const isAnswered = egress === true && entry.asymmetric === true && namespace === entry.namespace;
    return before.has(key) || later.has(key) || isAnswered;
  }
  if (namespace !== entry.namespace) return namespace === end;
  const everywhere = kind === 'cgroup-bpf' || kind === 'sk-lookup-bpf' || kind === 'netfilter-bpf';
  return everywhere || entry.interface !== 'lo';
}

function mayLetPass(
  { namespace, layer }: Place,
  { reason, ...entry }: ReachEntry,
  destination: Destination,
  { before, later }: WayDevices,
): boolean {
  if (!layer.mayRedirect) return false;
  // It chooses between sockets for what has got to them.
  if (layer.kind === 'sk-lookup-bpf') return reason.code === 'shadowed';
  if (layer.device === undefined) return false;
  const key = placeKey(namespace, layer.device);
  if (before.has(key)) return layer.mayAssign === true || !isLoopbackAlone(reason, destination.socket);
  // Further on it can help only what was stopped there.
  return later.has(key) && namespace !== entry.namespace && isStoppedThere(reason, destination);
}

/** Packets can be given another address, but no address leads from outside to a socket of 127.0.0.0/8. */
function isLoopbackAlone({ code }: Reason, socket: SocketEnd | undefined): boolean {
  return code === 'loopback-martian' && socket?.address.startsWith('127.') === true;
}

function isStoppedThere(reason: Reason, { hasChain }: Destination): boolean {
  if (reason.code === 'shadowed' || reason.code === 'address-filter' || reason.code === 'tcp-wrappers')
    return true;
  const by = ('rule' in reason && reason.rule) || ('chain' in reason && reason.chain) || undefined;
  return by !== undefined && hasChain(by.table, by.chain);
}
