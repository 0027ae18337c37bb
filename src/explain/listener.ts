import type { AuditedListener } from '../model/audit.js';
import { headline } from './headline.js';
import type { ExplainedHost, Subject } from './host.js';
import { labelled } from './namespace-words.js';
import { audienceNotes } from './notes/audience-notes.js';
import { bindNotes } from './notes/bind-notes.js';
import { caveatNotes } from './notes/caveat-notes.js';
import { dialNotes } from './notes/dial-notes.js';
import { groupHint, groupNotes } from './notes/group-notes.js';
import { ownerNotes } from './notes/owner-notes.js';
import { relayHint, relayNotes } from './notes/relay-notes.js';
import { shadowNotes } from './notes/shadow-notes.js';
import { strayNotes } from './notes/stray-notes.js';
import { userNetworkNotes } from './notes/user-network-notes.js';
import { withoutStrays } from './strays.js';

/**
 * Puts into words who can reach a listener: one headline for everybody, then a note for each further fact: what to dial, what
 * its address means, which sockets share the port, the reasons by audience, and what limits the answer.
 * `host` comes from `explainedHost`, once an audit. Names from the system stand in it unescaped.
 */
export function explainListener(
  subject: Subject,
  host: ExplainedHost,
): Pick<AuditedListener, 'explanation' | 'notes' | 'audienceNotes'> {
  const told = { ...subject, reach: labelled(subject.reach, host) };
  const regular = { ...told, reach: withoutStrays(told.reach) };
  const explanation = headline(regular, host);
  const byAudience = audienceNotes(regular, host, explanation);
  const heard = { ...regular, groupReach: labelled(subject.groupReach ?? [], host) };
  const hint = relayHint(subject, host) ?? groupHint(heard);
  return {
    explanation: hint === undefined ? explanation : `${explanation} ${hint}`,
    audienceNotes: byAudience,
    notes: [
      ...dialNotes(regular, host),
      ...ownerNotes(subject),
      ...relayNotes(subject, host),
      ...userNetworkNotes(subject, host),
      ...bindNotes({ ...subject, reach: withoutStrays(subject.reach) }),
      ...shadowNotes(subject, host),
      ...byAudience,
      ...strayNotes(told),
      ...groupNotes(heard),
      ...caveatNotes(subject, host),
    ],
  };
}
