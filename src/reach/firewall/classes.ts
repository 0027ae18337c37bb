import type { Statement } from '../../model/ruleset.js';
import { type AddressSet, type Bound, contains, countUpTo, type IpFamily } from '../../net/address-set.js';
import type { HookRunner } from '../world.js';
import { comparisonsOf } from './comparisons.js';
import type { CompiledBase } from './compile.js';
import { maskedPreimage } from './masked-preimage.js';
import { has, type NumberBounds } from './number-bounds.js';
import { selectorsOf } from './statements-of.js';

/** Tells apart the ports and addresses of this host that rules tell apart, so that the others share their answers. */
export type Classes = Pick<HookRunner, 'portClass' | 'addressClass' | 'addressBounds'>;

/** Gathers, at the first question, what the rules compare local ports and addresses with. */
export function classesOf(bases: readonly CompiledBase[]): Classes {
  let known: Classes | undefined;
  const classes = () => {
    known ??= gather(bases);
    return known;
  };
  return {
    portClass: (protocol, port) => classes().portClass(protocol, port),
    addressClass: (family, address) => classes().addressClass(family, address),
    addressBounds: (family) => classes().addressBounds(family),
  };
}

function gather(bases: readonly CompiledBase[]): Classes {
  const ports = new Set<NumberBounds>();
  const addresses: Record<IpFamily, Set<AddressSet>> = { ipv4: new Set(), ipv6: new Set() };
  let eachApart = false;
  for (const statement of statementsOf(bases)) {
    for (const { on } of selectorsOf(statement)) eachApart ||= on === 'fib' || on === 'pkttype';
    for (const { selector, values } of comparisonsOf(statement)) {
      if (values.kind === 'numbers' && isPort(selector.on)) ports.add(values.bounds);
      if (values.kind !== 'addresses' || !('family' in selector)) continue;
      const set = selector.mask === undefined ? values.set : maskedPreimage(values.set, selector.mask);
      if (set === undefined) eachApart = true;
      else addresses[set.family].add(set);
    }
  }
  const portSignature = signatureOfPorts(ports);
  const portNumbers = numbering();
  const addressNumbers = numbering();
  const sorted = { ipv4: sortedBounds(addresses.ipv4), ipv6: sortedBounds(addresses.ipv6) };
  const signatures = { ipv4: new Map<number, string>(), ipv6: new Map<number, string>() };
  // Between two bounds every address is in the same sets.
  const signatureOf = (family: IpFamily, address: Bound): string => {
    const place = countUpTo(sorted[family], address);
    const known = signatures[family].get(place);
    if (known !== undefined) return known;
    const made = [...addresses[family]].map((set) => (contains(set, address) ? '1' : '0')).join('');
    signatures[family].set(place, made);
    return made;
  };
  return {
    portClass: (_protocol, port) => portNumbers(portSignature(port)),
    addressClass(family, address) {
      const signature = signatureOf(family, address);
      return addressNumbers(eachApart ? `${signature} ${address}` : signature);
    },
    addressBounds: (family) => sorted[family],
  };
}

function* statementsOf(bases: readonly CompiledBase[]): Iterable<Statement> {
  for (const table of new Set(bases.map((base) => base.table)))
    for (const { rules } of table.chains.values()) for (const { statements } of rules) yield* statements;
}

function sortedBounds(sets: Iterable<AddressSet>): readonly Bound[] {
  const bounds = new Set<Bound>();
  for (const set of sets) for (const bound of set.bounds) bounds.add(bound);
  return [...bounds].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function isPort(on: string): boolean {
  return on === 'dport' || on === 'sport' || on === 'original-dport';
}

/** Ranges up to this many ports are written out port by port. */
const WRITTEN_OUT = 64;

/** The sets that hold a port, as text. */
function signatureOfPorts(sets: Iterable<NumberBounds>): (port: number) => string {
  const single = new Map<number, number[]>();
  const wide: { id: number; bounds: NumberBounds }[] = [];
  let id = 0;
  for (const bounds of sets) {
    id++;
    const total = bounds.reduce((sum, bound, i) => sum + (i % 2 === 0 ? -bound : bound), 0);
    if (total > WRITTEN_OUT) wide.push({ id, bounds });
    else
      for (let i = 0; i < bounds.length; i += 2)
        for (let port = bounds[i] as number; port < (bounds[i + 1] as number); port++)
          single.set(port, [...(single.get(port) ?? []), id]);
  }
  return (port) =>
    `${single.get(port) ?? ''}|${wide.flatMap((set) => (has(set.bounds, port) ? [set.id] : []))}`;
}

function numbering(): (signature: string) => number {
  const numbers = new Map<string, number>();
  return (signature) => {
    const known = numbers.get(signature);
    if (known !== undefined) return known;
    numbers.set(signature, numbers.size);
    return numbers.size - 1;
  };
}
