import type { BaseChain, HookName, TableFamily } from '../../model/ruleset.js';
import {
  asArray,
  asNumber,
  asObject,
  asString,
  asStrings,
  type Json,
  type JsonObject,
  soleEntry,
} from './json.js';

/** One table of `nft -j list ruleset` with what belongs to it, in the order of the listing. */
export interface ListedTable {
  readonly family: TableFamily;
  readonly name: string;
  /** As printed; nft 1.0.6 prints stray memory here for any table with flags. */
  readonly flags: readonly string[];
  readonly chains: Map<string, ListedChain>;
  readonly sets: JsonObject[];
}

export interface ListedChain {
  readonly name: string;
  readonly base: BaseChain | undefined;
  readonly rules: ListedRule[];
}

export interface ListedRule {
  readonly handle: number | undefined;
  readonly comment: string | undefined;
  readonly expressions: readonly unknown[];
}

const FAMILIES: readonly TableFamily[] = ['ip', 'ip6', 'inet', 'bridge', 'netdev', 'arp'];

/** Groups the flat list of objects by table. Objects that are none, or of families unknown, are passed over. */
export function readListing(objects: readonly Json[]): readonly ListedTable[] {
  const tables = new Map<string, ListedTable>();
  const tableOf = (object: JsonObject, name: string | undefined): ListedTable | undefined => {
    const family = FAMILIES.find((known) => known === object.family);
    if (family === undefined || name === undefined) return undefined;
    const key = `${family} ${name}`;
    let table = tables.get(key);
    if (table === undefined) {
      table = { family, name, flags: [], chains: new Map(), sets: [] };
      tables.set(key, table);
    }
    return table;
  };
  for (const object of objects) {
    const [kind, body] = unwrap(object) ?? [];
    const content = asObject(body);
    if (content === undefined) continue;
    if (kind === 'table') {
      const table = tableOf(content, asString(content.name));
      if (table !== undefined)
        tables.set(`${table.family} ${table.name}`, { ...table, flags: asStrings(content.flags) });
    } else if (kind === 'chain') {
      addChain(tableOf(content, asString(content.table)), content);
    } else if (kind === 'rule') {
      addRule(tableOf(content, asString(content.table)), content);
    } else if (kind === 'set' || kind === 'map') {
      tableOf(content, asString(content.table))?.sets.push(content);
    }
  }
  return [...tables.values()];
}

/** Commands ({"add": {"rule": …}}) hold the same objects as a listing. */
function unwrap(object: Json): readonly [string, unknown] | undefined {
  const entry = soleEntry(object);
  return entry?.[0] === 'add' || entry?.[0] === 'create' || entry?.[0] === 'insert'
    ? soleEntry(entry[1])
    : entry;
}

function addChain(table: ListedTable | undefined, chain: JsonObject): void {
  const name = asString(chain.name);
  if (table === undefined || name === undefined) return;
  // A rule may come before its chain only in hand-written lists; keep what is there.
  const rules = table.chains.get(name)?.rules ?? [];
  table.chains.set(name, { name, base: readBase(chain, table.family), rules });
}

function addRule(table: ListedTable | undefined, rule: JsonObject): void {
  const name = asString(rule.chain);
  if (table === undefined || name === undefined) return;
  let chain = table.chains.get(name);
  if (chain === undefined) {
    chain = { name, base: undefined, rules: [] };
    table.chains.set(name, chain);
  }
  chain.rules.push({
    handle: asNumber(rule.handle),
    comment: asString(rule.comment),
    expressions: asArray(rule.expr) ?? [],
  });
}

const HOOKS: readonly HookName[] = [
  'ingress',
  'egress',
  'prerouting',
  'input',
  'forward',
  'output',
  'postrouting',
];

function readBase(chain: JsonObject, family: TableFamily): BaseChain | undefined {
  const hook = HOOKS.find((known) => known === chain.hook);
  if (hook === undefined) return undefined;
  const type = chain.type === 'nat' || chain.type === 'route' ? chain.type : 'filter';
  const devices = chain.dev === undefined ? undefined : asStrings(chain.dev);
  const base: BaseChain = {
    hook,
    type,
    priority: readPriority(chain.prio, family),
    policy: chain.policy === 'drop' ? 'drop' : 'accept',
  };
  return devices === undefined ? base : { ...base, devices };
}

const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};
const BRIDGE_PRIORITIES: Readonly<Record<string, number>> = {
  dstnat: -300,
  filter: -200,
  out: 100,
  srcnat: 300,
};

/** nft prints the number; names appear in hand-written JSON only. */
function readPriority(value: Json, family: TableFamily): number {
  if (typeof value === 'number') return value;
  const names = family === 'bridge' ? BRIDGE_PRIORITIES : PRIORITIES;
  return names[String(value)] ?? (Number(value) || 0);
}
