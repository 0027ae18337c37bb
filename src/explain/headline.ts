import { AUDIENCES, type Audience } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import type { Reason } from '../model/reason.js';
import { isGloballyRoutable, isLinkLocal, isPrivate } from './addresses.js';
import { AUDIENCE_NAMES } from './audience-names.js';
import { reasonClause } from './clauses.js';
import { dominantReason } from './dominant.js';
import { dialled } from './endpoint.js';
import type { ExplainedHost, ExplainedNamespace, Subject } from './host.js';
import { listingHeadline } from './listing-headline.js';
import { nobodyHeadline } from './nobody-headline.js';
import { ruleWords } from './rule-words.js';
import { capital } from './sentence.js';
import { nearAndFarWords, whoWords } from './who.js';

/** The answer to "who can reach it, and why not more?" in one sentence that needs no knowledge of networks. */
export function headline(subject: Subject, host: ExplainedHost): string {
  return capital(`${headlineWords(subject, host)}.`);
}

function headlineWords(subject: Subject, host: ExplainedHost): string {
  if (host.collector !== 'linux') return listingHeadline(subject, host);
  const { exposure } = subject;
  const namespace = host.namespace(subject.listener.namespace);
  if (exposure === 'none') {
    const most = subject.exposureAtMost;
    return most === undefined ? nobodyHeadline(subject, host) : atMost(subject, most, namespace);
  }
  if (exposure === 'this-host') {
    const only = subject.exposureAtMost === undefined ? 'only ' : '';
    return `${only}${whoWords(exposure, [], subject.reach, namespace)}${why(subject, exposure)}`;
  }
  return `${peopleWords(subject, exposure, 'allowed', namespace)}${why(subject, exposure)}`;
}

/** Nothing is certain, but something bounds it. */
function atMost(subject: Subject, most: Audience, namespace: ExplainedNamespace): string {
  const people = peopleWords(subject, most, 'conditional', namespace);
  const bound = loopbackBind(subject);
  if (most === 'this-host' && bound !== undefined) return `at most ${people}: ${bound}`;
  const reason = dominantReason(entriesOf(subject, most, 'conditional'));
  return `at most ${people}${reason === undefined ? '' : `; not certain, because ${reasonClause(reason)}`}`;
}

/** The people of an audience, and at which address where the listener's own address does not tell. */
function peopleWords(
  subject: Subject,
  audience: Audience,
  verdict: 'allowed' | 'conditional',
  namespace: ExplainedNamespace,
): string {
  const entries = entriesOf(subject, audience, verdict);
  const how = dialWords(subject, audience, entries);
  const near = audience === 'private-networks' ? entriesOf(subject, 'local-network', verdict) : [];
  const people =
    near.length === 0
      ? whoWords(audience, entries, subject.reach, namespace)
      : nearAndFarWords(near, entries, subject.reach, namespace);
  return `${people}${how}`;
}

function dialWords(subject: Subject, audience: Audience, entries: readonly ReachEntry[]): string {
  const { listener } = subject;
  if (entries.length === 0 || audience === 'this-host') return '';
  const otherPort = entries.every((entry) => entry.port !== listener.port);
  const unexpected = otherPort || listener.scope === 'loopback-only';
  if (audience !== 'internet' && !unexpected) return '';
  const bound = loopbackBind(subject);
  return `, at ${dialled(entries, 2)}${bound === undefined ? '' : `, although ${bound}`}`;
}

/** What keeps wider audiences out, or, where nothing does, what lets this one in. */
function why(subject: Subject, exposure: Audience): string {
  const wider = AUDIENCES.slice(AUDIENCES.indexOf(exposure) + 1).reverse();
  if (subject.exposureAtMost !== undefined) {
    const reason = dominantReason(entriesOf(subject, subject.exposureAtMost, 'conditional'));
    return `; perhaps ${AUDIENCE_NAMES[subject.exposureAtMost]} too${reason === undefined ? '' : `: ${reasonClause(reason)}`}`;
  }
  const bound = loopbackBind(subject);
  if (exposure === 'this-host' && bound !== undefined) return `: ${bound}`;
  const unrouted = wider.includes('internet') ? forwardable(entriesOf(subject, 'internet', 'allowed')) : [];
  if (unrouted.length > 0)
    return `; the internet only if a router forwards to it, since ${unroutedWords(unrouted)}`;
  for (const audience of wider) {
    const reason = dominantReason(entriesOf(subject, audience, 'blocked'));
    if (reason !== undefined) return `; ${excludedWords(exposure, audience, reason)}`;
  }
  if (exposure === 'this-host') return '';
  const reason = dominantReason(entriesOf(subject, exposure, 'allowed'));
  return reason === undefined ? '' : `; ${reasonClause(reason)}`;
}

/** Destinations that a router could forward packets of the internet to: not those of one link. */
function forwardable(entries: readonly ReachEntry[]): readonly string[] {
  const destinations = new Set(entries.flatMap((entry) => entry.destinations));
  return [...destinations].filter((address) => !isLinkLocal(address));
}

/** Packets from the internet would be let in, but no address here is one that they can be sent to. */
function unroutedWords(destinations: readonly string[]): string {
  const [only] = destinations;
  if (destinations.every(isPrivate)) {
    return destinations.length === 1 ? `${only} is a private address` : 'its addresses are private';
  }
  return destinations.length === 1
    ? `the internet has no route to ${only}`
    : 'the internet has no route to any of its addresses';
}

function excludedWords(exposure: Audience, stopped: Audience, reason: Reason): string {
  // Not out of reach, but answered by something else: "nobody" would be false comfort.
  if (reason.code === 'nat-elsewhere') {
    return `for others, NAT hands the port to ${reason.target}, which answers instead (${ruleWords(reason.rule)})`;
  }
  const near = exposure === 'local-network' || exposure === 'private-networks';
  const others = stopped === 'internet' ? 'not the internet' : 'nobody further away';
  return `${near ? others : 'nobody else'}: ${reasonClause(reason)}`;
}

function loopbackBind({ listener }: Subject): string | undefined {
  if (listener.scope !== 'loopback-only') return undefined;
  return `it is bound to ${listener.device === 'lo' ? 'the loopback interface' : listener.address}`;
}

/** Of the internet only what counts where there is such: entries whose destination the internet can send to. */
function entriesOf(
  { reach }: Subject,
  audience: Audience,
  verdict: ReachEntry['verdict'],
): readonly ReachEntry[] {
  const entries = reach.filter((entry) => entry.audience === audience && entry.verdict === verdict);
  if (audience !== 'internet' || verdict === 'blocked') return entries;
  const routable = entries.filter(({ destinations }) => destinations.some(isGloballyRoutable));
  return routable.length > 0 ? routable : entries;
}
