import type { Audit, AuditedListener, AuditInterface } from '../model/audit.js';
import { AUDIENCES, type Audience } from '../model/listener.js';
import type { ReachEntry, Verdict } from '../model/reach.js';
import type { Address } from '../net/address.js';
import { isEmpty } from '../net/address-set.js';
import { isGloballyRoutable, isLinkLocal } from './addresses.js';
import { describeGroup, NOBODY_BEHIND, ownAddresses } from './audience-group.js';
import { groupBy } from './group-by.js';
import { waysOf } from './namespace-words.js';
import { strangers } from './ranges.js';
import { reasonSentence } from './reasons.js';
import { withoutStrays } from './strays.js';

/** One answer of the audience table: these people, this way, with this result, for this reason. Unescaped. */
export interface AudienceRow {
  readonly audience: Audience;
  readonly verdict: Verdict;
  /** Names of interfaces, those of other namespaces with the namespace's; with the port dialled where it is not always the same. */
  readonly interfaces: readonly string[];
  /** Networks or ranges, or "everyone" where the audience is meant as a whole, or on what condition it is. */
  readonly from: readonly string[];
  readonly why: string;
}

const FAMILIES = ['ipv4', 'ipv6'] as const;
const VERDICT_ORDER: readonly Verdict[] = ['allowed', 'conditional', 'blocked'];

/** The reach entries of a listener that people are behind, gathered by who, result and reason; widest audience first. */
export function audienceRows(listener: AuditedListener, audit: Audit): readonly AudienceRow[] {
  const ways = waysOf(audit);
  const inside = audit.interfaces.filter(({ namespace }) => namespace === listener.namespace);
  const here = new Set(audit.namespaces.filter(({ current }) => current).map(({ id }) => id));
  const own = ownAddresses([...inside, ...audit.interfaces.filter(({ namespace }) => here.has(namespace))]);
  const reach = peopled(listener.reach, own);
  const isPublished = new Set(reach.map(portFromOutside)).size > 1;
  const groups = groupBy(
    reach,
    (entry) =>
      `${entry.audience} ${entry.verdict} ${isPublished ? portFromOutside(entry) : ''} ${reasonSentence(entry.reason)}`,
  );
  return [...groups.values()]
    .flatMap((entries) => rowOf(entries, reach, ways, own, isPublished) ?? [])
    .sort((a, b) => place(b) - place(a) || verdictPlace(a) - verdictPlace(b));
}

/** The port that others dial; programs of the host itself need no telling. */
function portFromOutside({ audience, port }: ReachEntry): number | undefined {
  return audience === 'this-host' ? undefined : port;
}

/** The audiences of which no entry speaks: nothing leads from them to this listener. None where the ways in are not known. */
export function absentAudiences({ reach }: AuditedListener, audit: Audit): readonly Audience[] {
  if (audit.evidence.facts.collector !== 'linux') return [];
  return [...AUDIENCES].reverse().filter((audience) => !reach.some((entry) => entry.audience === audience));
}

/**
 * Without strays, and without what only a forged address could send from, this host's own and broadcast addresses included;
 * but these too where there is nothing else to say of their audience.
 */
function peopled(all: readonly ReachEntry[], own: readonly Address[]): readonly ReachEntry[] {
  const reach = withoutStrays(all);
  const likely = new Set(reach.filter((entry) => isSomebody(entry, own)));
  const audiences = new Set([...likely].map(({ audience }) => audience));
  return reach.filter((entry) => likely.has(entry) || !audiences.has(entry.audience));
}

function isSomebody({ audience, reason, sources }: ReachEntry, own: readonly Address[]): boolean {
  if (audience === 'this-host') return true;
  if (NOBODY_BEHIND.has(reason.code)) return false;
  return FAMILIES.some((family) => !isEmpty(strangers(family, sources, own)));
}

function rowOf(
  entries: readonly ReachEntry[],
  all: readonly ReachEntry[],
  ways: ReadonlyMap<string, AuditInterface>,
  own: readonly Address[],
  isPublished: boolean,
): AudienceRow | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  const from = new Set<string>();
  const names = new Set<string>();
  for (const [key, part] of groupBy(entries, wayKey)) {
    const rivals = all.filter((entry) => wayKey(entry) === key && entry.audience === first.audience);
    const way = ways.get(key);
    const name = way?.name ?? part[0]?.interface ?? '';
    const port = isPublished ? portFromOutside(first) : undefined;
    names.add(port === undefined ? name : `${name} :${port}`);
    const { networks, ranges } = describeGroup(name, part, rivals, way, own);
    for (const text of [...networks, ...[...ranges].sort(byLength)]) from.add(text);
  }
  return {
    audience: first.audience,
    verdict: first.verdict,
    interfaces: [...names],
    from:
      first.audience === 'this-host'
        ? ['this host']
        : from.size > 0
          ? telling([...from])
          : [everyone(entries)],
    why: reasonSentence(first.reason),
  };
}

/** Of the internet, nobody can dial an address that it does not route: a router in front has to hand packets on. */
function everyone(entries: readonly ReachEntry[]): string {
  const isDialled = entries.some(
    ({ audience, destinations }) => audience !== 'internet' || destinations.some(isGloballyRoutable),
  );
  return isDialled ? 'everyone' : 'only if a router forwards to it';
}

function wayKey(entry: ReachEntry): string {
  return `${entry.namespace} ${entry.interface}`;
}

/** Without link-local ranges, which every link has, where there are others. */
function telling(ranges: readonly string[]): readonly string[] {
  const others = ranges.filter((range) => !isLinkLocal(range));
  return others.length > 0 ? others : ranges;
}

/** The widest ranges first: of many, only few are named. */
function byLength(a: string, b: string): number {
  return prefixLength(a) - prefixLength(b);
}

function prefixLength(cidr: string): number {
  const slash = cidr.indexOf('/');
  return slash < 0 ? 128 : Number(cidr.slice(slash + 1));
}

function place({ audience }: AudienceRow): number {
  return AUDIENCES.indexOf(audience);
}

function verdictPlace({ verdict }: AudienceRow): number {
  return VERDICT_ORDER.indexOf(verdict);
}
