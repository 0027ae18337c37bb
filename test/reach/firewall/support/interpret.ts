import type { ValueSet } from '../../../../src/model/element-set.js';
import type {
  Chain,
  Match,
  Ruleset,
  Selector,
  Statement,
  Table,
  Verdict,
} from '../../../../src/model/ruleset.js';

/** One packet, every field of it known. */
export interface Packet {
  readonly source: number;
  readonly destination: number;
  readonly sourcePort: number;
  readonly port: number;
  readonly iif: string;
}

export interface Result {
  readonly passed: boolean;
  /** Mark and tracking after each hook: ways that meet again only later are not told apart from different fates. */
  readonly trail: string;
}

/**
 * A packet's way through prerouting and input, one rule after the other, as the kernel does it: written without a look at
 * the symbolic evaluation, slow and plain. Whatever cannot be decided asks `decide`, so that a caller can try both ways.
 */
export function interpret(ruleset: Ruleset, packet: Packet, decide: () => boolean): Result {
  let trail = '';
  const state: State = { packet, mark: 0, port: packet.port, tracked: true, decide };
  for (const hook of ['prerouting', 'input'] as const) {
    const chains = ruleset.tables
      .flatMap((table) => [...table.chains.values()].map((chain) => ({ table, chain })))
      .filter(({ chain }) => chain.base?.hook === hook)
      .sort((a, b) => (a.chain.base?.priority ?? 0) - (b.chain.base?.priority ?? 0));
    for (const { table, chain } of chains) {
      state.beforeConntrack = hook === 'prerouting' && (chain.base?.priority ?? 0) < -200;
      const verdict = runChain(table, chain, state);
      const final = verdict === 'end' ? chain.base?.policy : verdict;
      if (final === 'drop') return { passed: false, trail };
    }
    trail += `${state.mark} ${state.tracked} `;
  }
  return { passed: true, trail };
}

interface State {
  readonly packet: Packet;
  mark: number;
  port: number;
  tracked: boolean;
  beforeConntrack?: boolean;
  readonly decide: () => boolean;
}

type Outcome = 'accept' | 'drop' | 'end';

function runChain(table: Table, chain: Chain, state: State): Outcome {
  for (const rule of chain.rules) {
    const outcome = runRule(table, rule.statements, state);
    if (outcome === 'return' || outcome === 'left') return 'end';
    if (outcome !== 'next') return outcome;
  }
  return 'end';
}

function runRule(
  table: Table,
  statements: readonly Statement[],
  state: State,
): 'accept' | 'drop' | 'return' | 'left' | 'next' {
  for (const statement of statements) {
    switch (statement.kind) {
      case 'match':
        if (!matches(statement.match, state)) return 'next';
        break;
      case 'set-mark':
        if (statement.value.kind === 'bits')
          state.mark = (state.mark & statement.value.and) ^ statement.value.xor;
        break;
      case 'notrack':
        if (state.beforeConntrack) state.tracked = false;
        break;
      case 'verdict':
        return runVerdict(table, statement.verdict, state);
      case 'vmap': {
        const found = statement.map.elements.find(({ key }) =>
          key.every((values, i) => {
            const selector = statement.keys[i];
            return selector !== undefined && holds(values, load(selector, state));
          }),
        );
        const verdict = found?.data ?? statement.map.otherwise;
        if (verdict === undefined) return 'next';
        return runVerdict(table, verdict, state);
      }
      default:
        throw new Error(`not part of this test: ${statement.kind}`);
    }
  }
  return 'next';
}

function runVerdict(
  table: Table,
  verdict: Verdict,
  state: State,
): 'accept' | 'drop' | 'return' | 'left' | 'next' {
  switch (verdict.kind) {
    case 'accept':
    case 'drop':
      return verdict.kind;
    case 'continue':
      return 'next';
    case 'return':
      return 'return';
    case 'jump':
    case 'goto': {
      const target = table.chains.get(verdict.chain);
      if (target === undefined) throw new Error(`no chain ${verdict.chain}`);
      const outcome = runChain(table, target, state);
      if (outcome !== 'end') return outcome;
      return verdict.kind === 'jump' ? 'next' : 'left';
    }
  }
}

function matches(match: Match, state: State): boolean {
  switch (match.kind) {
    case 'in':
      return holds(match.values, load(match.selector, state)) !== match.negated;
    case 'bits':
      return ((Number(load(match.selector, state)) & match.mask) !== 0) === (match.test === 'any');
    case 'lookup': {
      const found = match.set.elements.some(({ key }) =>
        key.every((values, i) => {
          const selector = match.keys[i];
          return selector !== undefined && holds(values, load(selector, state));
        }),
      );
      return found !== match.negated;
    }
    case 'either':
      return match.matches.some((part) => matches(part, state)) !== match.negated;
    case 'all':
      return match.matches.every((part) => matches(part, state)) !== match.negated;
    case 'constant':
      return match.value;
    case 'unknown':
      return state.decide();
  }
}

function load(selector: Selector, state: State): number | string {
  switch (selector.on) {
    case 'saddr':
      return selector.mask === undefined
        ? state.packet.source
        : (state.packet.source & Number(selector.mask)) >>> 0;
    case 'daddr':
      return state.packet.destination;
    case 'sport':
      return state.packet.sourcePort;
    case 'dport':
      return state.port;
    case 'iifname':
      return state.packet.iif;
    case 'mark':
      return state.mark;
    case 'ctstate':
      return state.tracked ? (state.beforeConntrack ? 1 : 8) : 64;
    default:
      throw new Error(`not part of this test: ${selector.on}`);
  }
}

function holds(values: ValueSet, value: number | string): boolean {
  switch (values.kind) {
    case 'numbers':
      return within(values.bounds, value);
    case 'addresses':
      return within(values.set.bounds, value);
    case 'names':
      return values.names.some(({ text, prefix }) => (prefix ? `${value}`.startsWith(text) : value === text));
    case 'any':
      return true;
  }
}

function within(bounds: readonly (number | bigint)[], value: number | string): boolean {
  for (let i = 0; i < bounds.length; i += 2)
    if (Number(bounds[i]) <= Number(value) && Number(value) < Number(bounds[i + 1])) return true;
  return false;
}
