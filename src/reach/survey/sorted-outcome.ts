import type { Reason } from '../../model/reason.js';
import { formatAddress } from '../../net/address.js';
import { formatEndpoint } from '../answers/endpoint-text.js';
import { elsewhereReason } from '../ipvs/taken.js';
import type { Request, RequestOutcome } from '../packet/request.js';
import type { Endpoint, World } from '../world.js';
import type { CaseStop } from './decide.js';
import type { Arrivals, Verdicts } from './verdicts.js';

/** What became of one request, by the sockets that it comes to; shared by all ports and addresses that are alike. */
export interface SortedOutcome {
  /** What stayed addressed as it was dialled. */
  readonly direct: Group;
  /** What NAT or IPVS gave to other sockets of this host. */
  readonly redirected: readonly Redirected[];
  /** What NAT or IPVS sends on to other hosts. */
  readonly departures: readonly World[];
}

/** Arrivals, with the verdicts found for them so far: they depend on little of a listener. */
export interface Group {
  readonly arrivals: Arrivals;
  readonly verdicts: Map<string, Verdicts>;
}

export interface Redirected extends Group {
  readonly to: Endpoint;
}

/** Sorts the outcome of a request. */
export function sortOutcome(outcome: RequestOutcome, { family, destination, port }: Request): SortedOutcome {
  const groups = new Map<string, { to: Endpoint; worlds: World[]; stops: Arrivals['stops'][number][] }>();
  const groupAt = (to: Endpoint) => {
    const key = `${to.address} ${to.port}`;
    const group = groups.get(key) ?? { to, worlds: [], stops: [] };
    groups.set(key, group);
    return group;
  };
  const direct = groupAt({ address: destination, port });
  for (const world of outcome.arrivals) groupAt(world.assigned ?? world.local).worlds.push(world);
  for (const { at, may, reason } of outcome.stops) groupAt(at).stops.push({ may, reason });
  const others = [...groups.values()].filter((group) => group !== direct);
  const elsewhere = [...others.flatMap(({ worlds }) => worlds), ...outcome.departures];
  // Neither those whom NAT takes elsewhere nor those stopped on the way there get to what they dialled.
  direct.stops.push(...elsewhere.flatMap(elsewhereStop), ...others.flatMap(({ stops }) => stops));
  const asGroup = ({ worlds, stops }: { worlds: World[]; stops: Arrivals['stops'] }): Group => ({
    arrivals: { family, worlds, stops },
    verdicts: new Map(),
  });
  return {
    direct: asGroup(direct),
    redirected: others.map((group) => ({ ...asGroup(group), to: group.to })),
    departures: outcome.departures,
  };
}

/** Peers whose packets NAT or IPVS gives to something else are stopped for whoever was dialled. */
function elsewhereStop({ may, family, local, binding, ipvs }: World): CaseStop[] {
  if (ipvs !== undefined) return [{ may, reason: elsewhereReason(ipvs) }];
  if (binding === undefined) return [];
  const target = formatEndpoint(formatAddress(family, local.address), local.port);
  const reason: Reason = { code: 'nat-elsewhere', rule: binding.rule, target };
  return [{ may, reason }];
}
