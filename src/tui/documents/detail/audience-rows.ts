import { describeGroup, ownAddresses } from '../../../explain/audience-group.js';
import { groupBy } from '../../../explain/group-by.js';
import { reasonSentence } from '../../../explain/reasons.js';
import type { Audit, AuditedListener, AuditInterface } from '../../../model/audit.js';
import { AUDIENCES, type Audience } from '../../../model/listener.js';
import type { ReachEntry, Verdict } from '../../../model/reach.js';
import type { ReasonCode } from '../../../model/reason.js';
import { shown } from '../../text/shown.js';

/** One answer of the audience table: these people, this way, with this result, for this reason. Escaped for the screen. */
export interface AudienceRow {
  readonly audience: Audience;
  readonly verdict: Verdict;
  readonly interfaces: readonly string[];
  /** Networks or ranges, or "everyone" where the audience is meant as a whole. */
  readonly from: readonly string[];
  readonly why: string;
}

const VERDICT_ORDER: readonly Verdict[] = ['allowed', 'conditional', 'blocked'];

/** Reasons that speak of spoofed or unroutable sources: no peer of this audience is behind them. */
const NOBODY_BEHIND: ReadonlySet<ReasonCode> = new Set([
  'loopback-martian',
  'reverse-path',
  'no-return-route',
]);

/**
 * The reach entries of a listener, gathered by who, result and reason; widest audience first. What can only be spoofed is
 * left out where `isBrief` and there is something else to say of the audience.
 */
export function audienceRows(
  listener: AuditedListener,
  audit: Audit,
  isBrief: boolean,
): readonly AudienceRow[] {
  const peopled = new Set(
    listener.reach.filter(({ reason }) => !NOBODY_BEHIND.has(reason.code)).map(({ audience }) => audience),
  );
  const reach = isBrief
    ? listener.reach.filter(
        ({ audience, reason }) => !peopled.has(audience) || !NOBODY_BEHIND.has(reason.code),
      )
    : listener.reach;
  const links = audit.interfaces.filter(({ namespace }) => namespace === listener.namespace);
  const groups = groupBy(
    reach,
    ({ audience, verdict, reason }) => `${audience} ${verdict} ${reasonSentence(reason)}`,
  );
  return [...groups.values()]
    .flatMap((entries) => rowOf(entries, listener.reach, links) ?? [])
    .sort((a, b) => place(b) - place(a) || verdictPlace(a) - verdictPlace(b));
}

/** The audiences of which no entry speaks: nothing leads from them to this listener. */
export function absentAudiences({ reach }: AuditedListener): readonly Audience[] {
  return [...AUDIENCES].reverse().filter((audience) => !reach.some((entry) => entry.audience === audience));
}

function rowOf(
  entries: readonly ReachEntry[],
  all: readonly ReachEntry[],
  links: readonly AuditInterface[],
): AudienceRow | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  const own = ownAddresses(links);
  const byInterface = groupBy(entries, (entry) => entry.interface);
  const from = new Set<string>();
  for (const [name, part] of byInterface) {
    const rivals = all.filter((entry) => entry.interface === name && entry.audience === first.audience);
    const link = links.find((candidate) => candidate.name === name);
    const { networks, ranges } = describeGroup(name, part, rivals, link, own);
    for (const text of [...networks, ...[...ranges].sort(byLength)]) from.add(shown(text));
  }
  return {
    audience: first.audience,
    verdict: first.verdict,
    interfaces: [...byInterface.keys()].map(shown),
    from: first.audience === 'this-host' ? ['this host'] : from.size > 0 ? [...from] : ['everyone'],
    why: shown(reasonSentence(first.reason)),
  };
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
