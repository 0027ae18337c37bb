import type { Interface, NamespaceFacts, Route, RoutingRule } from '../../model/facts.js';
import { type AddressMap, mapOfSets, partition, valueAt } from '../../net/address-map.js';
import {
  type AddressSet,
  type Bound,
  fullSet,
  type IpFamily,
  intersect,
  isEmpty,
  subtract,
  unionAll,
} from '../../net/address-set.js';
import { defaultRules, destinationsOf, type Flow, type PreparedRule, prepareRule } from './fib-rule.js';
import { type FibTable, fibTable, type Hop, NEXT_RULE, NO_ROUTE } from './fib-table.js';

/** The routing of one family: tables and the rules that choose between them (fib_rules_lookup). */
export interface Fib {
  readonly family: IpFamily;
  /** Where a packet of this flow to `destination` goes. */
  lookup(flow: Flow, destination: Bound): Hop;
  /** `destinations` cut up by where a packet of this flow goes; disjoint, nothing left out. */
  split(flow: Flow, destinations: AddressSet): ReadonlyMap<Hop, AddressSet>;
  /** Addresses cut up so that no rule or route tells two of one part apart as a source. */
  readonly sourceClasses: readonly AddressSet[];
  /** True when routing also looks at ports: then they must not be taken as alike. */
  readonly usesPorts: boolean;
  /** True when routing also looks at the user who sends. */
  readonly usesUids: boolean;
  /** True when rules stand beside the kernel's own (fib4_has_custom_rules). */
  readonly hasCustomRules: boolean;
}

/** Builds the routing of `family` from the facts; `ignoresLinkdown` tells the devices whose dead links are passed over. */
export function createFib(
  family: IpFamily,
  namespace: NamespaceFacts,
  ignoresLinkdown: (device: string) => boolean,
): Fib {
  const passesOver = (route: Route) =>
    route.linkdown === true && route.device !== undefined && ignoresLinkdown(route.device);
  const routes = (namespace.routes ?? []).filter((route) => route.family === family);
  const tables = new Map(
    [...new Set(routes.map(({ table }) => table))].map((id) => [
      id,
      fibTable(
        family,
        routes.filter(({ table }) => table === id),
        passesOver,
      ),
    ]),
  );
  const given = namespace.rules?.filter((rule) => rule.family === family) ?? [];
  const rules = (given.length > 0 ? given : defaultRules(family))
    .toSorted((a, b) => a.priority - b.priority)
    .map(prepareRule);
  const vrfTables = vrfTableByDevice(namespace.interfaces ?? []);
  // A VRF as output device chooses the table and is no route's device there (l3mdev_update_flow).
  const vrfs = new Set(
    (namespace.interfaces ?? []).flatMap(({ name, vrfTable }) => (vrfTable === undefined ? [] : [name])),
  );
  const sourceClasses = classesOf(family, rules, tables);
  const uses = usesOf(rules, vrfTables);
  const maps = new Map<string, AddressMap<Hop>>();

  function mapFor(flow: Flow): AddressMap<Hop> {
    const key = `${uses.key(flow)} ${sourceClasses.length > 1 ? flow.source : ''}`;
    const known = maps.get(key);
    if (known !== undefined) return known;
    const made = walkRules(family, rules, tables, vrfTables, vrfs, flow);
    maps.set(key, made);
    return made;
  }

  return {
    family,
    sourceClasses,
    usesPorts: uses.ports,
    usesUids: uses.uid,
    hasCustomRules: given.some((rule) => !isDefault(rule)),
    lookup: (flow, destination) => valueAt(mapFor(flow), destination),
    split: (flow, destinations) => partition(mapFor(flow), destinations),
  };
}

function walkRules(
  family: IpFamily,
  rules: readonly PreparedRule[],
  tables: ReadonlyMap<number, FibTable>,
  vrfTables: ReadonlyMap<string, number>,
  vrfs: ReadonlySet<string>,
  flow: Flow,
): AddressMap<Hop> {
  const vrfTable = [flow.oif, flow.iif, flow.l3mdev]
    .map((device) => vrfTables.get(device ?? ''))
    .find(isGiven);
  const decided: [AddressSet, Hop][] = [];
  // Destinations still undecided, with the priority up to which `goto` has made them skip rules.
  let pending: { set: AddressSet; from: number }[] = [{ set: fullSet(family), from: 0 }];
  for (const prepared of rules) {
    const { rule } = prepared;
    const applies = destinationsOf(prepared, flow, vrfTable !== undefined);
    if (isEmpty(applies)) continue;
    const next: typeof pending = [];
    for (const { set, from } of pending) {
      const here = rule.priority < from ? subtract(set, set) : intersect(set, applies);
      if (isEmpty(here)) {
        next.push({ set, from });
        continue;
      }
      const untouched = subtract(set, here);
      if (!isEmpty(untouched)) next.push({ set: untouched, from });
      if (rule.action === 'goto') next.push({ set: here, from: rule.target ?? 0 });
      else if (rule.action === 'nop') next.push({ set: here, from });
      else if (rule.action !== 'lookup') decided.push([here, { ...NO_ROUTE, type: rule.action }]);
      else {
        const table = tables.get((rule.l3mdev === true ? vrfTable : rule.table) ?? -1);
        const found = table?.lookup(flow.source, vrfs.has(flow.oif ?? '') ? undefined : flow.oif);
        for (const [hop, part] of found === undefined
          ? [[NEXT_RULE, here] as const]
          : partition(found, here)) {
          if (hop === NEXT_RULE || isSuppressed(rule, hop)) next.push({ set: part, from });
          else decided.push([part, hop]);
        }
      }
    }
    pending = next;
  }
  return mapOfSets(family, decided, NO_ROUTE);
}

function isGiven(table: number | undefined): table is number {
  return table !== undefined;
}

function isSuppressed(rule: RoutingRule, hop: Hop): boolean {
  return rule.suppressPrefixLength !== undefined && hop.prefixLength <= rule.suppressPrefixLength;
}

function isDefault(rule: RoutingRule): boolean {
  return defaultRules(rule.family).some(
    ({ priority, table }) => priority === rule.priority && table === rule.table && rule.action === 'lookup',
  );
}

function vrfTableByDevice(interfaces: readonly Interface[]): ReadonlyMap<string, number> {
  const tables = new Map<string, number>();
  for (const { name, vrfTable } of interfaces) if (vrfTable !== undefined) tables.set(name, vrfTable);
  for (const { name, master } of interfaces) {
    const table = master === undefined ? undefined : tables.get(master);
    if (table !== undefined) tables.set(name, table);
  }
  return tables;
}

function classesOf(
  family: IpFamily,
  rules: readonly PreparedRule[],
  tables: ReadonlyMap<number, FibTable>,
): AddressSet[] {
  const blocks = [
    ...rules.flatMap(({ from }) => (from === undefined ? [] : [from])),
    ...[...tables.values()].flatMap(({ sourceBlocks }) => sourceBlocks),
  ];
  let classes: AddressSet[] = [fullSet(family)];
  for (const block of blocks) {
    classes = classes
      .flatMap((part) => [intersect(part, block), subtract(part, block)])
      .filter((part) => !isEmpty(part));
  }
  return classes;
}

/** A key of exactly those parts of a flow that the rules look at. */
function usesOf(rules: readonly PreparedRule[], vrfTables: ReadonlyMap<string, number>) {
  const any = (test: (rule: RoutingRule) => boolean) => rules.some(({ rule }) => test(rule));
  const mark = any((rule) => rule.mark !== undefined);
  const protocol = any((rule) => rule.protocol !== undefined);
  const ports = any((rule) => rule.sourcePorts !== undefined || rule.destinationPorts !== undefined);
  const uid = any((rule) => rule.uids !== undefined);
  const inputs = new Set(rules.flatMap(({ rule }) => rule.iif ?? []));
  const plain = !mark && !protocol && !ports && !uid && inputs.size === 0 && vrfTables.size === 0;
  const key = ({ iif, oif = '', mark: value, ...flow }: Flow) =>
    plain
      ? oif
      : [
          inputs.has(iif) || vrfTables.has(iif) ? iif : '',
          vrfTables.has(flow.l3mdev ?? '') ? flow.l3mdev : '',
          oif,
          mark ? (value ?? 0) : '',
          protocol ? flow.protocol : '',
          ports ? `${flow.sourcePort}-${flow.destinationPort}` : '',
          uid ? (flow.uid ?? 0) : '',
        ].join(' ');
  return { key, ports, uid };
}

/** Every address that a route of type `local` gives to this host, for packets that come in by `iif`, from `source` if it matters. */
export function localAddresses(fib: Fib, iif: string, source?: Bound): ReadonlyMap<Hop, AddressSet> {
  return new Map(
    [...fib.split({ iif, source }, fullSet(fib.family))].filter(([hop]) => hop.type === 'local'),
  );
}

/** The union of the parts whose hop passes `test`. */
export function where(
  fib: Fib,
  parts: ReadonlyMap<Hop, AddressSet>,
  test: (hop: Hop) => boolean,
): AddressSet {
  return unionAll(
    fib.family,
    [...parts].filter(([hop]) => test(hop)).map(([, set]) => set),
  );
}
