import type { Cause, Change, Compared, ComparisonLimit, Shift } from '../model/change.js';
import { EXPOSURES, type Exposure } from '../model/listener.js';
import { endpoint } from './endpoint.js';
import { groupBy } from './group-by.js';
import { holderName } from './owner-words.js';
import { reasonSentence } from './reasons.js';
import { policyName, ruleWords } from './rule-words.js';
import { firstFew, fullStop } from './sentence.js';
import { widerByGroups } from './wider-by-groups.js';

const CAUSES = 2;
const WAYS = 6;

/** "tcp 0.0.0.0:6379 redis-server  this-host → internet  (bind 127.0.0.1 → 0.0.0.0)": a change in one line. Unescaped. */
export function changeHeadline(change: Change): string {
  const causes = change.causes.filter(
    ({ code }) => code !== 'process' || (change.before.length > 0 && change.after.length > 0),
  );
  const words = causes.map(causeWords);
  const more = words.length > CAUSES ? `; and ${words.length - CAUSES} more` : '';
  return [
    subjectWords(change),
    exposureWords(change),
    words.length === 0 ? '' : `(${words.slice(0, CAUSES).join('; ')}${more})`,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** Who gained and who lost what, a line for each way, and the causes that the headline has no room for. Unescaped. */
export function changeDetails(change: Change): readonly string[] {
  const { before, after, gained, lost, causes } = change;
  const replaced = before.length > 0 && after.length > 0;
  return [
    ...(replaced ? shiftLines(gained) : []),
    ...(replaced ? shiftLines(lost) : []),
    ...(causes.length > CAUSES && replaced ? causes.map((cause) => `why: ${causeWords(cause)}`) : []),
  ];
}

function subjectWords({ before, after }: Change): string {
  const subjects = after.length > 0 ? after : before;
  const ids = subjects.map(({ id }) => id.replace('/', ' ')).join(' + ');
  const holder = subjects.map(holderName).find((name) => name !== undefined);
  const dialled = [...new Set(subjects.flatMap(otherPorts))].sort((a, b) => a - b);
  const by = dialled.length === 0 ? '' : ` by port ${firstFew(dialled.map(String), 2, 'port')}`;
  return `${ids}${holder === undefined ? '' : ` ${holder}`}${by}`;
}

/** Ports that NAT hands to that of a listener: clients dial them in its stead. A forward's id has its port already. */
function otherPorts({ port, target, reach }: Compared): readonly number[] {
  if (target !== undefined) return [];
  const open = reach.filter(({ verdict, audience }) => verdict !== 'blocked' && audience !== 'this-host');
  return open.map((way) => way.port).filter((each) => each !== port);
}

function exposureWords({ kind, before, after, exposureBefore, exposureAfter }: Change): string {
  const [old, now] = [reachedBy(before, exposureBefore), reachedBy(after, exposureAfter)];
  switch (kind) {
    case 'opened':
      return now;
    case 'closed':
      return `was ${old}`;
    case 'widened':
    case 'narrowed':
    case 'changed':
      return old === now ? now : `${old} → ${now}`;
    default:
      return kind satisfies never;
  }
}

/** As the table has it: "this-host", "this-host, internet?", "this-host, local-network by group". */
function reachedBy(subjects: readonly Compared[], exposure: Exposure = 'none'): string {
  const groups = subjects.flatMap(
    ({ groupReach = [], exposureAtMost }) => widerByGroups({ groupReach, exposure, exposureAtMost }) ?? [],
  );
  const [wider] = groups.toSorted((a, b) => EXPOSURES.indexOf(b.audience) - EXPOSURES.indexOf(a.audience));
  const byGroup = wider === undefined ? '' : `, ${wider.audience} by group${wider.certain ? '' : '?'}`;
  return `${byAddress(subjects, exposure)}${byGroup}`;
}

function byAddress(subjects: readonly Compared[], exposure: Exposure): string {
  const rank = (each: Exposure) => EXPOSURES.indexOf(each);
  const most = Math.max(...subjects.map(({ exposureAtMost }) => rank(exposureAtMost ?? 'none')));
  if (most <= rank(exposure)) return exposure;
  const perhaps = EXPOSURES[most];
  return exposure === 'none' ? `${perhaps}?` : `${exposure}, ${perhaps}?`;
}

function shiftLines(shifts: readonly Shift[]): readonly string[] {
  const lines = [...groupBy(shifts, shiftHead)].map(
    ([head, group]) => `${head}, ${whence(group)} to ${whither(group)}`,
  );
  if (lines.length <= WAYS) return lines;
  return [...lines.slice(0, WAYS), `and ${lines.length - WAYS} more ways`];
}

function shiftHead({ before, after, audience, interface: name }: Shift): string {
  return `${standingWords(before, after)}: ${audience} by ${name}`;
}

function standingWords(before: Shift['before'], after: Shift['after']): string {
  if (after === 'allowed') return before === 'none' ? 'now' : 'now certainly';
  if (after === 'conditional') return before === 'none' ? 'now perhaps' : 'no longer certainly';
  return before === 'allowed' ? 'no longer' : 'no longer even perhaps';
}

function whence(group: readonly Shift[]): string {
  return `from ${firstFew([...new Set(group.flatMap(({ sources }) => sources))], 2, 'range')}`;
}

function whither(group: readonly Shift[]): string {
  const ends = group.flatMap(({ destinations, port }) => destinations.map((each) => endpoint(each, port)));
  return firstFew([...new Set(ends)], 2, 'address');
}

/** Why something changed, in the few words that stand in brackets. Unescaped. */
export function causeWords(cause: Cause): string {
  switch (cause.code) {
    case 'bind':
      return `bind ${cause.before.join(' + ')} → ${cause.after.join(' + ')}`;
    case 'target':
      return `handed to ${cause.after.join(' + ')}, before to ${cause.before.join(' + ')}`;
    case 'process':
      return processWords(cause.before, cause.after);
    case 'rule':
      return ruleCauseWords(cause);
    case 'policy':
      return `policy of ${policyName(cause.chain)}: ${cause.before ?? 'none'} → ${cause.after ?? 'none'}`;
    case 'firewall':
      return cause.after ? 'there are firewall rules now' : 'the firewall rules are gone';
    case 'interface':
      return `interface ${cause.interface} ${cause.after ? 'is up' : 'is gone or down'}`;
    case 'address':
      return `address ${cause.address} ${cause.after ? 'added to' : 'removed from'} ${cause.interface}`;
    case 'group':
      return `${cause.after ? 'joined' : 'left'} ${cause.group} on ${cause.interface}`;
    case 'route':
      if (cause.route === undefined)
        return cause.after ? 'there is a route back now' : 'there is no route back';
      return `route ${cause.route} ${cause.after ? 'added' : 'removed'}`;
    case 'sysctl':
      return cause.before === undefined && cause.after === undefined
        ? `setting ${cause.name}`
        : `${cause.name} ${cause.before ?? 'unset'} → ${cause.after ?? 'unset'}`;
    case 'set':
      return `what a set holds: ${ruleWords(cause.rule)}`;
    case 'listener':
      return cause.after ? `${cause.id} gets it instead` : `${cause.id} no longer gets it instead`;
    case 'reason':
      return reasonCauseWords(cause);
    default:
      return cause satisfies never;
  }
}

function processWords(before: readonly string[], after: readonly string[]): string {
  if (before.length === 0) return `held by ${after.join(', ')}`;
  if (after.length === 0) return `held by ${before.join(', ')}`;
  return `process ${before.join(', ')} → ${after.join(', ')}`;
}

function ruleCauseWords({ before, after }: Extract<Cause, { code: 'rule' }>): string {
  if (before === undefined) return after === undefined ? 'a rule' : `new rule ${ruleWords(after)}`;
  if (after === undefined) return `rule gone: ${ruleWords(before)}`;
  return `rule ${ruleWords(before)} → ${ruleWords(after)}`;
}

function reasonCauseWords({ before, after }: Extract<Cause, { code: 'reason' }>): string {
  if (before === undefined) return after === undefined ? 'another reason' : reasonSentence(after);
  if (after === undefined) return `no longer: ${reasonSentence(before)}`;
  return `${reasonSentence(before)} → ${reasonSentence(after)}`;
}

/** What was not known on one side, as a sentence. Unescaped. */
export function limitSentence({ missing, gap }: ComparisonLimit): string {
  const remedy = gap.remedy === undefined ? '' : ` (${gap.remedy})`;
  return `not known ${missing}, so that nothing which rests on it is compared: ${fullStop(gap.detail)}${remedy}`;
}

const KINDS: readonly Change['kind'][] = ['opened', 'widened', 'changed', 'narrowed', 'closed'];

/** "2 opened, 1 widened": how many changes there are. */
export function changeSummary(changes: readonly Change[]): string {
  return KINDS.map((kind) => [changes.filter((change) => change.kind === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${count} ${kind}`)
    .join(', ');
}
