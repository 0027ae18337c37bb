import type { Statement, Verdict } from '../../model/ruleset.js';
import type { XtContext } from './context.js';
import { extensionText } from './extension-text.js';
import { connmarkTarget, markTarget } from './mark-targets.js';
import { dnatTarget, netmapTarget, redirectTarget, snatTarget, tproxyTarget } from './nat-targets.js';
import type { Extension } from './parse-rule.js';

/** Targets that let matching go on and change nothing that rules or sockets look at. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'LOG',
  'NFLOG',
  'ULOG',
  'TRACE',
  'AUDIT',
  'TCPMSS',
  'TCPOPTSTRIP',
  'DSCP',
  'TOS',
  'TTL',
  'HL',
  'ECN',
  'CHECKSUM',
  'CLASSIFY',
  'SECMARK',
  'CONNSECMARK',
  'IDLETIMER',
  'TEE',
  'RATEEST',
  'LED',
  'HMARK',
]);

const VERDICTS: Readonly<Record<string, Verdict>> = {
  ACCEPT: { kind: 'accept' },
  DROP: { kind: 'drop' },
  RETURN: { kind: 'return' },
};

/** Translates `-j …` or `-g …`: a verdict, a jump to a chain of the table, or what a target does to the packet. */
export function translateTarget(
  target: Extension & { readonly goto: boolean },
  context: XtContext,
): readonly Statement[] {
  const { name } = target;
  if (target.goto) return [{ kind: 'verdict', verdict: { kind: 'goto', chain: name } }];
  const verdict = Object.hasOwn(VERDICTS, name) ? VERDICTS[name] : undefined;
  if (verdict !== undefined) return [{ kind: 'verdict', verdict }];
  // The tools refuse a chain that has the name of a target; so a chain it is.
  if (context.chains.has(name)) return [{ kind: 'verdict', verdict: { kind: 'jump', chain: name } }];
  if (WITHOUT_EFFECT.has(name)) return [];
  const text = extensionText('-j', target);
  const has = (option: string) => target.options.some((candidate) => candidate.name === option);
  switch (name) {
    case 'REJECT':
      return [{ kind: 'reject', how: rejectedWith(target) }];
    case 'DNAT':
      return dnatTarget(target, text, context);
    case 'REDIRECT':
      return redirectTarget(target, text);
    case 'NETMAP':
      return netmapTarget(target, text, context);
    case 'SNAT':
      return [snatTarget(target, text, context)];
    case 'MASQUERADE':
      return [{ kind: 'masquerade' }];
    case 'TPROXY':
      return tproxyTarget(target, context);
    case 'MARK':
      return markTarget(target, text);
    case 'CONNMARK':
      return connmarkTarget(target, text);
    case 'NOTRACK':
      return [{ kind: 'notrack' }];
    case 'CT':
      return has('--notrack') ? [{ kind: 'notrack' }] : [];
    case 'NFQUEUE':
    case 'QUEUE':
      return [{ kind: 'queue', bypass: has('--queue-bypass') }];
    case 'SYNPROXY':
      return [{ kind: 'synproxy' }];
    case 'SET':
      return updatedSets(target).map((set) => ({ kind: 'update-set', set }));
    default:
      return [{ kind: 'unknown', text }];
  }
}

/** "tcp reset" or "icmp port-unreachable": what REJECT answers with. */
function rejectedWith(target: Extension): string {
  const type = target.options.find((option) => option.name === '--reject-with')?.values[0];
  if (type === 'tcp-reset') return 'tcp reset';
  return (type ?? 'icmp-port-unreachable').replace(/^(icmp6?)-/, '$1 ');
}

/** Names of the sets that a SET target adds to or deletes from. */
export function updatedSets(target: Extension): readonly string[] {
  if (target.name !== 'SET') return [];
  return target.options
    .filter((option) => option.name === '--add-set' || option.name === '--del-set')
    .map((option) => option.values[0] ?? '');
}
