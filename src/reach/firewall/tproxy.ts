import type { Statement } from '../../model/ruleset.js';
import { leaveOpen, stop } from './ends.js';
import { type Flow, peersOf, withDoubts } from './flow.js';
import { setMark } from './marks.js';
import { primaryAddress } from './primary-address.js';
import type { RuleRun } from './statement.js';

/**
 * tproxy gives the packet to an IP_TRANSPARENT socket, unchanged. Where no such socket exists, nft's statement breaks the
 * rule and iptables' target drops (nft_tproxy.c, xt_TPROXY.c). Returns the flows that go on in the rule.
 */
export function runTproxy(
  statement: Extract<Statement, { kind: 'tproxy' }>,
  flow: Flow,
  run: RuleRun,
): readonly Flow[] {
  const { passage, ends, rule } = run;
  const { family, protocol, environment } = passage;
  if (statement.family !== undefined && statement.family !== family) {
    run.missed.push(flow);
    return [];
  }
  const address = statement.address ?? primaryAddress(passage, flow.state.local.address);
  const to = address === undefined ? undefined : { address, port: statement.port ?? flow.state.local.port };
  const taken = to === undefined ? false : environment.transparentSocket(protocol, family, to);
  if (taken === false) {
    if (statement.missing === 'drop') stop(ends, flow, { code: 'firewall-drop', rule });
    else run.missed.push(flow);
    return [];
  }
  const reason = { code: 'unknown-target', rule, text: 'tproxy' } as const;
  const doubted = withDoubts(flow, [{ sources: peersOf(flow), reason }]);
  if (statement.missing === 'drop') {
    leaveOpen(ends, flow, reason);
    return [];
  }
  run.missed.push(doubted);
  stop(ends, flow, reason);
  if (statement.mark === undefined) return [doubted];
  const { marked, missed } = setMark(doubted, 'mark', statement.mark, passage, rule);
  run.missed.push(...missed);
  return marked;
}
