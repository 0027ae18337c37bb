import { AUDIENCES, type Audience } from '../model/listener.js';
import type { PolicyEntry } from '../model/policy.js';
import type { ReachEntry } from '../model/reach.js';
import type { ReasonCode } from '../model/reason.js';
import { isEmpty, size, subtract } from '../net/address-set.js';
import { parseCidrs, toCidrs } from '../net/cidr.js';
import { allSources, countedAudience } from './beyond.js';

/** Reasons by which somebody is kept out who would get in without. */
const KEEPING_OUT: ReadonlySet<ReasonCode> = new Set([
  'firewall-drop',
  'firewall-reject',
  'firewall-policy-drop',
  'reply-blocked',
  'established-blocked',
  'address-filter',
  'tcp-wrappers',
]);

/** Of an audience that gets in, a part as small as this that does not is an exception: broadcast addresses, banned clients. */
const FEW = 16n;

/**
 * The ways of `reach` that are barred to people who would come by them otherwise. Nobody ordinary sends under addresses that
 * belong elsewhere (`asymmetric`), and the few exceptions of an audience that gets in by `ways` do not count.
 */
export function keptOut(reach: readonly ReachEntry[], ways: readonly ReachEntry[]): readonly ReachEntry[] {
  const groupOf = (way: ReachEntry) => `${countedAudience(way)} ${way.interface}`;
  const barred = reach.filter(
    ({ reason, asymmetric }) => KEEPING_OUT.has(reason.code) && asymmetric !== true,
  );
  const telling = new Set(
    [...new Set(barred.map(groupOf))].filter((group) => {
      const open = allSources(ways.filter((way) => groupOf(way) === group));
      const out = allSources(barred.filter((way) => groupOf(way) === group));
      return (['ipv4', 'ipv6'] as const).some(
        (family) => size(subtract(out[family], open[family])) * FEW > size(open[family]),
      );
    }),
  );
  return barred.filter((way) => telling.has(groupOf(way)));
}

/** More networks than these are no policy that somebody reads: their audience is named instead. */
const MAX_NETWORKS = 12;

/**
 * Who comes by `ways`, in the words of a policy: audiences that get in whole, and the networks of wider ones of which `kept`
 * holds the rest back.
 */
export function termsOf(ways: readonly ReachEntry[], kept: readonly ReachEntry[]): readonly string[] {
  let whole: Audience | undefined;
  const networks: string[][] = [];
  for (const audience of AUDIENCES.toReversed()) {
    const isOfIt = (way: ReachEntry) => countedAudience(way) === audience;
    const part = ways.filter(isOfIt);
    if (part.length === 0) continue;
    const open = allSources(part);
    const out = allSources(kept.filter(isOfIt));
    const isWhole = isEmpty(subtract(out.ipv4, open.ipv4)) && isEmpty(subtract(out.ipv6, open.ipv6));
    const cidrs = [...toCidrs(open.ipv4), ...toCidrs(open.ipv6)];
    if (isWhole || cidrs.length > MAX_NETWORKS) {
      // It includes all that are narrower.
      whole = audience;
      break;
    }
    networks.push(cidrs);
  }
  return [...(whole === undefined ? [] : [whole]), ...networks.flat()];
}

/** An entry that permits `terms` and speaks of nothing else. */
export function asEntry(terms: readonly string[]): PolicyEntry {
  return {
    place: { line: 0, column: 0 },
    criteria: {},
    reachableBy: terms.map((text) => {
      const audience = AUDIENCES.find((each) => each === text);
      return audience === undefined
        ? { kind: 'network', network: parseCidrs([text]), text }
        : { kind: 'audience', audience, text };
    }),
    required: false,
    owner: '',
    reason: '',
  };
}
