import type { Audience } from '../model/listener.js';
import type { IpFamily } from '../net/address-set.js';
import type { AudienceGroup } from './audience-group.js';
import { groupBy } from './group-by.js';
import { firstFew, joinWords } from './sentence.js';

/** How an audience that is far away is called, as a whole and in part. */
export interface DistantWords {
  readonly whole: string;
  readonly most: string;
  readonly some: string;
  /** What follows addresses of it: "9.9.9.9 on the internet". */
  readonly place: string;
}

export const DISTANT: Readonly<Record<'private-networks' | 'internet', DistantWords>> = {
  'private-networks': {
    whole: 'private networks beyond the router',
    most: 'most private networks beyond the router',
    some: 'some private networks beyond the router',
    place: 'beyond the router',
  },
  internet: {
    whole: 'the internet',
    most: 'most of the internet',
    some: 'part of the internet',
    place: 'on the internet',
  },
} satisfies Partial<Record<Audience, DistantWords>>;

/** Different things that one sentence can hold. */
const FEW_PHRASES = 2;
const FEW_RANGES = 3;

/** "private networks beyond the router through lan0": what of an audience comes in by which interface. */
export function distantPlaces(words: DistantWords, groups: readonly AudienceGroup[], brief: boolean): string {
  const except = [...new Set(groups.flatMap((group) => group.except))];
  const exceptions = except.length === 0 ? '' : ` except ${firstFew(except, FEW_RANGES, 'range')}`;
  const phrases = [...groupBy(groups, (group) => placeWords(words, group))];
  const distinct = phrases.length > (brief ? 1 : FEW_PHRASES) ? summary(words, groups) : phrases;
  const named = distinct.map(([phrase, part]) => `${phrase} through ${interfaceNames(part)}`);
  return `${joinWords(named)}${exceptions}`;
}

/** True when only addresses of a part of the audience are named. */
export function isFewOnly(groups: readonly AudienceGroup[]): boolean {
  return groups.every(({ whole, ranges }) => whole.length === 0 && ranges.length <= FEW_RANGES);
}

/** "eth0 and eth1". */
export function interfaceNames(groups: readonly AudienceGroup[]): string {
  return firstFew(
    groups.map((group) => group.interface),
    3,
    'interface',
  );
}

/** In one phrase, what is said of each interface otherwise. */
function summary(
  words: DistantWords,
  groups: readonly AudienceGroup[],
): (readonly [string, readonly AudienceGroup[]])[] {
  return [[groups.every(isWhole) ? words.whole : words.some, groups]];
}

/** True when all of the audience that comes in by the interface is meant. */
export function isWhole({ whole, families }: AudienceGroup): boolean {
  return whole.length === families.length;
}

/** What of the audience comes in by one interface. */
function placeWords(words: DistantWords, group: AudienceGroup): string {
  const { whole, families, ranges, most, span } = group;
  const part = most ? words.most : words.some;
  if (whole.length === 0) {
    return ranges.length <= FEW_RANGES ? `${joinWords(ranges)} ${words.place}` : part;
  }
  if (isWhole(group))
    return span.length === 0 || words === DISTANT.internet
      ? words.whole
      : `${joinWords(span)} ${words.place}`;
  const all = `${words.whole} over ${familyWords(whole)}`;
  if (ranges.length === 0) return all;
  if (ranges.length <= FEW_RANGES) return `${all} and ${joinWords(ranges)}`;
  const rest = families.filter((family) => !whole.includes(family));
  return `${all}, and ${most ? 'most' : 'some'} over ${familyWords(rest)}`;
}

function familyWords(families: readonly IpFamily[]): string {
  return joinWords(families.map((family) => (family === 'ipv4' ? 'IPv4' : 'IPv6')));
}
