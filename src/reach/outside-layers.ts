import type { OutsideLayer } from '../model/firewall-facts.js';
import type { ReachEntry } from '../model/reach.js';
import type { Reason } from '../model/reason.js';

/**
 * Layers that this tool does not evaluate can still stop what it calls allowed. Where one is present on the way, an
 * allowed entry becomes conditional and names it. `layers` are those of `namespace`, which the packets of all `entries` pass. Blocked entries stay: none of these layers lets a packet past a drop.
 *
 * SELinux and AppArmor decide what a process may do, not which packets reach its socket; a VRF is evaluated. They are
 * caveats for the explanation only.
 */
export function applyOutsideLayers(
  entries: readonly ReachEntry[],
  layers: readonly OutsideLayer[],
  namespace: string,
): readonly ReachEntry[] {
  const decisive = layers.filter(isDecisive);
  if (decisive.length === 0) return entries;
  return doubtAllowed(entries, (entry) => {
    const layer = decisive.find((candidate) => isOnTheWay(candidate, entry, namespace));
    return layer && { code: 'outside-layer', layer: layer.kind, detail: layer.detail };
  });
}

/** Rules that could not be read may stop what the others let pass: nothing is allowed for certain, what is blocked stays so. */
export function applyUnreadableRules(entries: readonly ReachEntry[], subject: string): readonly ReachEntry[] {
  return doubtAllowed(entries, () => ({ code: 'firewall-unreadable', subject }));
}

function doubtAllowed(
  entries: readonly ReachEntry[],
  doubt: (entry: ReachEntry) => Reason | undefined,
): readonly ReachEntry[] {
  return entries.map((entry) => {
    const reason = entry.verdict === 'allowed' ? doubt(entry) : undefined;
    return reason === undefined ? entry : { ...entry, verdict: 'conditional', reason };
  });
}

function isDecisive(layer: OutsideLayer): boolean {
  switch (layer.kind) {
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
      return layer.kind satisfies never;
  }
}

/**
 * A layer with a device sees only what comes in by it; processes of this host reach each other over lo, past the others. By
 * which device packets come that another namespace passed on, their entry does not say.
 */
function isOnTheWay(layer: OutsideLayer, entry: ReachEntry, namespace: string): boolean {
  if (entry.namespace !== namespace) return layer.device !== 'lo';
  if (layer.device !== undefined) return layer.device === entry.interface;
  const everywhere =
    layer.kind === 'cgroup-bpf' || layer.kind === 'sk-lookup-bpf' || layer.kind === 'netfilter-bpf';
  return everywhere || entry.interface !== 'lo';
}
