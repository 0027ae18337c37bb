import { AUDIENCES, type Audience } from '../model/listener.js';
import type { ReachEntry } from '../model/reach.js';
import type { Reason } from '../model/reason.js';
import { isLinkLocal, isMulticast, isPrivate } from './addresses.js';
import { AUDIENCE_NAMES } from './audience-names.js';
import { answeredInstead, reasonClause } from './clauses.js';
import { dominantReason, tellingReason } from './dominant.js';
import { entriesOf, loopbackBind } from './headline-entries.js';
import type { Subject } from './host.js';

/**
 * The second half of a headline: what keeps wider audiences than `exposure` out, or, where nothing does, what lets this one in.
 * Begins with its own ";" or ":"; empty where there is nothing to say. `quoting`: with the text of the rule.
 */
export function headlineWhy(subject: Subject, exposure: Audience, quoting: boolean): string {
  const clause = (reason: Reason) => reasonClause(reason, quoting);
  const perhaps = perhapsMore(subject, exposure);
  if (perhaps !== undefined) {
    return `; perhaps ${perhaps.who}${perhaps.reason === undefined ? '' : `: ${clause(perhaps.reason)}`}`;
  }
  const bound = loopbackBind(subject);
  if (exposure === 'this-host' && bound !== undefined) return `: ${bound}`;
  const wider = AUDIENCES.slice(AUDIENCES.indexOf(exposure) + 1).reverse();
  const unrouted = wider.includes('internet') ? forwardable(entriesOf(subject, 'internet', 'allowed')) : [];
  if (unrouted.length > 0)
    return `; the internet only if a router forwards to it, since ${unroutedWords(unrouted)}`;
  const isNear = exposure === 'local-network' || exposure === 'private-networks';
  if (isNear && isUnrouted(subject)) {
    const way = subject.listener.device === undefined ? 'there' : `there through ${subject.listener.device}`;
    return `; not the internet: no route leads ${way}`;
  }
  for (const audience of wider) {
    const reason = tellingReason(entriesOf(subject, audience, 'blocked'));
    if (reason !== undefined) return `; ${excludedWords(isNear, audience, reason, quoting)}`;
  }
  if (exposure === 'this-host') return '';
  const reason = dominantReason(entriesOf(subject, exposure, 'allowed'));
  return reason === undefined ? '' : `; ${clause(reason)}`;
}

const MORE: Readonly<Record<Audience, string>> = {
  'this-host': 'more of this machine',
  containers: 'other containers',
  vpn: 'other VPN peers',
  'local-network': 'others on the local network',
  'private-networks': 'other private networks',
  internet: 'more of the internet',
};

/** Who else may get in, where that cannot be decided: a wider audience, or the rest of the widest. */
function perhapsMore(
  subject: Subject,
  exposure: Audience,
): { readonly who: string; readonly reason: Reason | undefined } | undefined {
  const { exposureAtMost: most } = subject;
  if (most !== undefined) {
    const reason = dominantReason(entriesOf(subject, most, 'conditional'));
    return { who: `${AUDIENCE_NAMES[most]} too`, reason };
  }
  if (exposure === 'this-host') return undefined;
  const undecided = entriesOf(subject, exposure, 'conditional');
  const reason = dominantReason(undecided.filter(({ asymmetric }) => !asymmetric));
  return reason && { who: `${MORE[exposure]} too`, reason };
}

/** True when nothing of the internet gets as far as a rule: this host has no way to it, or none by these interfaces. */
function isUnrouted({ listener, reach }: Subject): boolean {
  if (isLinkLocal(listener.address) || isMulticast(listener.address)) return false;
  const internet = reach.filter(({ audience }) => audience === 'internet');
  const reason = tellingReason(internet);
  return reason === undefined || reason.code === 'no-return-route' || reason.code === 'reverse-path';
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
    : 'the internet has no route to its addresses';
}

function excludedWords(isNear: boolean, stopped: Audience, reason: Reason, quoting: boolean): string {
  // Not out of reach, but answered by something else: "nobody" would be false comfort.
  const instead = answeredInstead(reason, quoting);
  if (instead !== undefined) return `for others, ${instead}`;
  const others = stopped === 'internet' ? 'not the internet' : 'nobody further away';
  return `${isNear ? others : 'nobody else'}: ${reasonClause(reason, quoting)}`;
}
