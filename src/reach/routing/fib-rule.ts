import type { RoutingRule } from '../../model/facts.js';
import {
  type AddressSet,
  type Bound,
  contains,
  fullSet,
  type IpFamily,
  subtract,
} from '../../net/address-set.js';
import { parseCidr } from '../../net/cidr.js';

/** The packet as policy routing sees it, but for its destination. */
export interface Flow {
  /** Undefined: not chosen yet (0.0.0.0, ::). */
  readonly source?: Bound;
  /** "lo" for packets made here. */
  readonly iif: string;
  readonly oif?: string;
  /** A VRF, or a port of one, whose table is asked where neither of these two is of a VRF (flowi_l3mdev). */
  readonly l3mdev?: string;
  readonly mark?: number;
  readonly protocol?: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly uid?: number;
}

export interface PreparedRule {
  readonly rule: RoutingRule;
  readonly from?: AddressSet;
  readonly to?: AddressSet;
}

/** What the kernel starts with: everything looks into the tables local, main and default. */
export function defaultRules(family: IpFamily): RoutingRule[] {
  const lookup = (priority: number, table: number): RoutingRule => ({
    family,
    priority,
    not: false,
    action: 'lookup',
    table,
  });
  const both = [lookup(0, 255), lookup(32766, 254)];
  return family === 'ipv4' ? [...both, lookup(32767, 253)] : both;
}

/** Parses the blocks of a rule once. */
export function prepareRule(rule: RoutingRule): PreparedRule {
  return {
    rule,
    from: rule.from === undefined ? undefined : parseCidr(rule.from),
    to: rule.to === undefined ? undefined : parseCidr(rule.to),
  };
}

/** The destinations for which the rule applies to this flow (fib_rule_match). `inVrf`: iif or oif is in a VRF. */
export function destinationsOf({ rule, from, to }: PreparedRule, flow: Flow, inVrf: boolean): AddressSet {
  const all = fullSet(rule.family);
  const rest =
    (from === undefined || (flow.source !== undefined && contains(from, flow.source))) &&
    (rule.iif === undefined || rule.iif === flow.iif) &&
    (rule.oif === undefined || rule.oif === flow.oif) &&
    markMatches(rule, flow.mark ?? 0) &&
    (rule.l3mdev !== true || inVrf) &&
    // An ordinary client leaves the type of service at 0.
    (rule.tos ?? 0) === 0 &&
    (rule.protocol === undefined || rule.protocol === flow.protocol) &&
    within(rule.sourcePorts, flow.sourcePort) &&
    within(rule.destinationPorts, flow.destinationPort) &&
    within(rule.uids, flow.uid ?? 0);
  const matched = rest ? (to ?? all) : subtract(all, all);
  return rule.not ? subtract(all, matched) : matched;
}

function markMatches(rule: RoutingRule, mark: number): boolean {
  if (rule.mark === undefined) return true;
  return ((rule.mark ^ mark) & (rule.markMask ?? 0xffffffff)) === 0;
}

function within(range: readonly [number, number] | undefined, value: number | undefined): boolean {
  if (range === undefined) return true;
  return value !== undefined && value >= range[0] && value <= range[1];
}
