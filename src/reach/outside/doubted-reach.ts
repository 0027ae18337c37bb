import type { NamespaceFacts } from '../../model/facts.js';
import type { FirewallFacts } from '../../model/firewall-facts.js';
import type { Audience, Listener } from '../../model/listener.js';
import type { ReachEntry } from '../../model/reach.js';
import type { Ruleset } from '../../model/ruleset.js';
import { exposureOf } from '../exposure.js';
import type { WayEnd } from './devices-on-way.js';
import { handedOver, untold } from './handed-over.js';
import { doubtOfLayers, doubtOfUnreadRules, socketEnd } from './outside-layers.js';

/** Where entries lead: to a listener, or beyond a device. */
export interface Led extends WayEnd {
  readonly listener?: Listener;
}

/** What was found of a listener or a forward. */
interface Found {
  readonly reach: readonly ReachEntry[];
  readonly groupReach?: readonly ReachEntry[];
}

/**
 * What was found with what rules that could not be read and layers that are not evaluated leave in doubt, and its exposure. `rulesets`
 * and `audiences`, who stands behind each interface, of the namespaces.
 */
export function doubtedReach(
  namespaces: readonly NamespaceFacts[],
  rulesets: ReadonlyMap<string, Ruleset>,
  audiences: (namespace: NamespaceFacts) => ReadonlyMap<string, Audience>,
): <T extends Found>(found: T, led: Led) => T & ReturnType<typeof exposureOf> {
  const unread = new Map(namespaces.flatMap(({ id, firewall }) => unreadRules(id, firewall)));
  const ofLayers = doubtOfLayers(namespaces);
  const handed = handedOver(namespaces, audiences);
  const doubted = (entries: readonly ReachEntry[], led: Led) => {
    const hasChain = (table: string, chain: string) =>
      rulesets
        .get(led.namespace)
        ?.tables.some(({ family, name, chains }) => table === `${family} ${name}` && chains.has(chain)) ??
      false;
    return ofLayers(withUnread(entries, led.namespace, unread), {
      ...led,
      socket: led.listener && socketEnd(led.listener),
      hasChain,
    });
  };
  return (found, led) => {
    const own = doubted(found.reach, led);
    const more = led.listener === undefined ? [] : handed(led.listener);
    const reach = more.length === 0 ? own : [...own, ...untold(more, own)];
    const groupReach = found.groupReach === undefined ? {} : { groupReach: doubted(found.groupReach, led) };
    // By other ports, whoever may be handed over gets to it that may be handed over at all.
    return { ...found, reach, ...groupReach, ...exposureOf(more.length === 0 ? reach : [...reach, ...more]) };
  };
}

/** By the namespaces that packets pass: the one where they end, and the one where they come in. */
function withUnread(
  entries: readonly ReachEntry[],
  end: string,
  unread: ReadonlyMap<string, string>,
): readonly ReachEntry[] {
  if (unread.size === 0) return entries;
  return entries.flatMap((entry) => {
    const subject = unread.get(end) ?? unread.get(entry.namespace);
    return subject === undefined ? [entry] : doubtOfUnreadRules([entry], subject);
  });
}

function unreadRules(id: string, firewall: FirewallFacts | undefined): [string, string][] {
  if (firewall === undefined) return [];
  if (firewall.nft === undefined) return [[id, 'nftables']];
  return firewall.xtables === undefined ? [[id, 'iptables']] : [];
}
