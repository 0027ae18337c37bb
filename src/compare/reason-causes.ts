import type { Cause } from '../model/change.js';
import type { ChainRef, Reason } from '../model/reason.js';
import type { AuditIndex } from './audit-index.js';
import { isSameChain, isSameRule, ruleOf } from './known-rules.js';

/** Where two reasons decide about the same packets, before and after: labels of the namespaces that these pass. */
export interface Sides {
  readonly before: AuditIndex;
  readonly after: AuditIndex;
  readonly passing: readonly [string, ...string[]];
}

/** What is behind it that another reason decides; one that is absent decides by saying nothing, as for unroutable sources. */
export function reasonCauses(
  before: Reason | undefined,
  after: Reason | undefined,
  sides: Sides,
): readonly Cause[] {
  if (before !== undefined && after !== undefined && isSameReason(before, after)) return [];
  const certain = [
    ...ruleCauses(before, after, sides),
    ...policyCauses(before, after, sides),
    ...firewallCauses(before, after),
    ...sysctlCauses(before, after, sides),
    ...listenerCauses(before, after),
    ...routeCauses(before, after, sides),
  ];
  if (certain.length > 0) return certain;
  return before !== undefined && after !== undefined ? [{ code: 'reason', before, after }] : [];
}

function ruleCauses(before: Reason | undefined, after: Reason | undefined, sides: Sides): readonly Cause[] {
  const [old, now] = [ruleOf(before), ruleOf(after)];
  // Without all rules it can be told of a rule that decided, or decides, only where something else does on the other side.
  const isGone =
    old !== undefined &&
    (sides.after.rules.all || after !== undefined) &&
    !sides.after.rules.has(sides.passing, old);
  const isNew =
    now !== undefined &&
    (sides.before.rules.all || before !== undefined) &&
    !sides.before.rules.has(sides.passing, now);
  if (!isGone && !isNew) return [];
  return [
    { code: 'rule', ...(isGone ? { before: old } : undefined), ...(isNew ? { after: now } : undefined) },
  ];
}

function policyCauses(before: Reason | undefined, after: Reason | undefined, sides: Sides): readonly Cause[] {
  const chains = [policyChain(before), policyChain(after)].filter((chain) => chain !== undefined);
  const [first, second] = chains;
  const distinct = first && second && isSameChain(first, second) ? [first] : chains;
  return distinct.flatMap((chain): Cause[] => {
    const policy = (reason: Reason | undefined, side: AuditIndex) =>
      policyIn(reason, chain) ?? side.rules.policyOf(sides.passing, chain);
    const [old, now] = [policy(before, sides.before), policy(after, sides.after)];
    const isKnown =
      (sides.before.rules.all || old !== undefined) && (sides.after.rules.all || now !== undefined);
    // From nothing to a policy of accept nothing changes by the policy.
    if (!isKnown || (old ?? 'accept') === (now ?? 'accept')) return [];
    return [
      {
        code: 'policy',
        chain,
        ...(old === undefined ? undefined : { before: old }),
        ...(now === undefined ? undefined : { after: now }),
      },
    ];
  });
}

function policyChain(reason: Reason | undefined): ChainRef | undefined {
  return reason?.code === 'firewall-policy-accept' || reason?.code === 'firewall-policy-drop'
    ? reason.chain
    : undefined;
}

function policyIn(reason: Reason | undefined, chain: ChainRef): 'accept' | 'drop' | undefined {
  const own = policyChain(reason);
  if (own === undefined || !isSameChain(own, chain)) return undefined;
  return reason?.code === 'firewall-policy-drop' ? 'drop' : 'accept';
}

/** No rule at all on one side. */
function firewallCauses(before: Reason | undefined, after: Reason | undefined): readonly Cause[] {
  const [old, now] = [before?.code === 'no-firewall', after?.code === 'no-firewall'];
  if (old === now || before === undefined || after === undefined) return [];
  const other = old ? after : before;
  return other.code.startsWith('firewall-') ? [{ code: 'firewall', before: !old, after: !now }] : [];
}

function sysctlCauses(before: Reason | undefined, after: Reason | undefined, sides: Sides): readonly Cause[] {
  const names = [before, after].flatMap((reason) =>
    reason !== undefined && 'sysctl' in reason ? [reason.sysctl] : [],
  );
  const [label] = sides.passing;
  return [...new Set(names)].flatMap((name): Cause[] => {
    const [old, now] = [sides.before.sysctl(label, name), sides.after.sysctl(label, name)];
    if (old !== undefined && old === now) return [];
    return [
      {
        code: 'sysctl',
        name,
        ...(old === undefined ? undefined : { before: old }),
        ...(now === undefined ? undefined : { after: now }),
      },
    ];
  });
}

function listenerCauses(before: Reason | undefined, after: Reason | undefined): readonly Cause[] {
  const ids = (reason: Reason | undefined): readonly string[] => {
    if (reason?.code === 'shadowed') return [reason.listener];
    return reason?.code === 'either-of' ? reason.listeners : [];
  };
  const [old, now] = [ids(before), ids(after)];
  return [...new Set([...old, ...now])]
    .filter((id) => old.includes(id) !== now.includes(id))
    .map((id) => ({ code: 'listener', id, before: old.includes(id), after: now.includes(id) }));
}

function routeCauses(before: Reason | undefined, after: Reason | undefined, sides: Sides): readonly Cause[] {
  const isWithout = (reason: Reason | undefined) => reason?.code === 'no-return-route';
  if (isWithout(before) === isWithout(after)) return [];
  const known = changedRoutes(sides);
  if (known.length > 0) return known;
  const [namespace] = sides.passing;
  return [{ code: 'route', namespace, before: !isWithout(before), after: !isWithout(after) }];
}

/** Routes that one side alone has, where both are known. `namespace` is a label. */
export function changedRoutes({ before, after, passing: [label] }: Sides): readonly Cause[] {
  const [old, now] = [before.routes?.get(label), after.routes?.get(label)];
  if (old === undefined || now === undefined) return [];
  return [...new Set([...old, ...now])]
    .filter((route) => old.has(route) !== now.has(route))
    .map((route) => ({
      code: 'route',
      namespace: label,
      route,
      before: old.has(route),
      after: now.has(route),
    }));
}

function isSameReason(a: Reason, b: Reason): boolean {
  if (a.code !== b.code) return false;
  const [rule, other] = [ruleOf(a), ruleOf(b)];
  if (rule !== undefined || other !== undefined)
    return rule !== undefined && other !== undefined && isSameRule(rule, other);
  const [chain, otherChain] = [policyChain(a), policyChain(b)];
  if (chain !== undefined && otherChain !== undefined) return isSameChain(chain, otherChain);
  return JSON.stringify(a) === JSON.stringify(b);
}
