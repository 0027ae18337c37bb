import type { Selector, Statement } from '../../model/ruleset.js';
import type { IpFamily } from '../../net/address-set.js';
import type { CompiledBase } from './compile.js';
import { selectorsOf } from './statements-of.js';

const CT_KEYS: ReadonlySet<Selector['on']> = new Set([
  'original-saddr',
  'original-daddr',
  'original-sport',
  'original-dport',
  'original-protocol',
  'ctmark',
  'ctstate',
  'ctdirection',
  'ctstatus',
  'ctzone',
]);

/**
 * True when some rule needs connection tracking for `family`: only then does the kernel keep it (nf_ct_netns_get), and
 * without it a nat chain is never called. A rule that could not be translated may need it.
 */
export function usesConntrack(bases: readonly CompiledBase[], family: IpFamily): boolean {
  const tables = new Set(bases.map(({ table }) => table));
  for (const table of tables) {
    if (table.family === (family === 'ipv4' ? 'ip6' : 'ip')) continue;
    for (const { rules } of table.chains.values())
      for (const { statements } of rules) if (statements.some(needsConntrack)) return true;
  }
  return false;
}

function needsConntrack(statement: Statement): boolean {
  switch (statement.kind) {
    case 'dnat':
    case 'redirect':
    case 'snat':
    case 'masquerade':
    case 'synproxy':
    case 'notrack':
    case 'unknown':
      return true;
    case 'match':
      if (statement.match.kind === 'unknown') return true;
      break;
    case 'set-mark':
      if (statement.target === 'ctmark' || statement.value.kind === 'merge') return true;
      if (statement.value.kind === 'bits' && statement.value.base === 'ctmark' && statement.value.and !== 0)
        return true;
      break;
    default:
      break;
  }
  for (const { on } of selectorsOf(statement)) if (CT_KEYS.has(on)) return true;
  return false;
}
