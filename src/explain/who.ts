import type { Audience } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import type { IpFamily } from '../net/address-set.js';
import { type AudienceGroup, describeGroup, NOBODY_BEHIND } from './audience-group.js';
import { groupBy } from './group-by.js';
import type { ExplainedNamespace } from './host.js';
import { firstFew, joinWords } from './sentence.js';

/**
 * Names the people behind `entries`, which are those of one audience and verdict: "anyone on 10.1.0.0/24 through eth0".
 * `all` are the listener's entries of every verdict: with them it is told whether an audience is meant as a whole. `some`
 * goes before single addresses of the local network.
 */
export function whoWords(
  audience: Audience,
  entries: readonly ReachEntry[],
  all: readonly ReachEntry[],
  namespace: ExplainedNamespace,
  some = 'only ',
): string {
  const groups = groupsOf(audience, entries, all, namespace);
  switch (audience) {
    case 'this-host':
      return thisHostWords(namespace);
    case 'containers':
      return neighbours('containers and virtual machines on', groups);
    case 'vpn':
      return neighbours('VPN peers on', groups);
    case 'local-network':
      return localNetwork(groups, some);
    case 'private-networks':
      return `anyone on ${distant(PRIVATE, groups)}, ${through(groups)}`;
    case 'internet':
      return `${distant(INTERNET, groups)} ${through(groups)}`;
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
): string {
  const nearGroups = groupsOf('local-network', near, all, namespace);
  const farGroups = groupsOf('private-networks', far, all, namespace);
  const [only] = nearGroups;
  const beyond = distant(PRIVATE, farGroups);
  const same = through(nearGroups) === through(farGroups);
  if (only !== undefined && nearGroups.length === 1 && same && !isUnnamed(only)) {
    return `anyone on ${places(only)} and on ${beyond}, ${through(farGroups)}`;
  }
  return `${localNetwork(nearGroups, 'only ')}, and ${beyond}${same ? '' : `, ${through(farGroups)}`}`;
}

/** How an audience that is far away is called, as a whole and in part. */
interface DistantWords {
  readonly whole: string;
  readonly part: string;
  readonly most: string;
  readonly some: string;
}

const PRIVATE: DistantWords = {
  whole: 'private networks beyond the router',
  part: 'private networks beyond the router',
  most: 'most private networks beyond the router',
  some: 'some private networks beyond the router',
};
const INTERNET: DistantWords = {
  whole: 'anyone on the internet',
  part: 'part of the internet',
  most: 'most of the internet',
  some: 'part of the internet',
};

function groupsOf(
  audience: Audience,
  entries: readonly ReachEntry[],
  all: readonly ReachEntry[],
  namespace: ExplainedNamespace,
): readonly AudienceGroup[] {
  return [...groupBy(entries, (entry) => entry.interface)].map(([name, part]) => {
    const rivals = all.filter(
      (entry) =>
        entry.interface === name && entry.audience === audience && !NOBODY_BEHIND.has(entry.reason.code),
    );
    const lists = [...part, ...rivals].map(({ sources }) => sources);
    return namespace.groups.get(`${name} ${audience} ${part.length}`, lists, () => {
      const device = namespace.interfaces.find((candidate) => candidate.name === name);
      return describeGroup(name, part, rivals, device, namespace.own, 3);
    });
  });
}

/** "programs on this machine", or what is the same for a container. */
export function thisHostWords(namespace: ExplainedNamespace): string {
  if (namespace.current) return 'programs on this machine';
  if (namespace.containers.length === 0) return 'programs in the same network namespace';
  return `programs in the container ${joinWords(namespace.containers, 'or')}`;
}

function neighbours(lead: string, groups: readonly AudienceGroup[]): string {
  const whole = groups.filter((group) => group.ranges.length === 0);
  const partial = groups.filter((group) => group.ranges.length > 0);
  const words = partial.map((group) => `${places(group)} on ${group.interface}`);
  if (whole.length > 0) {
    const names = whole.map((group) =>
      group.networks.length === 0 ? group.interface : `${group.interface} (${places(group)})`,
    );
    words.unshift(`${lead} ${firstFew(names, 3, 'interface')}`);
  }
  return firstFew(words, 3, 'interface');
}

function localNetwork(groups: readonly AudienceGroup[], some: string): string {
  if (groups.length > 3) {
    const names = groups.map((group) => group.interface);
    return `neighbours on ${firstFew(names, 3, 'interface')}`;
  }
  const words = groups.map((group) =>
    isUnnamed(group) ? `the link of ${group.interface}` : `${places(group)} through ${group.interface}`,
  );
  const lead = groups.some((group) => group.whole.length > 0) ? 'anyone on ' : some;
  return `${lead}${joinWords(words)}`;
}

function distant(words: DistantWords, groups: readonly AudienceGroup[]): string {
  const whole = new Set(groups.flatMap((group) => group.whole));
  const notAll = groups.some((group) => group.whole.length < group.families.length);
  const except = exceptWords(groups.flatMap((group) => group.except));
  const ranges = [...new Set(groups.flatMap((group) => group.ranges))];
  const most = groups.every((group) => group.most);
  const isFew = ranges.length <= 3;
  if (whole.size === 0)
    return isFew ? `${words.part} (${joinWords(ranges)})` : most ? words.most : words.some;
  const all = `${words.whole}${notAll ? ` over ${familyWords(whole)}` : ''}${except}`;
  if (ranges.length === 0) return all;
  if (isFew) return `${all} and ${joinWords(ranges)}`;
  const rest = new Set(groups.flatMap(({ families }) => families).filter((family) => !whole.has(family)));
  return `${all}, and ${most ? 'most' : 'some'}${rest.size === 0 ? ' others' : ` over ${familyWords(rest)}`}`;
}

function through(groups: readonly AudienceGroup[]): string {
  const names = groups.map((group) => group.interface);
  return `through ${firstFew(names, 3, 'interface')}`;
}

function familyWords(families: Iterable<IpFamily>): string {
  return joinWords([...families].map((family) => (family === 'ipv4' ? 'IPv4' : 'IPv6')));
}

function places(group: AudienceGroup): string {
  return `${firstFew([...group.networks, ...group.ranges], 3, 'range')}${exceptWords(group.except)}`;
}

/** Everyone on the link, of which no network is known: its interface has no address of that family. */
function isUnnamed({ networks, ranges }: AudienceGroup): boolean {
  return networks.length === 0 && ranges.length === 0;
}

function exceptWords(ranges: readonly string[]): string {
  return ranges.length === 0 ? '' : ` except ${firstFew([...new Set(ranges)], 3, 'range')}`;
}
