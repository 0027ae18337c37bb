import type { Change, Compared, Shift } from '../model/change.js';
import { AUDIENCES, type Exposure } from '../model/listener.js';
import { type AddressSet, type IpFamily, isEmpty, subtract, unionAll } from '../net/address-set.js';
import { parseCidr, toCidrs } from '../net/cidr.js';

/** Compares two audits of one host, listener by listener; widest exposure first, then by id. */
export function compareAudits(before: readonly Compared[], after: readonly Compared[]): readonly Change[] {
  const old = new Map(before.map((listener) => [listener.id, listener]));
  const now = new Set(after.map(({ id }) => id));
  const changes: Change[] = before
    .filter(({ id }) => !now.has(id))
    .map((listener) => ({ kind: 'closed', listener }));
  for (const listener of after) {
    const known = old.get(listener.id);
    const change = known === undefined ? ({ kind: 'opened', listener } as const) : changeOf(known, listener);
    if (change !== undefined) changes.push(change);
  }
  return changes.sort(
    (a, b) =>
      rank(b.listener.exposure) - rank(a.listener.exposure) || (a.listener.id < b.listener.id ? -1 : 1),
  );
}

function changeOf(before: Compared, after: Compared): Change | undefined {
  const gained = shifts(after, before);
  const lost = shifts(before, after);
  if (gained.length === 0 && lost.length === 0) return undefined;
  const kind = lost.length === 0 ? 'widened' : gained.length === 0 ? 'narrowed' : 'changed';
  return { kind, listener: after, before: before.exposure, gained, lost };
}

/** Allowed sources of `a` that are none of `b`'s. */
function shifts(a: Compared, b: Compared): Shift[] {
  const known = allowed(b);
  const found: Shift[] = [];
  for (const [key, way] of allowed(a)) {
    const rest = way.sets.flatMap((set) => {
      const others = known.get(key)?.sets.filter(({ family }) => family === set.family) ?? [];
      const left = subtract(set, unionAll(set.family, others));
      return isEmpty(left) ? [] : toCidrs(left);
    });
    if (rest.length > 0)
      found.push({ interface: way.interface, destination: way.destination, port: way.port, sources: rest });
  }
  return found;
}

interface Way {
  readonly interface: string;
  readonly destination: string;
  readonly port: number;
  readonly sets: readonly AddressSet[];
}

function allowed({ reach }: Compared): Map<string, Way> {
  const ways = new Map<string, Way>();
  for (const entry of reach) {
    if (entry.verdict !== 'allowed') continue;
    const parsed = entry.sources.map(parseCidr).filter((set) => set !== undefined);
    for (const destination of entry.destinations) {
      const key = `${entry.interface} ${destination} ${entry.port}`;
      const sets = [...(ways.get(key)?.sets ?? []), ...parsed];
      ways.set(key, {
        interface: entry.interface,
        destination,
        port: entry.port,
        sets: FAMILIES.map((family) =>
          unionAll(
            family,
            sets.filter((set) => set.family === family),
          ),
        ),
      });
    }
  }
  return ways;
}

const FAMILIES: readonly IpFamily[] = ['ipv4', 'ipv6'];

function rank(exposure: Exposure): number {
  return exposure === 'none' ? -1 : AUDIENCES.indexOf(exposure);
}
