import { AUDIENCES, type Audience } from '../../model/listener.js';
import type { ReachEntry } from '../../model/reach.js';
import { isMulticast } from '../addresses.js';
import { AUDIENCE_NAMES } from '../audience-names.js';
import { reasonClause } from '../clauses.js';
import { dominantReason } from '../dominant.js';
import type { Subject } from '../host.js';
import { firstFew, joinWords } from '../sentence.js';

const FEW = 3;

/** What a wildcard socket hears besides: broadcast addresses and groups, by which interfaces. */
export function groupNotes({ groupReach = [] }: Subject): string[] {
  const heard = groupReach.filter(({ verdict }) => verdict === 'allowed');
  const named = new Set(heard.flatMap(placesOf));
  const perhaps = groupReach.filter(
    (entry) => entry.verdict === 'conditional' && placesOf(entry).some((place) => !named.has(place)),
  );
  const reason = dominantReason(perhaps);
  return [
    ...(heard.length === 0 ? [] : [`It also gets what is sent to ${wordsOf(heard)}.`]),
    ...(reason === undefined
      ? []
      : [`Perhaps it also gets what is sent to ${wordsOf(perhaps)}: ${reasonClause(reason)}.`]),
  ];
}

/** A sentence for the headline, where an audience reaches the socket by these alone. */
export function groupHint({ groupReach = [], exposure }: Subject): string | undefined {
  const heard = groupReach.filter(({ verdict, asymmetric }) => verdict === 'allowed' && asymmetric !== true);
  const widest = AUDIENCES.findLast((audience) => heard.some((entry) => entry.audience === audience));
  if (widest === undefined || rankOf(widest) <= rankOf(exposure)) return undefined;
  const [address = '', ...others] = new Set(
    heard.filter(({ audience }) => audience === widest).flatMap(({ destinations }) => destinations),
  );
  const more = others.length === 0 ? '' : ' and the like';
  return `But what ${AUDIENCE_NAMES[widest]} ${widest === 'internet' || widest === 'local-network' ? 'sends' : 'send'} to ${address}${more} reaches it.`;
}

function rankOf(exposure: Audience | 'none'): number {
  return exposure === 'none' ? -1 : AUDIENCES.indexOf(exposure);
}

function placesOf({ interface: way, destinations }: ReachEntry): string[] {
  return destinations.map((address) => `${way} ${address}`);
}

/** "the broadcast address 10.1.0.255 and the groups 224.0.0.1 and ff02::1%eth0, by eth0" */
function wordsOf(entries: readonly ReachEntry[]): string {
  const addresses = [...new Set(entries.flatMap(({ destinations }) => destinations))];
  const groups = addresses.filter((address) => isMulticast(address.replace(/[%/].*/, '')));
  const broadcasts = addresses.filter((address) => !groups.includes(address));
  const ways = [...new Set(entries.map((entry) => entry.interface))];
  return `${joinWords([...named('broadcast address', broadcasts), ...named('group', groups)])}, by ${firstFew(ways, FEW, 'interface')}`;
}

function named(noun: string, addresses: readonly string[]): string[] {
  if (addresses.length === 0) return [];
  const plural = noun.endsWith('s') ? `${noun}es` : `${noun}s`;
  return [`the ${addresses.length === 1 ? noun : plural} ${firstFew(addresses, FEW, '')}`];
}
