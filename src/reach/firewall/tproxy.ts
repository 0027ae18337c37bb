import type { Statement } from '../../model/ruleset.js';
import { stop } from './ends.js';
import { accept, type Flow, peersOf, withDoubts } from './flow.js';
import { setMark } from './marks.js';
import { primaryAddress } from './primary-address.js';
import type { RuleRun } from './statement.js';

type TproxyStatement = Extract<Statement, { kind: 'tproxy' }>;

/**
 * tproxy gives the packet to an IP_TRANSPARENT socket, unchanged. Where no such socket exists, nft's statement breaks the
 * rule and iptables' target drops (nft_tproxy.c, xt_TPROXY.c). Returns the flows that go on in the rule.
 */
export function runTproxy(statement: TproxyStatement, flow: Flow, run: RuleRun): readonly Flow[] {
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
  const given: Flow = { ...flow, state: { ...flow.state, assigned: to } };
  if (taken === true) return marked(given, statement, run);
  const reason = { code: 'unknown-target', rule, text: 'tproxy' } as const;
  const doubt = [{ sources: peersOf(flow), reason }];
  if (statement.missing === 'drop') stop(ends, flow, reason);
  else run.missed.push(withDoubts(flow, doubt));
  return marked(withDoubts(given, doubt), statement, run);
}

/** iptables' target accepts once it has marked the packet; nft's statement lets the rule go on. */
function marked(given: Flow, statement: TproxyStatement, run: RuleRun): readonly Flow[] {
  const { passage, ends, rule } = run;
  const { marked: out, missed } =
    statement.mark === undefined
      ? { marked: [given], missed: [] }
      : setMark(given, 'mark', statement.mark, passage, rule);
  run.missed.push(...missed);
  if (statement.missing === 'next-rule') return out;
  ends.accepted.push(...out.map((flow) => accept(flow, { kind: 'rule', rule })));
  return [];
}
