import type { BaseChain, HookName } from '../../model/ruleset.js';

const HOOKS: Readonly<Record<string, HookName>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

/** NF_IP_PRI_* of the tables (iptable_raw.c, iptable_mangle.c, …). */
const PRIORITIES: Readonly<Record<string, number>> = { raw: -300, mangle: -150, filter: 0, security: 50 };

/** Where the kernel hooks a built-in chain of a table in, with its policy. Undefined for chains of the user. */
export function builtInChain(
  table: string,
  chain: string,
  policy: string | undefined,
): BaseChain | undefined {
  const hook = Object.hasOwn(HOOKS, chain) ? HOOKS[chain] : undefined;
  if (hook === undefined) return undefined;
  const verdict = policy === 'DROP' ? 'drop' : 'accept';
  if (table === 'nat') {
    const priority = hook === 'prerouting' || hook === 'output' ? -100 : 100;
    return { hook, type: 'nat', priority, policy: verdict };
  }
  const type = table === 'mangle' && hook === 'output' ? 'route' : 'filter';
  return { hook, type, priority: PRIORITIES[table] ?? 0, policy: verdict };
}

/** True for the tables that iptables knows. */
export function isXtTable(name: string): boolean {
  return name === 'nat' || Object.hasOwn(PRIORITIES, name);
}
