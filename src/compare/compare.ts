import type { Change, Compared, ComparedAudit, Comparison } from '../model/change.js';
import { AUDIENCES, type Exposure } from '../model/listener.js';
import { type IpFamily, subtract } from '../net/address-set.js';
import { type AuditIndex, auditIndex } from './audit-index.js';
import { causesOf } from './causes.js';
import { comparisonLimits, onesidedDoubts } from './comparison-limits.js';
import { type Placed, type Service, sameServices } from './same-service.js';
import { differences, type IsUnknown, type OwnAddresses, shiftOf } from './shifts.js';
import { waysOf } from './ways.js';

/**
 * Compares two audits of one host, service by service; the widest exposure first, then by id. Pids, inodes, queues, the order of
 * things, handles of rules and the numbers of namespaces are no difference.
 */
export function compareAudits(before: ComparedAudit, after: ComparedAudit): Comparison {
  const limits = comparisonLimits(before, after);
  const isUnknown = onesidedDoubts(before, after);
  const [old, now] = [auditIndex(before), auditIndex(after)];
  const changes = sameServices(placed(before, old), placed(after, now))
    .filter((service) => !isOutOfSight(service, limits, old, now))
    .flatMap((service) => changeOf(service, old, now, isUnknown) ?? []);
  return { changes: changes.sort(bySeverity), limits };
}

/** Each with the place where its service is found: namespace, protocol and port. A forward is no listener. */
function placed({ subjects }: ComparedAudit, { labels }: AuditIndex): readonly Placed[] {
  return subjects.map((subject) => {
    const { namespace, protocol, port, target } = subject;
    const place = [labels.get(namespace) ?? namespace, protocol, port, target !== undefined].join('\n');
    return { subject, place };
  });
}

/** What opened or closed where the other audit could not look may have been there all the time. */
function isOutOfSight(
  { before, after }: Service,
  limits: Comparison['limits'],
  old: AuditIndex,
  now: AuditIndex,
): boolean {
  if (before.length > 0 && after.length > 0) return false;
  const [subject, missing, here, there] =
    before.length === 0
      ? ([after[0], 'before', now, old] as const)
      : ([before[0], 'after', old, now] as const);
  if (subject === undefined) return true;
  const label = here.labels.get(subject.namespace) ?? subject.namespace;
  return limits.some(({ missing: side, gap }) => {
    if (side !== missing) return false;
    if (gap.code === 'namespaces-unreadable') return ![...there.labels.values()].includes(label);
    return gap.code === 'sockets-not-listed' && gap.subject.toLowerCase().includes(subject.protocol);
  });
}

function changeOf(
  { before, after }: Service,
  old: AuditIndex,
  now: AuditIndex,
  isUnknown: IsUnknown,
): Change | undefined {
  if (before.length === 1 && after.length === 1 && before[0] === after[0]) return undefined;
  const sorted = { before: before.toSorted(byId), after: after.toSorted(byId) };
  // Where one of the audits does not tell of groups, what the other tells of them is no change.
  const groups = [...before, ...after].every((subject) => subject.groupReach !== undefined);
  const [waysBefore, waysAfter] = [waysOf(before, old.labels, groups), waysOf(after, now.labels, groups)];
  const gained = differences(waysAfter, waysBefore, isUnknown, ownAddresses(now, old));
  const lost = differences(waysBefore, waysAfter, isUnknown, ownAddresses(old, now));
  const [exposureBefore, exposureAfter] = [widest(before), widest(after)];
  const causes = causesOf(
    sorted,
    [
      ...gained.map((difference) => ({ difference, here: 'after' }) as const),
      ...lost.map((difference) => ({ difference, here: 'before' }) as const),
    ],
    old,
    now,
  );
  const kind = kindOf(sorted, gained.length > 0, lost.length > 0, causes.length > 0);
  if (kind === undefined) return undefined;
  return {
    kind,
    ...sorted,
    exposureBefore,
    exposureAfter,
    gained: gained.map((difference) => shiftOf(difference, 'after')),
    lost: lost.map((difference) => shiftOf(difference, 'before')),
    causes,
  };
}

/**
 * Addresses that are the host's own on one side alone. That it reaches nothing from outside by those of the other side, and
 * itself by those of this one, is neither a gain nor a loss.
 */
function ownAddresses(here: AuditIndex, there: AuditIndex): OwnAddresses {
  const alone = (one: AuditIndex, other: AuditIndex) => (namespace: string, family: IpFamily) => {
    const label = here.labels.get(namespace) ?? namespace;
    return subtract(one.own(label)[family], other.own(label)[family]);
  };
  return { hereAlone: alone(here, there), thereAlone: alone(there, here) };
}

function kindOf(
  { before, after }: Service,
  gains: boolean,
  loses: boolean,
  isCaused: boolean,
): Change['kind'] | undefined {
  if (before.length === 0) return 'opened';
  if (after.length === 0) return 'closed';
  if (gains !== loses) return gains ? 'widened' : 'narrowed';
  if (!gains && !isCaused) return undefined;
  const wider = rank(widest(after)) - rank(widest(before));
  // Without a gain or a loss another exposure comes of what was not known on one side.
  if (wider === 0 || !gains) return 'changed';
  return wider > 0 ? 'widened' : 'narrowed';
}

function widest(subjects: readonly Compared[]): Exposure | undefined {
  const [first, ...others] = subjects.map(({ exposure }) => exposure);
  return others.reduce((a, b) => (rank(b) > rank(a) ? b : a), first);
}

const KINDS: readonly Change['kind'][] = ['widened', 'opened', 'changed', 'narrowed', 'closed'];

/** The widest exposure of either side first, what became wider before what became narrower, then by id. */
function bySeverity(a: Change, b: Change): number {
  const exposure = (change: Change) => Math.max(rank(change.exposureBefore), rank(change.exposureAfter));
  return (
    exposure(b) - exposure(a) ||
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    compareText(idOf(a), idOf(b))
  );
}

function idOf({ before, after }: Change): string {
  return (after[0] ?? before[0])?.id ?? '';
}

function byId(a: Compared, b: Compared): number {
  return compareText(a.id, b.id);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a === b ? 0 : 1;
}

function rank(exposure: Exposure | undefined): number {
  return exposure === undefined || exposure === 'none' ? -1 : AUDIENCES.indexOf(exposure);
}
