import { type AddressSet, type Bound, type IpFamily, interval, size } from '../../net/address-set.js';
import { eachAddress } from '../../net/each-address.js';
import { comparisonsOf } from './comparisons.js';
import type { CompiledBase } from './compile.js';
import { statementsFrom } from './statements-of.js';

/**
 * The ports that rules look at which rewrite destinations, or with `byMark` set marks: what a client may dial to get somewhere else. All of
 * them, also those of rules that do neither; of ranges wider than `limit` the ends.
 */
export function dialledPorts(
  bases: readonly CompiledBase[],
  protocol: number,
  limit: number,
  byMark: boolean,
): readonly number[] {
  const ports = new Set<number>();
  for (const base of bases) {
    if (!rewrites(base) && !(byMark && marks(base))) continue;
    for (const statement of statementsFrom(base.table, base.chain)) {
      for (const { selector, values } of comparisonsOf(statement)) {
        if (selector.on !== 'dport' || values.kind !== 'numbers') continue;
        if (selector.protocols !== 'any' && !selector.protocols.includes(protocol)) continue;
        for (let i = 0; i < values.bounds.length; i += 2)
          addRange(ports, values.bounds[i] as number, (values.bounds[i + 1] as number) - 1, limit);
      }
    }
  }
  return [...ports].sort((a, b) => a - b);
}

/** As `dialledPorts`, for addresses: see HookRunner. */
export function dialledAddresses(bases: readonly CompiledBase[], family: IpFamily): readonly Bound[] {
  const found = new Set<Bound>();
  for (const base of bases) {
    if (!rewrites(base)) continue;
    for (const statement of statementsFrom(base.table, base.chain))
      for (const { selector, values } of comparisonsOf(statement)) {
        if (selector.on !== 'daddr' || values.kind !== 'addresses' || values.set.family !== family) continue;
        if (selector.mask === undefined) for (const address of endsOf(values.set)) found.add(address);
      }
  }
  return [...found];
}

/** Every address of short ranges, the ends of longer ones; ranges of more than 256 are no addresses of somebody. */
function endsOf({ family, bounds }: AddressSet): Bound[] {
  const ends: Bound[] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    const range = interval(family, bounds[i] as Bound, bounds[i + 1] as Bound);
    const count = size(range);
    const all = count > 256n ? [] : [...eachAddress(range)];
    ends.push(...(count > 16n ? all.filter((_, at) => at === 0 || at === all.length - 1) : all));
  }
  return ends;
}

/** True for chains at the destination hooks that may send a packet elsewhere. */
export function rewrites({ base, table, chain }: CompiledBase): boolean {
  if (base.hook !== 'prerouting' && base.hook !== 'output' && base.hook !== 'ingress') return false;
  for (const { kind } of statementsFrom(table, chain))
    if (kind === 'dnat' || kind === 'redirect' || kind === 'set-field' || kind === 'tproxy') return true;
  return false;
}

/** True for chains that may give a packet a mark before IPVS looks at it. */
function marks({ base, table, chain }: CompiledBase): boolean {
  if (base.hook === 'forward' || base.hook === 'postrouting' || base.hook === 'egress') return false;
  for (const { kind } of statementsFrom(table, chain)) if (kind === 'set-mark') return true;
  return false;
}

/** True for chains that may give a packet another source. */
export function masks({ base, table, chain }: CompiledBase): boolean {
  if (base.hook !== 'postrouting') return false;
  for (const { kind } of statementsFrom(table, chain))
    if (kind === 'snat' || kind === 'masquerade' || kind === 'set-field') return true;
  return false;
}

function addRange(ports: Set<number>, first: number, last: number, limit: number): void {
  if (last - first >= limit) {
    ports.add(first);
    ports.add(last);
    return;
  }
  for (let port = first; port <= last; port++) ports.add(port);
}
