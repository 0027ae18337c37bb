import type { Audience } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import { type AudienceGroup, describeGroup, NOBODY_BEHIND } from './audience-group.js';
import { DISTANT, distantPlaces, interfaceNames, isFewOnly, isWhole } from './distant.js';
import { groupBy } from './group-by.js';
import type { ExplainedNamespace } from './host.js';
import { namespaceWords } from './namespace-words.js';
import { firstFew, joinWords } from './sentence.js';

/**
 * How people are named: as those who can do something ("anyone on 10.1.0.0/24 through eth0"), by their place alone
 * ("10.1.0.0/24 through eth0"), or as people in few words, interfaces instead of networks.
 */
export type Naming = 'people' | 'places' | 'brief';

/**
 * Names the people behind `entries`, which are those of one audience and verdict. `all` are the listener's entries of every
 * verdict: with them it is told whether an audience is meant as a whole.
 */
export function whoWords(
  audience: Audience,
  entries: readonly ReachEntry[],
  all: readonly ReachEntry[],
  namespace: ExplainedNamespace,
  naming: Naming = 'people',
): string {
  if (audience === 'this-host') return thisHostWords(entries, namespace);
  const groups = groupsOf(audience, entries, all, namespace);
  if (entries.length > 0 && entries.every((entry) => entry.asymmetric)) return strayWords(groups, naming);
  switch (audience) {
    case 'containers':
      return neighbours('containers and virtual machines on', groups, naming);
    case 'vpn':
      return neighbours('VPN peers on', groups, naming);
    case 'local-network':
      return localNetwork(groups, naming);
    case 'private-networks':
    case 'internet':
      return distant(audience, groups, naming);
    default:
      return audience satisfies never;
  }
}

/** The same for the local network (`near`) and private networks beyond its router (`far`) together. */
export function nearAndFarWords(
  near: readonly ReachEntry[],
  far: readonly ReachEntry[],
  all: readonly ReachEntry[],
  namespace: ExplainedNamespace,
  naming: Naming = 'people',
): string {
  const nearGroups = groupsOf('local-network', near, all, namespace);
  const farGroups = groupsOf('private-networks', far, all, namespace);
  const isFew = isFewOnly(farGroups);
  const [only] = nearGroups;
  const sameWay = nearGroups.length === 1 && interfaceNames(nearGroups) === interfaceNames(farGroups);
  if (only !== undefined && sameWay && !isUnnamed(only) && isPartly(nearGroups) === isFew) {
    const beyond = distantPlaces(DISTANT['private-networks'], farGroups, naming === 'brief');
    return `${isFew ? 'only' : 'anyone on'} ${places(only)} and ${isFew ? '' : 'on '}${beyond}`;
  }
  if (naming === 'brief' && !isPartly(nearGroups) && !isFew) {
    return `${localNetwork(nearGroups, naming)} and on ${farGroups.every(isWhole) ? '' : 'some '}private networks beyond`;
  }
  return `${localNetwork(nearGroups, naming)}, and ${distant('private-networks', farGroups, 'places')}`;
}

function distant(
  audience: 'private-networks' | 'internet',
  groups: readonly AudienceGroup[],
  naming: Naming,
): string {
  const named = distantPlaces(DISTANT[audience], groups, naming === 'brief');
  if (naming === 'places') return named;
  if (isFewOnly(groups)) return `only ${named}`;
  return named.startsWith('part of') || named.startsWith('most of') ? named : `anyone on ${named}`;
}

/** Senders under addresses that this host answers by another interface: only somebody on the very link would use them. */
function strayWords(groups: readonly AudienceGroup[], naming: Naming): string {
  const who = `who sends from the link of ${interfaceNames(groups)} under an address that belongs elsewhere`;
  return naming === 'places' ? who : `only ${who}`;
}

function groupsOf(
  audience: Audience,
  entries: readonly ReachEntry[],
  all: readonly ReachEntry[],
  namespace: ExplainedNamespace,
): readonly AudienceGroup[] {
  const groups = [...groupBy(entries, (entry) => entry.interface)].map(([name, part]) => {
    const rivals = all.filter(
      (entry) =>
        entry.interface === name && entry.audience === audience && !NOBODY_BEHIND.has(entry.reason.code),
    );
    const lists = [...part, ...rivals].map(({ sources }) => sources);
    return namespace.groups.get(`${name} ${audience} ${part.length}`, lists, () => {
      const device = namespace.ways.get(name);
      return describeGroup(name, part, rivals, device, namespace.own, 3);
    });
  });
  const peopled = groups.filter(({ whole, ranges }) => whole.length + ranges.length > 0);
  return peopled.length > 0 ? peopled : groups;
}

/** "programs on this machine", "programs in the container web", or both. */
function thisHostWords(entries: readonly ReachEntry[], namespace: ExplainedNamespace): string {
  if (namespace.current) return 'programs on this machine';
  const inside = `in ${namespaceWords(namespace)}`;
  const ways = new Set(entries.map((entry) => entry.namespace === namespace.id));
  return `programs ${ways.has(false) ? `on this machine${ways.has(true) ? ` and ${inside}` : ''}` : inside}`;
}

function neighbours(lead: string, groups: readonly AudienceGroup[], naming: Naming): string {
  const whole = groups.filter((group) => group.ranges.length === 0);
  const partial = groups.filter((group) => group.ranges.length > 0);
  const words = partial.map((group) => `${places(group)} on ${group.interface}`);
  if (whole.length > 0) {
    const names = whole.map((group) =>
      group.networks.length === 0 || naming === 'brief'
        ? group.interface
        : `${group.interface} (${places(group)})`,
    );
    words.unshift(`${lead} ${firstFew(names, 3, 'interface')}`);
  }
  return firstFew(words, 3, 'interface');
}

function localNetwork(groups: readonly AudienceGroup[], naming: Naming): string {
  const partly = isPartly(groups);
  if (groups.length > 3 || (naming === 'brief' && groups.length > 1)) {
    if (partly) return `${naming === 'places' ? '' : 'only '}some neighbours on ${interfaceNames(groups)}`;
    return `${naming === 'places' ? '' : 'anyone on '}the networks of ${interfaceNames(groups)}`;
  }
  const words = groups.map((group) =>
    isUnnamed(group) ? `the link of ${group.interface}` : `${places(group)} through ${group.interface}`,
  );
  const lead = partly ? 'only ' : 'anyone on ';
  return `${naming === 'places' ? '' : lead}${joinWords(words)}`;
}

/** True when single addresses of the networks are meant, and of none the whole. */
function isPartly(groups: readonly AudienceGroup[]): boolean {
  return groups.every((group) => group.whole.length === 0);
}

function places({ networks, ranges, except }: AudienceGroup): string {
  const exceptions = except.length === 0 ? '' : ` except ${firstFew([...new Set(except)], 3, 'range')}`;
  return `${firstFew([...networks, ...ranges], 3, 'range')}${exceptions}`;
}

/** Everyone on the link, of which no network is known: its interface has no address of that family. */
function isUnnamed({ networks, ranges }: AudienceGroup): boolean {
  return networks.length === 0 && ranges.length === 0;
}
