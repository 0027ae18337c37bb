import type { NatTarget, Statement } from '../../model/ruleset.js';
import type { TracePacket } from '../../model/trace.js';
import { formatAddress } from '../../net/address.js';
import type { Bound, IpFamily } from '../../net/address-set.js';
import type { Endpoint } from '../world.js';
import { leaveOpen, stop } from './ends.js';
import { type Flow, peersOf, withDoubts } from './flow.js';
import { pick } from './map-lookup.js';
import { endpoints, type FixedTarget } from './nat-target.js';
import type { Passage } from './packet.js';
import { isLinkLocal, masqueradeAddress, primaryAddress } from './primary-address.js';
import type { RuleRun } from './statement.js';

type NatStatement = Extract<Statement, { kind: 'dnat' | 'redirect' | 'snat' | 'masquerade' }>;

const IPS_SRC_NAT = 16;
const IPS_DST_NAT = 32;

/** A NAT statement of a nat chain: it ends the chain and binds the connection (nft_nat_eval, xt_nat.c). */
export function runNat(statement: NatStatement, flow: Flow, run: RuleRun): void {
  const { passage } = run;
  switch (statement.kind) {
    case 'snat':
      bindSource(statement.to ?? 'unknown', flow, run);
      return;
    case 'masquerade':
      bindSource(masqueradeAddress(passage, flow.state.local.address) ?? 'unknown', flow, run);
      return;
    case 'redirect': {
      const { local } = flow.state;
      const address =
        passage.iif === undefined ? LOOPBACK[passage.family] : primaryAddress(passage, local.address);
      if (address === undefined) {
        stop(run.ends, flow, { code: 'firewall-drop', rule: run.rule });
        return;
      }
      const to: NatTarget = statement.portMap ?? { kind: 'fixed', ports: statement.ports };
      runDnat(to, flow, run, [address, address]);
      return;
    }
    case 'dnat':
      runDnat(statement.to, flow, run);
      return;
    default:
      statement satisfies never;
  }
}

const LOOPBACK: Readonly<Record<IpFamily, Bound>> = { ipv4: 0x7f000001, ipv6: 1n };

function bindSource(source: Bound | 'unknown', flow: Flow, run: RuleRun): void {
  const { state } = flow;
  run.ends.bound.push({ ...flow, state: { ...state, source, ctStatus: state.ctStatus | IPS_SRC_NAT } });
}

/** `addresses`: where it goes unless the target itself says. */
function runDnat(to: NatTarget, flow: Flow, run: RuleRun, addresses?: readonly [Bound, Bound]): void {
  if (to.kind !== 'unknown' && to.family !== undefined && to.family !== run.passage.family) {
    run.missed.push(flow);
    return;
  }
  switch (to.kind) {
    case 'fixed':
      bindTo({ ...to, addresses: to.addresses ?? addresses }, flow, run);
      return;
    case 'map': {
      const { picked, missed } = pick(flow, to.keys, to.map, run.passage, run.rule, targetKey);
      for (const { flow: taken, data } of picked)
        bindTo({ addresses: data.addresses ?? addresses, ports: data.ports ?? to.ports }, taken, run);
      if (missed !== undefined) run.missed.push(missed);
      return;
    }
    case 'unknown':
      leaveOpen(run.ends, flow, { code: 'unknown-target', rule: run.rule, text: to.text });
      return;
    default:
      to satisfies never;
  }
}

function bindTo(target: FixedTarget, flow: Flow, run: RuleRun): void {
  const targets = endpoints(target, flow.state.local);
  if (targets === undefined) {
    leaveOpen(run.ends, flow, { code: 'random', rule: run.rule });
    return;
  }
  const doubted =
    targets.length === 1
      ? flow
      : withDoubts(flow, [{ sources: peersOf(flow), reason: { code: 'random', rule: run.rule } }]);
  for (const to of targets) {
    observeNat(flow, to, run);
    if (leavesLink(to, run.passage)) {
      const target = `[${formatAddress(run.passage.family, to.address)}]:${to.port}`;
      stop(run.ends, flow, { code: 'nat-elsewhere', rule: run.rule, target });
      continue;
    }
    const { state } = flow;
    const moved = to.address !== state.local.address || to.port !== state.local.port;
    run.ends.bound.push({
      ...doubted,
      state: {
        ...state,
        local: to,
        binding: { to, rule: run.rule },
        ctStatus: moved ? state.ctStatus | IPS_DST_NAT : state.ctStatus,
      },
    });
  }
}

/**
 * A local client that dialled a link-local address is bound to that link, and rerouting keeps it there
 * (ip6_route_me_harder): NAT to another address leads nowhere.
 */
function leavesLink(to: Endpoint, { hook, family, dialled }: Passage): boolean {
  if (hook !== 'output' || family === 'ipv4') return false;
  return isLinkLocal(dialled.address) && !isLinkLocal(to.address);
}

function targetKey(target: FixedTarget): string {
  return `${target.addresses?.join('-')}:${target.ports?.first}-${target.ports?.last}`;
}

function observeNat(flow: Flow, to: Endpoint, run: RuleRun): void {
  const { observe } = run.passage;
  if (observe === undefined) return;
  const before = tracePacket(flow, flow.state.local, run.passage);
  observe({ kind: 'nat', rule: run.rule, before, after: tracePacket(flow, to, run.passage) });
}

function tracePacket(flow: Flow, local: Endpoint, passage: Passage): TracePacket {
  const { family, peerPort, protocol } = passage;
  const [peer] = peersOf(flow).bounds;
  return {
    source: peer === undefined ? '' : formatAddress(family, peer),
    destination: formatAddress(family, local.address),
    protocol: protocol === 6 ? 'tcp' : 'udp',
    sourcePort: peerPort,
    destinationPort: local.port,
    mark: flow.state.mark ?? 0,
  };
}
