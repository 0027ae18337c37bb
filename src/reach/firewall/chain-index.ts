import type { Chain, Match, Rule, Selector, Statement } from '../../model/ruleset.js';
import type { IpFamily } from '../../net/address-set.js';
import { has } from './number-bounds.js';
import type { Passage } from './packet.js';

/** The rules of a chain, arranged so that a packet meets only those that its protocol and port leave possible. */
export interface ChainIndex {
  /** In their order, the rules that a packet with this local port may match or be changed by. */
  rulesFor(passage: Passage, localPort: number): readonly Rule[];
}

/** The selector that sees the local port: of requests the destination's, of replies the source's. */
type PortSide = 'dport' | 'sport';

/**
 * Arranges the rules of `chain`, at the first question of each kind. `byPort` is false for tables that rewrite ports
 * half-way through a chain: then the port of a packet is not fixed.
 */
export function indexChain(chain: Chain, byPort: boolean): ChainIndex {
  const shelves = new Map<string, (port: number) => readonly Rule[]>();
  return {
    rulesFor({ family, protocol, phase }, localPort) {
      const side: PortSide = phase === 'reply' ? 'sport' : 'dport';
      const key = `${family} ${protocol} ${side}`;
      let shelf = shelves.get(key);
      if (shelf === undefined) {
        const rules = chain.rules.filter((rule) => mayMatter(rule, family, protocol));
        shelf = byPort ? shelveByPort(rules, protocol, side) : () => rules;
        shelves.set(key, shelf);
      }
      return shelf(localPort);
    },
  };
}

/** Ranges up to this many ports are written out port by port. */
const WRITTEN_OUT = 64;

function shelveByPort(
  rules: readonly Rule[],
  protocol: number,
  side: PortSide,
): (port: number) => readonly Rule[] {
  const anyPort: number[] = [];
  const byPort = new Map<number, number[]>();
  const byRange: { position: number; first: number; end: number }[] = [];
  for (const [position, rule] of rules.entries()) {
    const guard = portGuard(rule.statements, protocol, side);
    if (guard === undefined) anyPort.push(position);
    else
      for (let i = 0; i < guard.length; i += 2) {
        const [first, end] = [guard[i] as number, guard[i + 1] as number];
        if (end - first > WRITTEN_OUT) byRange.push({ position, first, end });
        else for (let port = first; port < end; port++) append(byPort, port, position);
      }
  }
  const rulesAt = (positions: Iterable<number>) =>
    [...new Set(positions)].sort((a, b) => a - b).map((position) => rules[position] as Rule);
  const unguarded = rulesAt(anyPort);
  const known = new Map<number, readonly Rule[]>();
  return (port) => {
    const found = known.get(port);
    if (found !== undefined) return found;
    const own = [
      ...(byPort.get(port) ?? []),
      ...byRange.filter(({ first, end }) => first <= port && port < end).map(({ position }) => position),
    ];
    const made = own.length === 0 ? unguarded : rulesAt([...anyPort, ...own]);
    known.set(port, made);
    return made;
  };
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/**
 * The ports outside which the rule certainly neither matches nor changes anything, as half-open ranges in any order;
 * undefined when its matches do not say. Only what stands before the first effect counts.
 */
function portGuard(
  statements: readonly Statement[],
  protocol: number,
  side: PortSide,
): readonly number[] | undefined {
  const seesPort = (selector: Selector) =>
    selector.on === side && (selector.protocols === 'any' || selector.protocols.includes(protocol));
  for (const statement of statements) {
    if (statement.kind === 'match') {
      const { match } = statement;
      if (match.kind === 'in' && !match.negated && seesPort(match.selector)) {
        if (match.values.kind === 'numbers') return match.values.bounds;
      } else if (match.kind === 'lookup' && !match.negated && match.set.certainty !== 'dynamic') {
        const ports = portsOf(match.set.elements, match.keys.findIndex(seesPort));
        if (ports !== undefined) return ports;
      }
    } else if (statement.kind === 'vmap') {
      const { map, keys } = statement;
      if (map.otherwise !== undefined || map.certainty === 'dynamic') return undefined;
      return portsOf(map.elements, keys.findIndex(seesPort));
    } else if (statement.kind !== 'update-set') return undefined;
  }
  return undefined;
}

function portsOf(
  elements: readonly {
    readonly key: readonly { readonly kind: string; readonly bounds?: readonly number[] }[];
  }[],
  dimension: number,
): readonly number[] | undefined {
  if (dimension < 0) return undefined;
  const ports: number[] = [];
  for (const { key } of elements) {
    const values = key[dimension];
    if (values?.bounds === undefined) return undefined;
    for (const bound of values.bounds) ports.push(bound);
  }
  return ports;
}

/** False for rules that do nothing, or that no packet of this family and protocol can match. */
function mayMatter(rule: Rule, family: IpFamily, protocol: number): boolean {
  if (rule.statements.every(({ kind }) => kind === 'match' || kind === 'update-set')) return false;
  for (const statement of rule.statements) {
    if (statement.kind === 'match') {
      if (isImpossible(statement.match, family, protocol)) return false;
    } else if (statement.kind !== 'update-set') return true;
  }
  return true;
}

function isImpossible(match: Match, family: IpFamily, protocol: number): boolean {
  switch (match.kind) {
    case 'in': {
      const value = valueByProtocol(match.selector, family, protocol);
      if (value === 'none') return true;
      if (value === undefined || match.values.kind !== 'numbers') return false;
      return has(match.values.bounds, value) === match.negated;
    }
    case 'bits':
      return valueByProtocol(match.selector, family, protocol) === 'none';
    case 'lookup':
      return match.keys.some((key) => valueByProtocol(key, family, protocol) === 'none');
    case 'all':
      return !match.negated && match.matches.some((part) => isImpossible(part, family, protocol));
    case 'constant':
      return !match.value;
    default:
      return false;
  }
}

const TCP = 6;

/** What family and protocol alone say of a selector's value; 'none' where it cannot be loaded. */
function valueByProtocol(
  selector: Selector,
  family: IpFamily,
  protocol: number,
): number | 'none' | undefined {
  switch (selector.on) {
    case 'saddr':
    case 'daddr':
    case 'original-saddr':
    case 'original-daddr':
      return selector.family === family ? undefined : 'none';
    case 'sport':
    case 'dport':
      return selector.protocols === 'any' || selector.protocols.includes(protocol) ? undefined : 'none';
    case 'tcpflags':
      return protocol === TCP ? undefined : 'none';
    case 'icmptype':
    case 'icmpcode':
    case 'icmpv6type':
    case 'icmpv6code':
      return 'none';
    case 'nfproto':
      return selector.mask === undefined ? (family === 'ipv4' ? 2 : 10) : undefined;
    case 'l4proto':
      return selector.mask === undefined ? protocol : undefined;
    default:
      return undefined;
  }
}
