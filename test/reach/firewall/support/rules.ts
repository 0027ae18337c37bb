import type { ElementMap, ElementSet, ValueSet } from '../../../../src/model/element-set.js';
import type { RuleRef } from '../../../../src/model/reason.js';
import type {
  BaseChain,
  Chain,
  Match,
  Rule,
  Ruleset,
  Selector,
  Statement,
  Table,
  TableFamily,
  Verdict,
} from '../../../../src/model/ruleset.js';
import { type AddressSet, unionAll } from '../../../../src/net/address-set.js';
import { parseCidr } from '../../../../src/net/cidr.js';

/** Short words for rulesets in tests: `rule(saddr('10.0.0.0/8'), dport(22), ACCEPT)`. */

export const ACCEPT: Statement = { kind: 'verdict', verdict: { kind: 'accept' } };
export const DROP: Statement = { kind: 'verdict', verdict: { kind: 'drop' } };
export const RETURN: Statement = { kind: 'verdict', verdict: { kind: 'return' } };
export const NOTRACK: Statement = { kind: 'notrack' };
export const LIMIT: Statement = {
  kind: 'match',
  match: { kind: 'unknown', why: { code: 'rate-limit', text: 'limit rate 5/second' } },
};

export const jump = (chain: string): Statement => ({ kind: 'verdict', verdict: { kind: 'jump', chain } });
export const goTo = (chain: string): Statement => ({ kind: 'verdict', verdict: { kind: 'goto', chain } });

export function addresses(...cidrs: string[]): AddressSet {
  const sets = cidrs.map((cidr) => {
    const set = parseCidr(cidr);
    if (set === undefined) throw new Error(`no CIDR: ${cidr}`);
    return set;
  });
  return unionAll(sets[0]?.family ?? 'ipv4', sets);
}

export function numbers(...values: (number | [number, number])[]): ValueSet {
  const bounds = values.flatMap((value) =>
    typeof value === 'number' ? [value, value + 1] : [value[0], value[1] + 1],
  );
  return { kind: 'numbers', bounds };
}

export function names(...texts: string[]): ValueSet {
  return {
    kind: 'names',
    names: texts.map((text) =>
      text.endsWith('*') ? { text: text.slice(0, -1), prefix: true } : { text, prefix: false },
    ),
  };
}

export const SADDR: Selector = { on: 'saddr', family: 'ipv4' };
export const DADDR: Selector = { on: 'daddr', family: 'ipv4' };
export const DPORT: Selector = { on: 'dport', protocols: [6, 17] };
export const SPORT: Selector = { on: 'sport', protocols: [6, 17] };

export function isIn(selector: Selector, values: ValueSet, negated = false): Statement {
  return { kind: 'match', match: { kind: 'in', selector, values, negated } };
}

export const saddr = (...cidrs: string[]) => isIn(SADDR, { kind: 'addresses', set: addresses(...cidrs) });
export const daddr = (...cidrs: string[]) => isIn(DADDR, { kind: 'addresses', set: addresses(...cidrs) });
export const notSaddr = (...cidrs: string[]) =>
  isIn(SADDR, { kind: 'addresses', set: addresses(...cidrs) }, true);
export const dport = (...ports: (number | [number, number])[]) => isIn(DPORT, numbers(...ports));
export const sport = (...ports: (number | [number, number])[]) => isIn(SPORT, numbers(...ports));
export const iif = (...devices: string[]) => isIn({ on: 'iifname' }, names(...devices));
export const mark = (value: number) => isIn({ on: 'mark' }, numbers(value));
/** As `ct state a,b` prints: any of the bits. */
export const ctState = (mask: number): Statement =>
  match({ kind: 'bits', selector: { on: 'ctstate' }, mask, test: 'any' });
export const NEW = 8;
export const ESTABLISHED = 2;
export const INVALID = 1;
export const UNTRACKED = 64;

export function match(it: Match): Statement {
  return { kind: 'match', match: it };
}

export function setMark(value: number, target: 'mark' | 'ctmark' = 'mark'): Statement {
  return { kind: 'set-mark', target, value: { kind: 'bits', base: target, and: 0, xor: value } };
}

export function redirect(port?: number): Statement {
  return port === undefined ? { kind: 'redirect' } : { kind: 'redirect', ports: { first: port, last: port } };
}

export function dnat(address: string, port?: number): Statement {
  const value = addresses(address).bounds[0] ?? 0;
  const ports = port === undefined ? undefined : { first: port, last: port };
  return { kind: 'dnat', to: { kind: 'fixed', addresses: [value, value], ports } };
}

export function vmap(
  keys: readonly Selector[],
  entries: [readonly ValueSet[], Verdict][],
  otherwise?: Verdict,
): Statement {
  const map: ElementMap<Verdict> = {
    elements: entries.map(([key, data]) => ({ key, data })),
    certainty: 'static',
    otherwise,
  };
  return { kind: 'vmap', keys, map };
}

export function elements(...keys: (readonly ValueSet[])[]): ElementSet {
  return { elements: keys.map((key) => ({ key })), certainty: 'static' };
}

let serial = 0;

/** A rule whose text is `text` or a number of its own. */
export function rule(...parts: (Statement | string)[]): Rule {
  const text = parts.find((part) => typeof part === 'string') ?? `rule ${++serial}`;
  const ref: RuleRef = { table: 't', chain: 'c', text, backend: 'nft' };
  return { ref, statements: parts.filter((part) => typeof part !== 'string') };
}

export function baseChain(
  name: string,
  hook: BaseChain['hook'],
  priority: number,
  rules: readonly Rule[],
  rest: Partial<Pick<BaseChain, 'policy' | 'type' | 'devices'>> = {},
): Chain {
  return { name, base: { hook, priority, type: 'filter', policy: 'accept', ...rest }, rules };
}

export function chain(name: string, ...rules: Rule[]): Chain {
  return { name, rules };
}

export function table(family: TableFamily, name: string, ...chains: Chain[]): Table {
  return {
    family,
    name,
    backend: 'nft',
    dormant: false,
    chains: new Map(chains.map((each) => [each.name, each])),
  };
}

export function ruleset(...tables: Table[]): Ruleset {
  return { tables };
}
