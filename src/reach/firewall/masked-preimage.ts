import { type AddressSet, type Bound, END, overlaps, unionAll } from '../../net/address-set.js';
import { width } from '../../net/cidr.js';

/** More steps than this mean more pieces than are worth writing down. */
const LIMIT = 8192;

/**
 * The addresses that lie in `set` after AND with `mask`, or undefined when they come in too many pieces.
 * Walks the bits from the top: a bit outside the mask leaves both halves open, one inside it fixes the value's bit.
 */
export function maskedPreimage(set: AddressSet, mask: Bound): AddressSet | undefined {
  const { family } = set;
  const bits = BigInt(mask);
  const pieces: [bigint, bigint][] = [];
  let steps = 0;

  // `start`: the addresses so far; `value`: what they are after the mask; both with `rest` low bits still open.
  const walk = (start: bigint, value: bigint, rest: number): boolean => {
    if (++steps > LIMIT) return false;
    const span = 1n << BigInt(rest);
    const open = bits & (span - 1n);
    const reach: AddressSet = { family, bounds: [native(value), native(value + open + 1n)] };
    if (!overlaps(reach, set)) return true;
    if (open === 0n || covered(reach, set)) return pieces.push([start, start + span]) > 0;
    const half = span >> 1n;
    const upper = (bits & half) === 0n ? value : value + half;
    return walk(start, value, rest - 1) && walk(start + half, upper, rest - 1);
  };
  const native = (value: bigint): Bound => (family === 'ipv4' ? Number(value) : value);

  if (!walk(0n, 0n, width(family))) return undefined;
  return unionAll(
    family,
    pieces.map(([start, end]) => ({ family, bounds: [native(start), native(end)] })),
  );
}

function covered(span: AddressSet, set: AddressSet): boolean {
  const [start, end] = span.bounds as [Bound, Bound];
  for (let i = 0; i < set.bounds.length; i += 2)
    if ((set.bounds[i] as Bound) <= start && (set.bounds[i + 1] as Bound) >= end) return true;
  return start === end && end === END[set.family];
}
