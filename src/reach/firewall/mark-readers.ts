import type { HookName, Statement, Table } from '../../model/ruleset.js';
import type { CompiledBase } from './compile.js';
import { selectorsOf, statementsFrom } from './statements-of.js';

/** Which marks somebody still looks at once a hook is over. Marks that nobody reads make no difference. */
export interface MarkReaders {
  /** Routing rules or sockets read the packet's mark, or that cannot be told. */
  readonly routing: boolean;
  /** Some hook that may follow, or routing, reads the packet's mark. */
  afterHook(hook: HookName): boolean;
  /** Some rule reads the connection's mark. */
  readonly ctmark: boolean;
}

/** Hooks that a packet may still meet; what leaves over lo comes in again. */
const LATER: Readonly<Record<HookName, readonly HookName[]>> = {
  ingress: ['prerouting', 'input', 'forward', 'postrouting', 'egress'],
  prerouting: ['prerouting', 'input', 'forward', 'postrouting', 'egress'],
  input: [],
  forward: ['postrouting', 'egress'],
  output: ['postrouting', 'egress', 'ingress', 'prerouting', 'input'],
  postrouting: ['egress', 'ingress', 'prerouting', 'input'],
  egress: ['ingress', 'prerouting', 'input'],
};

/** Gathers who reads marks. `routesByMark`: routing rules or sockets do. */
export function markReadersOf(bases: readonly CompiledBase[], routesByMark: boolean): MarkReaders {
  if (!bases.some(({ table }) => setsMarks(table))) return NO_MARKS;
  const reading = new Set<HookName>();
  let ctmark = false;
  for (const { base, chain, table } of bases) {
    for (const statement of statementsFrom(table, chain)) {
      if (readsMark(statement)) reading.add(base.hook);
      ctmark ||= readsCtmark(statement);
    }
  }
  return {
    routing: routesByMark,
    afterHook: (hook) =>
      (routesByMark && hook !== 'input') || LATER[hook].some((later) => reading.has(later)),
    ctmark,
  };
}

/** Without a rule that sets marks it does not matter who reads them. */
const NO_MARKS: MarkReaders = { routing: false, afterHook: () => true, ctmark: true };

function setsMarks(table: Table): boolean {
  for (const { rules } of table.chains.values())
    for (const { statements } of rules)
      if (statements.some(({ kind }) => kind === 'set-mark' || kind === 'tproxy')) return true;
  return false;
}

function readsMark(statement: Statement): boolean {
  if (takesFrom(statement, 'mark')) return true;
  for (const selector of selectorsOf(statement))
    if (selector.on === 'mark' || (selector.on === 'fib' && selector.by.includes('mark'))) return true;
  return false;
}

function readsCtmark(statement: Statement): boolean {
  if (takesFrom(statement, 'ctmark')) return true;
  for (const { on } of selectorsOf(statement)) if (on === 'ctmark') return true;
  return false;
}

/** Restoring or saving a mark reads the one that it is taken from. */
function takesFrom(statement: Statement, source: 'mark' | 'ctmark'): boolean {
  if (statement.kind !== 'set-mark') return false;
  if (statement.value.kind === 'merge') return true;
  if (statement.value.kind !== 'bits') return false;
  return statement.value.base === source && statement.value.and !== 0 && statement.target !== source;
}
