import type { Cause, Compared } from '../model/change.js';
import { type AuditIndex, groupKey, interfaceKey } from './audit-index.js';
import { isSameRule, ruleOf } from './known-rules.js';
import { holders, isOtherOwner } from './owners.js';
import { changedRoutes, reasonCauses, type Sides } from './reason-causes.js';
import type { Service } from './same-service.js';
import type { Difference } from './shifts.js';

/** Causes of one kind that are named: an interface with a hundred addresses came up once. */
const NAMED = 8;

/** A difference, and whether it is there before or after. */
export interface SidedDifference {
  readonly difference: Difference;
  readonly here: 'before' | 'after';
}

/** Why a service is reached otherwise than before. */
export function causesOf(
  service: Service,
  differences: readonly SidedDifference[],
  before: AuditIndex,
  after: AuditIndex,
): readonly Cause[] {
  const own = [...bindCauses(service), ...processCauses(service)];
  const isNew = service.before.length === 0 || service.after.length === 0;
  const wayCauses = differences.flatMap(({ difference, here }) => {
    const passing = passingOf(service, difference, here === 'after' ? after : before);
    const sides: Sides = { before, after, passing };
    const nat = natCauses(service, difference, here, sides);
    if (nat.length > 0 || isNew) return nat;
    return networkCauses(difference, sides, own.length > 0, here).map((cause) =>
      // Looked up by its label, told by its id.
      'namespace' in cause ? { ...cause, namespace: difference.namespace } : cause,
    );
  });
  return limited(distinct([...own, ...wayCauses]));
}

function bindCauses({ before, after }: Service): readonly Cause[] {
  if (before.length === 0 || after.length === 0) return [];
  const isForward = after.some(({ target }) => target !== undefined);
  const words = (subjects: readonly Compared[]) => subjects.map(isForward ? targetOf : bindOf).sort();
  const [old, now] = [words(before), words(after)];
  if (old.join('\n') === now.join('\n')) return [];
  return [{ code: isForward ? 'target' : 'bind', before: old, after: now }];
}

function targetOf({ target }: Compared): string {
  if (target === undefined) return '';
  const { address, port } = target;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** "127.0.0.1", "0.0.0.0%eth0", "::"; whether a [::] takes IPv4 as well is a part of where it is bound. */
function bindOf({ address = '', device, family, v6only }: Compared): string {
  const place = device !== undefined && !address.includes('%') ? `${address}%${device}` : address;
  return family === 'ipv6' && address === '::' && v6only === true ? `${place} (IPv6 only)` : place;
}

function processCauses({ before, after }: Service): readonly Cause[] {
  const names = (subjects: readonly Compared[]) =>
    [...new Set(subjects.flatMap(({ owner }) => holders(owner)))].sort();
  const [old, now] = [names(before), names(after)];
  if (before.length === 0 || after.length === 0)
    return old.length + now.length === 0 ? [] : [{ code: 'process', before: old, after: now }];
  const isOther = before.every((a) => after.every((b) => isOtherOwner(a.owner, b.owner)));
  return isOther ? [{ code: 'process', before: old, after: now }] : [];
}

/** The labels of the namespaces that a packet passes: where it comes in, then where it ends. */
function passingOf(
  { before, after }: Service,
  { namespace }: Difference,
  { labels }: AuditIndex,
): Sides['passing'] {
  const own = [...after, ...before].map((subject) => labels.get(subject.namespace) ?? subject.namespace);
  return [labels.get(namespace) ?? namespace, ...own];
}

/** A rule by which NAT hands it on, where what is dialled is not the listener's own port in its own namespace. */
function natCauses(
  { before, after }: Service,
  { namespace, port }: Difference,
  here: 'before' | 'after',
  sides: Sides,
): readonly Cause[] {
  const isDirect = [...before, ...after].some(
    (subject) => subject.target === undefined && subject.namespace === namespace && subject.port === port,
  );
  if (isDirect) return [];
  const other = here === 'after' ? 'before' : 'after';
  return sides[here].rules
    .natRules(sides.passing.slice(0, 1), port)
    .filter((rule) => !sides[other].rules.has(sides.passing.slice(0, 1), rule))
    .map((rule) => ({ code: 'rule', [here]: rule }));
}

/** What of the network or of the firewall is otherwise. */
function networkCauses(
  difference: Difference,
  sides: Sides,
  isExplained: boolean,
  here: 'before' | 'after',
): readonly Cause[] {
  const plain = [...interfaceCauses(difference, sides), ...addressCauses(difference, sides)];
  if (plain.length > 0) return plain;
  const groups = groupCauses(difference, sides);
  if (groups.length > 0) return groups;
  const { reason, otherReasons } = difference;
  const others = otherReasons.length === 0 ? [undefined] : otherReasons;
  const byReason = others.flatMap((other) =>
    here === 'after' ? reasonCauses(other, reason, sides) : reasonCauses(reason, other, sides),
  );
  if (byReason.length > 0 || isExplained)
    return byReason.filter((cause) => !isExplained || cause.code !== 'reason');
  const prefixes = prefixCauses(difference, sides);
  if (prefixes.length > 0) return prefixes;
  const rule = [reason, ...otherReasons].map(ruleOf).find((each) => each?.text.includes('@') ?? false);
  return rule === undefined ? changedRoutes(sides) : [{ code: 'set', rule }];
}

function interfaceCauses(
  { interface: name }: Difference,
  { before, after, passing: [label] }: Sides,
): readonly Cause[] {
  const key = interfaceKey(label, name);
  const [old, now] = [before, after].map((side) => side.interfaces.get(key)?.up ?? false) as [
    boolean,
    boolean,
  ];
  return old === now
    ? []
    : [{ code: 'interface', namespace: label, interface: name, before: old, after: now }];
}

/** The dialled addresses that one side alone has. */
function addressCauses(
  { destinations }: Difference,
  { before, after, passing: [label] }: Sides,
): readonly Cause[] {
  const [old, now] = [before.addresses.get(label), after.addresses.get(label)];
  return destinations.flatMap((destination): Cause[] => {
    const address = destination.split('%')[0] ?? destination;
    const device = now?.get(address) ?? old?.get(address);
    const [was, is] = [old?.has(address) ?? false, now?.has(address) ?? false];
    if (device === undefined || was === is) return [];
    return [{ code: 'address', namespace: label, interface: device, address, before: was, after: is }];
  });
}

/** The dialled groups that the interface takes in on one side alone, where both tell. */
function groupCauses(
  { destinations, interface: name }: Difference,
  { before, after, passing: [label] }: Sides,
): readonly Cause[] {
  const [old, now] = [before.groups?.get(label), after.groups?.get(label)];
  if (old === undefined || now === undefined) return [];
  return destinations.flatMap((destination): Cause[] => {
    const group = destination.split('%')[0] ?? destination;
    const key = groupKey(name, group);
    const [was, is] = [old.has(key), now.has(key)];
    return was === is
      ? []
      : [{ code: 'group', namespace: label, interface: name, group, before: was, after: is }];
  });
}

/** Addresses with their prefix lengths that the interface has on one side alone: they say who is on the link. */
function prefixCauses(
  { interface: name }: Difference,
  { before, after, passing: [label] }: Sides,
): readonly Cause[] {
  const key = interfaceKey(label, name);
  const [old, now] = [before.interfaces.get(key)?.addresses, after.interfaces.get(key)?.addresses];
  return [...new Set([...(old ?? []), ...(now ?? [])])].flatMap((address): Cause[] => {
    const [was, is] = [old?.has(address) ?? false, now?.has(address) ?? false];
    if (was === is) return [];
    return [{ code: 'address', namespace: label, interface: name, address, before: was, after: is }];
  });
}

function distinct(causes: readonly Cause[]): readonly Cause[] {
  const found: Cause[] = [];
  for (const cause of causes) if (!found.some((other) => isSameCause(cause, other))) found.push(cause);
  return found;
}

function isSameCause(a: Cause, b: Cause): boolean {
  if (a.code === 'rule' && b.code === 'rule')
    return isSameOrNone(a.before, b.before) && isSameOrNone(a.after, b.after);
  return JSON.stringify(a) === JSON.stringify(b);
}

type Rule = Extract<Cause, { code: 'rule' }>['before'];

function isSameOrNone(a: Rule, b: Rule): boolean {
  return a === undefined || b === undefined ? a === b : isSameRule(a, b);
}

function limited(causes: readonly Cause[]): readonly Cause[] {
  const counts = new Map<Cause['code'], number>();
  return causes.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= NAMED;
  });
}
