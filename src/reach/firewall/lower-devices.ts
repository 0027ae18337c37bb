import type { Interface } from '../../model/facts.js';
import type { HookEnvironment } from './environment.js';

/** Kinds of devices whose packets pass the device that they sit on, and its chains, as well. */
const UPPER_KINDS: ReadonlySet<string> = new Set([
  'vlan',
  'macvlan',
  'macvtap',
  'ipvlan',
  'ipvtap',
  'macsec',
]);
/** Masters whose packets come in and go out by one of their ports. */
const MASTER_KINDS: ReadonlySet<string> = new Set(['bridge', 'bond', 'team']);

/** True for what sits on another device: a VLAN, macvlan, ipvlan or MACsec device. */
export function isUpper(kind: string): boolean {
  return UPPER_KINDS.has(kind);
}

/** The ports of a bridge, bond or team, by one of which its packets come in and go out. */
export function portsOf(
  { interfaces }: Pick<HookEnvironment, 'interfaces'>,
  device: string | undefined,
): readonly Interface[] {
  const kind = interfaces.get(device ?? '')?.kind;
  if (kind === undefined || !MASTER_KINDS.has(kind)) return [];
  return [...interfaces.values()].filter(({ master }) => master === device);
}

/**
 * What hides the IP header from chains of the device below, where it hides it: one VLAN tag does not, since the kernel takes it out before
 * the hook and puts it in behind it (skb_vlan_untag, __vlan_hwaccel_put_tag), a second one or MACsec does.
 */
export function tagsOn(kind: string, above: number): number {
  if (kind === 'macsec') return HIDDEN;
  return kind === 'vlan' ? above + 1 : above;
}

/** From so many tags on a frame's IP header is not seen. */
export const HIDDEN = 2;
