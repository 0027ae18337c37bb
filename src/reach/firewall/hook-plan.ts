import type { HookName, TableFamily } from '../../model/ruleset.js';
import type { IpFamily } from '../../net/address-set.js';
import type { CompiledBase } from './compile.js';

/** Base chains that the kernel calls one after the other at a hook. */
export type HookStep =
  /** Chains of one priority: their order among each other is not known. */
  | { readonly kind: 'filter'; readonly priority: number; readonly chains: readonly CompiledBase[] }
  /** The NAT dispatcher: nat chains of whatever priority, of those the lower first (nf_nat_inet_fn). */
  | {
      readonly kind: 'nat';
      readonly priority: number;
      readonly groups: readonly (readonly CompiledBase[])[];
    };

const TABLES_OF: Readonly<Record<IpFamily, readonly TableFamily[]>> = {
  ipv4: ['ip', 'inet'],
  ipv6: ['ip6', 'inet'],
};

/** NF_IP_PRI_NAT_DST and NF_IP_PRI_NAT_SRC: where the dispatcher sits. */
const NAT_PRIORITY: Readonly<Partial<Record<HookName, number>>> = {
  prerouting: -100,
  output: -100,
  input: 100,
  postrouting: 100,
};

/** The steps of an IP hook in the kernel's order: by priority, across tables and back ends. */
export function planHook(
  bases: readonly CompiledBase[],
  hook: HookName,
  family: IpFamily,
): readonly HookStep[] {
  const here = bases.filter(
    ({ base, table }) => base.hook === hook && TABLES_OF[family].includes(table.family),
  );
  const steps = filterSteps(here);
  const priority = NAT_PRIORITY[hook];
  if (priority === undefined) return steps;
  const groups = byPriority(here.filter(({ base }) => base.type === 'nat'));
  const nat: HookStep = { kind: 'nat', priority, groups: groups.map(([, chains]) => chains) };
  return [...steps, nat].sort((a, b) => a.priority - b.priority || (a.kind === 'nat' ? -1 : 1));
}

/** The steps of `chains` that are no nat chains. */
export function filterSteps(chains: readonly CompiledBase[]): HookStep[] {
  return byPriority(chains.filter(({ base }) => base.type !== 'nat')).map(([priority, group]) => ({
    kind: 'filter',
    priority,
    chains: group,
  }));
}

function byPriority(chains: readonly CompiledBase[]): [priority: number, chains: CompiledBase[]][] {
  const groups = new Map<number, CompiledBase[]>();
  for (const chain of chains) {
    const group = groups.get(chain.base.priority);
    if (group === undefined) groups.set(chain.base.priority, [chain]);
    else group.push(chain);
  }
  return [...groups].sort(([a], [b]) => a - b);
}
