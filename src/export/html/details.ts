import { asideNotes } from '../../explain/aside-notes.js';
import { markOf } from '../../explain/audience-mark.js';
import { type AudienceRow, absentAudiences, audienceRows } from '../../explain/audience-rows.js';
import { closeAdvice } from '../../explain/closing.js';
import { purposeWords } from '../../explain/owner-words.js';
import { joinWords } from '../../explain/sentence.js';
import type { Audit, AuditedListener } from '../../model/audit.js';
import type { Process } from '../../model/facts.js';
import type { Verdict } from '../../model/reach.js';
import type { RuleRef } from '../../model/reason.js';
import { clip } from '../clip.js';
import { ownerName } from '../exposed.js';
import { decidingReason } from '../why.js';
import { advice } from './advice.js';
import { type Entry, MOST_DETAILED } from './entry.js';
import { type Content, type Html, html } from './html.js';
import { mark, reachedLabel } from './marks.js';

const MOST_PROCESSES = 10;
const MOST_RANGES = 12;
/** Characters of a command line; Java's can be a page long. */
const LONG_COMMAND = 300;
/** Characters of a reason in a row; the rule that decides is quoted below. */
const LONG_REASON = 300;

const VERDICTS: Readonly<Record<Verdict, string>> = {
  allowed: '✓ gets through',
  conditional: '? perhaps',
  blocked: '✕ stopped',
};

/** All that is known of each listener, in sections that open. `whole` is the unfiltered audit. */
export function details(entries: readonly Entry[], whole: Audit): Html {
  const more = entries.length - MOST_DETAILED;
  return html`${entries.slice(0, MOST_DETAILED).map((entry) => section(entry, whole))}${
    more > 0 &&
    html`<p>The other ${more} are in the list above; <code>listenscope --format json</code> has everything of them, too.</p>`
  }`;
}

/** What a link leads to stands inside, so that browsers open the section for it. */
function section(entry: Entry, whole: Audit): Html {
  const { protocol, address, listener, section: id } = entry;
  const ways = closeAdvice(listener, whole);
  const notes = asideNotes(listener);
  return html`<details>
<summary><h3>${reachedLabel(entry)} <code>${protocol} ${address}</code> ${ownerName(listener)}</h3></summary>
<div class="body" id="${id}" tabindex="-1">
<p class="answer">${listener.explanation}</p>
${holders(entry)}${waysIn(listener, whole)}${decision(listener)}${
  ways.length > 0 && html`<h4>To close it</h4>${ways.map(advice)}`
}${notes.length > 0 && html`<h4>Good to know</h4><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}
</div>
</details>
`;
}

function holders({ forward, listener, place }: Entry): Html {
  if (forward !== undefined) return html``;
  const { owner, service, scope } = listener;
  const more = owner.processes.length - MOST_PROCESSES;
  const facts: readonly (readonly [name: string, value: Content])[] = [
    ['Bound to', scope.replace('-', ' ')],
    ['Service', service],
    ['Network namespace', place],
    [
      'Held by',
      owner.kind === 'kernel'
        ? `the kernel itself${purposeWords(owner)}`
        : owner.kind === 'unknown' && 'not known',
    ],
    ...owner.processes.slice(0, MOST_PROCESSES).map((process) => ['Held by', processLine(process)] as const),
    ['Held by', more > 0 && `and ${more} more processes`],
  ];
  return html`<dl class="facts">${facts
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
`;
}

function processLine({ name, pid, user, uid, systemdUnit, container, command }: Process): Html {
  const facts = [
    user === undefined ? uid !== undefined && `uid ${uid}` : `user ${user}`,
    systemdUnit,
    container !== undefined && `container ${container}`,
  ].filter((fact) => typeof fact === 'string');
  const line = command.join(' ');
  return html`${name || 'pid'} ${pid}${facts.map((fact) => `, ${fact}`)}${
    line !== '' && line !== name && html`<br><code>${clip(line, LONG_COMMAND)}</code>`
  }`;
}

function waysIn(listener: AuditedListener, whole: Audit): Html {
  const rows = audienceRows(listener, whole);
  const absent = absentAudiences(listener, whole).map((audience) => markOf(audience).label);
  const none = absent.length > 0 && html`<p class="aside">No way in from: ${joinWords(absent)}.</p>\n`;
  if (rows.length === 0) return html`${none}`;
  return html`<table class="audiences">
<caption>Who gets through, and who is stopped</caption>
<thead><tr><th scope="col">Who</th><th scope="col">Result</th><th scope="col">From</th><th scope="col">By</th><th scope="col">Why</th></tr></thead>
<tbody>${rows.map(audienceRow)}</tbody>
</table>
${none}`;
}

function audienceRow({ audience, verdict, from, interfaces, why }: AudienceRow): Html {
  const more = from.length - MOST_RANGES;
  const ranges = `${from.slice(0, MOST_RANGES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return html`<tr class="${verdict}"><th scope="row"><span class="who ${audience}">${mark(audience)} ${markOf(audience).label}</span></th><td>${VERDICTS[verdict]}</td><td>${ranges}</td><td>${interfaces.join(', ')}</td><td>${clip(why, LONG_REASON)}</td></tr>
`;
}

/** The rule or the policy that makes the listener as exposed as it is. */
function decision(listener: AuditedListener): Html {
  const reason = decidingReason(listener);
  if (reason !== undefined && 'rule' in reason && reason.rule !== undefined) return ruleQuote(reason.rule);
  if (reason === undefined || !('chain' in reason) || reason.chain === undefined) return html``;
  const { table, chain, hook } = reason.chain;
  return html`<h4>Decided by</h4><p>The policy of chain <code>${chain}</code> of table <code>${table}</code>, on the ${hook} hook.</p>
`;
}

function ruleQuote({
  table,
  chain,
  position,
  handle,
  text,
  comment,
  frontEndWords,
  frontEnd,
}: RuleRef): Html {
  const words = frontEndWords ?? frontEnd;
  const place = [
    position !== undefined && `rule ${position}`,
    handle !== undefined && `handle ${handle}`,
  ].filter((part) => part !== false);
  return html`<h4>Decided by</h4>
<p>Chain <code>${chain}</code> of table <code>${table}</code>${place.map((part) => `, ${part}`)}${
    words !== undefined && html` (${words})`
  }${comment !== undefined && html`; its comment: <q>${comment}</q>`}:</p>
<pre><code>${text}</code></pre>
`;
}
