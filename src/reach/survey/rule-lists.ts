import type { Reason } from '../../model/reason.js';
import { unionAll } from '../../net/address-set.js';
import type { Decision } from './decide.js';

/** Up to this many rules of one chain are each told by themselves. */
const TOLD_APART = 32;

/**
 * Joins what the rules of a long block list or allow list decide: one decision a chain, that names the first of them and
 * counts the others. Thousands of decisions, written out for every listener and interface, would tell nobody more.
 */
export function joinRuleLists(decisions: readonly Decision[]): readonly Decision[] {
  if (decisions.length <= TOLD_APART) return decisions;
  const lists = new Map<unknown, Decision[]>();
  for (const decision of decisions) {
    const list = listOf(decision.reason) ?? decision;
    const members = lists.get(list);
    if (members === undefined) lists.set(list, [decision]);
    else members.push(decision);
  }
  return [...lists.values()].flatMap((members) =>
    members.length <= TOLD_APART ? members : members.slice(0, 1).map((first) => joined(first, members)),
  );
}

function joined(first: Decision, members: readonly Decision[]): Decision {
  const sources = unionAll(
    first.sources.family,
    members.map((member) => member.sources),
  );
  return { ...first, sources, reason: withOthers(first.reason, members.length - 1) };
}

/** Equal for reasons that are rules of one chain doing the same. */
function listOf(reason: Reason): string | undefined {
  switch (reason.code) {
    case 'firewall-accept':
    case 'firewall-drop':
    case 'firewall-reject': {
      const { backend, table, chain } = reason.rule;
      return [reason.code, backend, table, chain].join('\0');
    }
    default:
      return undefined;
  }
}

function withOthers(reason: Reason, others: number): Reason {
  switch (reason.code) {
    case 'firewall-accept':
    case 'firewall-drop':
    case 'firewall-reject':
      return { ...reason, others };
    default:
      return reason;
  }
}
