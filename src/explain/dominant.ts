import type { ReachEntry } from '../model/reach.js';
import type { Reason } from '../model/reason.js';
import { size } from '../net/address-set.js';
import { parseCidrs } from '../net/cidr.js';
import { NOBODY_BEHIND } from './audience-group.js';
import { reasonSentence } from './reasons.js';

/** The reason that decides for most of the addresses behind `entries`; the first of them where several weigh the same. */
export function dominantReason(entries: readonly ReachEntry[]): Reason | undefined {
  const weights = new Map<string, { readonly reason: Reason; weight: number }>();
  for (const { reason, sources } of entries) {
    const key = reasonSentence(reason);
    const sum = weights.get(key) ?? { reason, weight: 0 };
    sum.weight += share(sources);
    weights.set(key, sum);
  }
  let best: { readonly reason: Reason; readonly weight: number } | undefined;
  for (const candidate of weights.values()) {
    if (best === undefined || candidate.weight > best.weight) best = candidate;
  }
  return best?.reason;
}

/**
 * The dominant reason among those that somebody meets; but where most of the addresses have no route here or back at all,
 * that is the reason. (This host's own programs always have one: their loopback addresses do not count.)
 */
export function tellingReason(entries: readonly ReachEntry[]): Reason | undefined {
  const peopled = entries.filter(({ reason }) => !NOBODY_BEHIND.has(reason.code));
  if (peopled.some(({ audience }) => audience === 'this-host')) return dominantReason(peopled);
  return dominantReason(2 * largestShare(peopled) >= largestShare(entries) ? peopled : entries);
}

function largestShare(entries: readonly ReachEntry[]): number {
  return Math.max(0, ...entries.map(({ sources }) => share(sources)));
}

const shares = new WeakMap<readonly string[], number>();

/** The part of its address family that CIDRs cover, so that IPv6 does not outweigh IPv4 by its mere size. */
function share(cidrs: readonly string[]): number {
  const known = shares.get(cidrs);
  if (known !== undefined) return known;
  const { ipv4, ipv6 } = parseCidrs(cidrs);
  const part = Number(size(ipv4)) / 2 ** 32 + Number(size(ipv6)) / 2 ** 128;
  shares.set(cidrs, part);
  return part;
}
