import type { Bound, IpFamily } from '../../net/address-set.js';
import { isGroupAddress } from '../routing/group-address.js';
import { PROTOCOL_NUMBERS, TRANSPORTS } from '../sockets/protocol-numbers.js';
import type { Stack } from '../topology/stack.js';
import { portsBehind } from './ports-behind.js';
import { type Findings, PORTS_OF_A_RANGE } from './survey.js';
import { addressesOf, sendOnwards } from './survey-transit.js';
import type { WayIn } from './ways-in.js';

/** How many addresses that nobody here has are looked at for one stack and family. */
const MOST_ADDRESSES = 64;

/**
 * Surveys what comes in for addresses that no stack has and that NAT rules name: it is for this host's or another's sockets all
 * the same. Returns how many of them were too many to look at.
 */
export function surveyRewritten(findings: Findings, ways: readonly WayIn[]): number {
  const { host, stack } = findings;
  let leftOut = 0;
  for (const family of ['ipv4', 'ipv6'] as const) {
    const others = [...host.stacks.values()].filter((other) => other !== stack);
    const held = new Set(others.flatMap((other) => addressesOf(other, family)));
    const foreign = stack.runner
      .dialledAddresses(family)
      .filter((address) => !held.has(address) && isForeign(stack, family, address));
    if (foreign.length > MOST_ADDRESSES) {
      leftOut += foreign.length;
      continue;
    }
    for (const way of ways.filter((one) => one.family === family && !one.way.ingress.vrf))
      for (const address of foreign) surveyAddress(findings, way, address);
  }
  return leftOut;
}

/** True for what routing does not deliver here and that single hosts may have: what NAT makes of groups is told with these. */
function isForeign({ network }: Stack, family: IpFamily, address: Bound): boolean {
  if (isGroupAddress(network, family, address)) return false;
  const { type } = network.fib[family].lookup({ iif: 'lo' }, address);
  return type === 'unicast' || type === 'none';
}

function surveyAddress(findings: Findings, context: WayIn, address: Bound): void {
  const { stack } = findings;
  const { way, family } = context;
  // Without a route this host's own programs cannot even send.
  const isOwn = way.ingress.name === 'lo';
  if (isOwn && stack.network.fib[family].lookup({ iif: 'lo' }, address).type !== 'unicast') return;
  for (const transport of TRANSPORTS) {
    const protocol = PROTOCOL_NUMBERS[transport];
    const named = [
      ...stack.runner.dialledPorts(protocol, PORTS_OF_A_RANGE),
      ...stack.runner.takenPorts(protocol).filter((port) => port !== 0),
    ];
    for (const port of new Set([...named, ...portsBehind(findings, context, transport, address)]))
      sendOnwards(findings, context, transport, address, port);
  }
}
