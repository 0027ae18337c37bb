import { AUDIENCES, type Audience } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import { reasonClause } from './clauses.js';
import { dominantReason } from './dominant.js';
import { dialled } from './endpoint.js';
import { entriesOf, loopbackBind } from './headline-entries.js';
import { headlineWhy } from './headline-why.js';
import type { ExplainedHost, ExplainedNamespace, Subject } from './host.js';
import { listingHeadline } from './listing-headline.js';
import { nobodyHeadline } from './nobody-headline.js';
import { capital } from './sentence.js';
import { type Naming, nearAndFarWords, whoWords } from './who.js';

/** Characters that a headline should take at most: two and a half lines of a terminal. */
const LONG = 200;

/** What is tried one after the other until the headline is short enough; the notes have what it leaves out. */
const STYLES: readonly HeadlineStyle[] = [
  { naming: 'people', quoting: true },
  { naming: 'people', quoting: false },
  { naming: 'brief', quoting: false },
];

/** How a headline is worded. `quoting`: with the text of the rule that decides. */
interface HeadlineStyle {
  readonly naming: Naming;
  readonly quoting: boolean;
}

/** The answer to "who can reach it, and why not more?" in one sentence that needs no knowledge of networks. */
export function headline(subject: Subject, host: ExplainedHost): string {
  if (host.collector !== 'linux') return capital(`${listingHeadline(subject, host)}.`);
  let words = '';
  for (const style of STYLES) {
    words = headlineWords(subject, host, style);
    if (words.length < LONG) break;
  }
  return capital(`${words}.`);
}

function headlineWords(subject: Subject, host: ExplainedHost, style: HeadlineStyle): string {
  const { exposure } = subject;
  const namespace = host.namespace(subject.listener.namespace);
  if (exposure === 'none') {
    const most = subject.exposureAtMost;
    return most === undefined
      ? nobodyHeadline(subject, host, style.quoting)
      : atMost(subject, most, namespace, style);
  }
  const why = headlineWhy(subject, exposure, style.quoting);
  if (exposure === 'this-host') {
    const only = subject.exposureAtMost === undefined ? 'only ' : '';
    return `${only}${whoWords(exposure, entriesOf(subject, exposure, 'allowed'), subject.reach, namespace)}${why}`;
  }
  return `${peopleWords(subject, exposure, 'allowed', namespace, style)}${why}`;
}

/** Nothing is certain, but something bounds it. */
function atMost(
  subject: Subject,
  most: Audience,
  namespace: ExplainedNamespace,
  style: HeadlineStyle,
): string {
  const people = peopleWords(subject, most, 'conditional', namespace, style);
  const bound = loopbackBind(subject);
  if (most === 'this-host' && bound !== undefined) return `at most ${people}: ${bound}`;
  const reason = dominantReason(entriesOf(subject, most, 'conditional'));
  return `at most ${people}${reason === undefined ? '' : `; not certain, because ${reasonClause(reason, style.quoting)}`}`;
}

/** The people of an audience, and at which address where the listener's own address does not tell. */
function peopleWords(
  subject: Subject,
  audience: Audience,
  verdict: 'allowed' | 'conditional',
  namespace: ExplainedNamespace,
  style: HeadlineStyle,
): string {
  const { naming } = style;
  const entries = entriesOf(subject, audience, verdict);
  const usual = entries.every(({ asymmetric }) => asymmetric) ? nearerAudience(subject, audience) : undefined;
  if (verdict === 'allowed' && usual !== undefined) {
    const strays = whoWords(audience, entries, subject.reach, namespace, 'places');
    return `${peopleWords(subject, usual, verdict, namespace, style)}, and ${strays}`;
  }
  const near = audience === 'private-networks' ? entriesOf(subject, 'local-network', verdict) : [];
  const people = near.some(({ asymmetric }) => !asymmetric)
    ? nearAndFarWords(near, entries, subject.reach, namespace, naming)
    : whoWords(audience, entries, subject.reach, namespace, naming);
  return `${people}${dialWords(subject, audience, entries)}`;
}

/** The widest of the narrower audiences beyond this host that gets in by its usual way. */
function nearerAudience({ reach }: Subject, than: Audience): Audience | undefined {
  return AUDIENCES.slice(1, AUDIENCES.indexOf(than)).findLast((audience) =>
    reach.some((entry) => entry.audience === audience && entry.verdict === 'allowed' && !entry.asymmetric),
  );
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
