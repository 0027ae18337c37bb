import type { Compared } from '../model/change.js';
import { isSameOwner } from './owners.js';

/** What is one service in two audits: the same listener, one that is bound elsewhere, several that became one. */
export interface Service {
  readonly before: readonly Compared[];
  readonly after: readonly Compared[];
}

export interface Placed {
  readonly subject: Compared;
  /** Where its service is found, in both audits: of two at different places none replaces the other. */
  readonly place: string;
}

/**
 * Pairs what two audits hold. The same id is the same service. What else closed and opened at one place with one owner was bound
 * elsewhere: those of one address family belong together first, then the rest (0.0.0.0 and [::] that became [::]). What
 * two different programs hold is never paired.
 */
export function sameServices(before: readonly Placed[], after: readonly Placed[]): readonly Service[] {
  const [old, now] = [byId(before), byId(after)];
  const [closed, opened] = [byPlace(before, now), byPlace(after, old)];
  const unsettled = new Set([...closed.keys(), ...opened.keys()]);
  const lasting = new Map<string, Service[]>([...unsettled].map((place) => [place, []]));
  const services: Service[] = [];
  for (const { subject, place } of after) {
    const known = old.get(subject.id);
    if (known !== undefined)
      (lasting.get(place) ?? services).push({ before: [known.subject], after: [subject] });
  }
  for (const place of unsettled)
    services.push(...settle(closed.get(place) ?? [], opened.get(place) ?? [], lasting.get(place) ?? []));
  return services;
}

function byId(placed: readonly Placed[]): ReadonlyMap<string, Placed> {
  return new Map(placed.map((each) => [each.subject.id, each]));
}

/** Those that the other audit does not have by their id, by their place. */
function byPlace(placed: readonly Placed[], others: ReadonlyMap<string, Placed>) {
  const found = new Map<string, Compared[]>();
  for (const { subject, place } of placed) {
    if (others.has(subject.id)) continue;
    const known = found.get(place);
    if (known === undefined) found.set(place, [subject]);
    else known.push(subject);
  }
  return found;
}

/** What becomes of one place. */
function settle(
  closed: readonly Compared[],
  opened: readonly Compared[],
  lasting: readonly Service[],
): readonly Service[] {
  const done: Service[] = [];
  let [gone, come] = [closed, opened];
  const pair = (belongs: (a: Compared, b: Compared) => boolean) => {
    for (const group of connected(gone, come, belongs)) {
      done.push(group);
      gone = gone.filter((each) => !group.before.includes(each));
      come = come.filter((each) => !group.after.includes(each));
    }
  };
  pair((a, b) => a.family === b.family && isSameOwner(a.owner, b.owner));
  pair((a, b) => isSameOwner(a.owner, b.owner));
  // What is left may have become a part of what is there before and after: of a [::] that takes IPv4 now.
  let services = [...lasting, ...done];
  const join = (subject: Compared, side: 'before' | 'after') => {
    const other = side === 'before' ? 'after' : 'before';
    const home = services.find((service) => takesOver(service, subject, side, other));
    services =
      home === undefined
        ? [...services, { before: [], after: [], [side]: [subject] }]
        : services.map((each) => (each === home ? { ...home, [side]: [...home[side], subject] } : each));
  };
  for (const subject of gone) join(subject, 'before');
  for (const subject of come) join(subject, 'after');
  return services;
}

/** Whether a service accepts the family of `subject` on the other side alone, so that it may stand for it there. */
function takesOver(
  service: Service,
  subject: Compared,
  side: 'before' | 'after',
  other: 'before' | 'after',
): boolean {
  const { family } = subject;
  const accepts = (listeners: readonly Compared[]) =>
    family !== undefined && listeners.some((each) => each.accepts?.includes(family));
  return (
    accepts(service[other]) &&
    !accepts(service[side]) &&
    service[other].some(({ owner }) => isSameOwner(owner, subject.owner))
  );
}

/** Groups of closed and opened that belong together, directly or by way of others. */
function connected(
  closed: readonly Compared[],
  opened: readonly Compared[],
  belongs: (a: Compared, b: Compared) => boolean,
): readonly Service[] {
  const groups: { before: Compared[]; after: Compared[] }[] = [];
  for (const subject of closed) {
    const partners = opened.filter((other) => belongs(subject, other));
    if (partners.length === 0) continue;
    const touched = groups.filter((group) => group.after.some((each) => partners.includes(each)));
    const merged = {
      before: [...touched.flatMap((group) => group.before), subject],
      after: [...new Set([...touched.flatMap((group) => group.after), ...partners])],
    };
    groups.splice(0, groups.length, ...groups.filter((group) => !touched.includes(group)), merged);
  }
  return groups;
}
