import { AUDIENCES, type Audience } from '../../model/listener.js';
import type { ReachEntry, Verdict } from '../../model/reach.js';
import type { Reason } from '../../model/reason.js';
import { isEmpty } from '../../net/address-set.js';
import { isGloballyRoutable, isLinkLocal } from '../addresses.js';
import { areAtHome, NOBODY_BEHIND } from '../audience-group.js';
import { AUDIENCE_NAMES } from '../audience-names.js';
import { reasonClause } from '../clauses.js';
import { tellingReason } from '../dominant.js';
import { groupBy } from '../group-by.js';
import type { AudienceNote, ExplainedHost, ExplainedNamespace, Subject } from '../host.js';
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
  /** The addresses of this host that it is so from, where it is otherwise from others. */
  readonly from: readonly string[];
  /** The people in it, named. */
  readonly who: string;
}

const FAMILIES = ['ipv4', 'ipv6'] as const;

/**
 * Who, whether and by what: a sentence for all audiences of which the same is true, the widest audience first. What
 * `headline` has said is not told again.
 */
export function audienceNotes(
  { listener, reach }: Subject,
  host: ExplainedHost,
  headline = '',
): readonly string[] {
  const namespace = host.namespace(listener.namespace);
  const key = reach.map((entry) => `${entry.interface} ${entry.verdict} ${entry.asymmetric}`).join();
  const parts = reach.flatMap(({ sources, destinations, reason }) => [sources, destinations, reason]);
  const notes = namespace.audienceNotes.get(key, parts, () => notesOn(reach, host, namespace));
  return notes
    .filter(({ who, why }) => !(headline.startsWith(capital(who)) && headline.endsWith(`${why}.`)))
    .map(({ text }) => text);
}

function notesOn(
  reach: readonly ReachEntry[],
  host: ExplainedHost,
  namespace: ExplainedNamespace,
): readonly AudienceNote[] {
  const present = AUDIENCES.filter((audience) => reach.some((entry) => entry.audience === audience));
  const findings = present.toReversed().flatMap((audience) => findingsOf(audience, reach, namespace));
  const alike = groupBy(findings, ({ verdict, reason, partial, audience, at, from }) =>
    [verdict, reasonClause(reason), partial ? audience : '', ...at, ...from].join('\n'),
  );
  return [...alike.values()].map((group) => noteOn(group, host));
}

function findingsOf(
  audience: Audience,
  reach: readonly ReachEntry[],
  namespace: ExplainedNamespace,
): Finding[] {
  const all = reach.filter((entry) => entry.audience === audience && isSomebody(entry, namespace));
  const own = preferring(all, ({ reason }) => reason.code !== 'shadowed');
  const entries = audience === 'this-host' ? own : residents(own, namespace);
  const open = entries.filter(({ verdict }) => verdict !== 'blocked');
  // It lacks an address to send to, and the headline tells what it would take.
  if (open.length > 0 && !open.some(isSendable)) return [];
  const blocked = entries.filter(
    ({ verdict, reason }) => verdict === 'blocked' && (open.length === 0 || !NOBODY_BEHIND.has(reason.code)),
  );
  const apart = open.length > 0 ? blocked.filter((entry) => isApart(entry, open)) : [];
  const parts = [
    open.filter((entry) => entry.verdict === 'allowed' && isSendable(entry)),
    open.filter((entry) => entry.verdict === 'conditional' && isSendable(entry)),
    apart,
    blocked.filter((entry) => !apart.includes(entry)),
  ];
  return parts.flatMap((some) => {
    const [first] = some;
    const reason = tellingReason(some);
    if (first === undefined || reason === undefined) return [];
    const { verdict } = first;
    const partial = parts.some((others) => others !== some && others.length > 0);
    const at = some === apart ? unanswered(apart, open) : [];
    const who = whoWords(audience, some, entries, namespace, verdict === 'blocked' ? 'places' : 'people');
    const ofOwn = audience === 'this-host' && verdict === 'blocked' && partial && at.length === 0;
    return [{ audience, verdict, reason, partial, at, from: ofOwn ? sourceTexts(some) : [], who }];
  });
}

function sourceTexts(entries: readonly ReachEntry[]): readonly string[] {
  return [...new Set(entries.flatMap(({ sources }) => sources))].map((text) =>
    text.replace(/\/(32|128)$/, ''),
  );
}

/** Without those whose addresses say little: link-local ones, and those that are not of the link's own networks. */
function residents(entries: readonly ReachEntry[], namespace: ExplainedNamespace): readonly ReachEntry[] {
  const named = preferring(entries, ({ sources }) => !sources.every(isLinkLocal));
  return preferring(named, ({ sources, interface: name }) => areAtHome(sources, namespace.ways.get(name)));
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
  const same = open.filter((other) => other.interface === way);
  const here = same.filter((other) => other.port === port).flatMap((other) => other.destinations);
  return (
    same.some((other) => destinations.some((one) => isIpv6(one) === isIpv6(other.destinations[0] ?? ''))) &&
    !here.some((other) => destinations.includes(other))
  );
}

/** Where they are not let in: addresses, or ports where those are what makes the difference. */
function unanswered(apart: readonly ReachEntry[], open: readonly ReachEntry[]): readonly string[] {
  const ports = new Set(apart.map(({ port }) => port));
  if (open.every(({ port }) => !ports.has(port))) return [...ports].map((port) => `port ${port}`);
  return [...new Set(apart.flatMap(({ destinations }) => destinations))];
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

function noteOn(group: readonly Finding[], host: ExplainedHost): AudienceNote {
  const [first] = group;
  if (first === undefined) return { text: '', who: '', why: '' };
  const names = joinWords(group.map(({ audience }) => AUDIENCE_NAMES[audience]));
  const isBlocked = first.verdict === 'blocked' && (!first.partial || first.at.length > 0);
  const who = group.length > 1 || isBlocked ? names : first.who;
  const why = reasonClause(first.reason);
  return { text: `${capital(who)} ${whether(first)}: ${why}.${remedy(first.reason, host)}`, who, why };
}

function whether({ verdict, at, from }: Finding): string {
  switch (verdict) {
    case 'allowed':
      return 'can reach it';
    case 'blocked':
      return `cannot reach it${places('at', at)}${places('from', from)}`;
    case 'conditional':
      return 'can perhaps reach it';
    default:
      return verdict satisfies never;
  }
}

function places(word: 'at' | 'from', addresses: readonly string[]): string {
  return addresses.length === 0 ? '' : ` ${word} ${firstFew(addresses, 3, 'address', 'or')}`;
}

function remedy(reason: Reason, host: ExplainedHost): string {
  const words = reasonRemedy(reason, host.gaps);
  return words === undefined ? '' : ` ${words}`;
}
