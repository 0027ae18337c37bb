import { AUDIENCES, type Audience } from '../../model/listener.js';
import type { ReachEntry, Verdict } from '../../model/reach.js';
import type { Reason } from '../../model/reason.js';
import { isEmpty } from '../../net/address-set.js';
import { isGloballyRoutable, isLinkLocal } from '../addresses.js';
import { areAtHome, NOBODY_BEHIND } from '../audience-group.js';
import { AUDIENCE_NAMES } from '../audience-names.js';
import { reasonClause } from '../clauses.js';
import { dominantReason } from '../dominant.js';
import { groupBy } from '../group-by.js';
import type { ExplainedHost, ExplainedNamespace, Subject } from '../host.js';
import { strangers } from '../ranges.js';
import { reasonRemedy } from '../remedies.js';
import { capital, firstFew, joinWords } from '../sentence.js';
import { whoWords } from '../who.js';

/** What is true of one audience, or of a part of it. */
interface Finding {
  readonly audience: Audience;
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** Others of the audience fare differently. */
  readonly partial: boolean;
  /** The addresses at which it is so, where it is otherwise at others. */
  readonly at: readonly string[];
  /** The people in it, named. */
  readonly who: string;
}

const FAMILIES = ['ipv4', 'ipv6'] as const;
const VERDICTS: readonly Verdict[] = ['allowed', 'conditional', 'blocked'];

/** Who, whether and by what: a sentence for all audiences of which the same is true, the widest audience first. */
export function audienceNotes({ listener, reach }: Subject, host: ExplainedHost): readonly string[] {
  const namespace = host.namespace(listener.namespace);
  const key = reach.map((entry) => `${entry.interface} ${entry.verdict} ${entry.reason.code}`).join();
  const lists = reach.flatMap(({ sources, destinations }) => [sources, destinations]);
  return namespace.audienceNotes.get(key, lists, () => notesOn(reach, host, namespace));
}

function notesOn(
  reach: readonly ReachEntry[],
  host: ExplainedHost,
  namespace: ExplainedNamespace,
): readonly string[] {
  const findings = AUDIENCES.toReversed().flatMap((audience) => findingsOf(audience, reach, namespace));
  const alike = groupBy(findings, ({ verdict, reason, partial, audience, at }) =>
    [verdict, reasonClause(reason), partial ? audience : '', ...at].join('\n'),
  );
  return [...alike.values()].map((group) => sentence(group, host));
}

function findingsOf(
  audience: Audience,
  reach: readonly ReachEntry[],
  namespace: ExplainedNamespace,
): Finding[] {
  const all = reach.filter((entry) => entry.audience === audience && isSomebody(entry, namespace));
  const peopled = preferring(all, ({ reason }) => !NOBODY_BEHIND.has(reason.code));
  const resident = preferring(peopled, ({ sources }) => !sources.every(isLinkLocal));
  const entries = preferring(resident, ({ sources, interface: name }) =>
    areAtHome(
      sources,
      namespace.interfaces.find((candidate) => candidate.name === name),
    ),
  );
  const open = entries.filter(({ verdict }) => verdict !== 'blocked');
  return VERDICTS.flatMap((verdict) => {
    const part = entries.filter((entry) => entry.verdict === verdict && isSendable(entry));
    const apart =
      verdict === 'blocked' && open.length > 0 ? part.filter((entry) => isApart(entry, open)) : [];
    const rest = part.filter((entry) => !apart.includes(entry));
    return [apart, rest].flatMap((some) => {
      const reason = dominantReason(some);
      if (reason === undefined) return [];
      const partial = part.length < entries.length;
      const at = some === apart ? [...new Set(apart.flatMap(({ destinations }) => destinations))] : [];
      const who = whoWords(audience, some, entries, namespace, verdict === 'allowed' ? 'only ' : '');
      return [{ audience, verdict, reason, partial, at, who }];
    });
  });
}

/** Those that are worth more words, where there are any. */
function preferring(
  entries: readonly ReachEntry[],
  better: (entry: ReachEntry) => boolean,
): readonly ReachEntry[] {
  const preferred = entries.filter(better);
  return preferred.length > 0 ? preferred : entries;
}

/** True when the address decides and not the sender: by the same way others of its family get in, but none at this one. */
function isApart({ interface: way, port, destinations }: ReachEntry, open: readonly ReachEntry[]): boolean {
  const isIpv6 = (address: string) => address.includes(':');
  const same = open.filter((other) => other.interface === way && other.port === port);
  const others = same.flatMap((other) => other.destinations);
  return (
    others.some((other) => destinations.some((address) => isIpv6(address) === isIpv6(other))) &&
    !others.some((other) => destinations.includes(other))
  );
}

/** False where the internet has no address to send to: the headline tells what it takes. */
function isSendable({ audience, verdict, destinations }: ReachEntry): boolean {
  return audience !== 'internet' || verdict === 'blocked' || destinations.some(isGloballyRoutable);
}

/** False for what this host itself, or nobody, would have to send from outside. */
function isSomebody(entry: ReachEntry, namespace: ExplainedNamespace): boolean {
  if (entry.audience === 'this-host') return true;
  return FAMILIES.some((family) => !isEmpty(strangers(family, entry.sources, namespace.own)));
}

function sentence(group: readonly Finding[], host: ExplainedHost): string {
  const [first] = group;
  if (first === undefined) return '';
  const names = joinWords(group.map(({ audience }) => AUDIENCE_NAMES[audience]));
  const who = group.length === 1 ? first.who : names;
  const clause = reasonClause(first.reason);
  switch (first.verdict) {
    case 'allowed':
      return `${capital(who)} can reach it: ${clause}.`;
    case 'blocked':
      if (first.at.length > 0) {
        return `${capital(names)} cannot reach it at ${firstFew(first.at, 3, 'address', 'or')}: ${clause}.`;
      }
      return first.partial
        ? `Except for ${who}: ${clause}.`
        : `${capital(names)} cannot reach it: ${clause}.`;
    case 'conditional':
      return `It cannot be told for ${who}: ${clause}.${remedy(first.reason, host)}`;
    default:
      return first.verdict satisfies never;
  }
}

function remedy(reason: Reason, host: ExplainedHost): string {
  const words = reasonRemedy(reason, host.gaps);
  return words === undefined ? '' : ` ${words}`;
}
