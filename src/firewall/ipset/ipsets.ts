import type { ElementSet } from '../../model/element-set.js';
import type { Selector } from '../../model/ruleset.js';
import { parseAddress } from '../../net/address.js';
import type { IpFamily } from '../../net/address-set.js';
import { END } from '../../net/address-set.js';
import { originOf } from '../set-origin.js';
import { type Dimension, dimensionsOf, mergeElements, readMember } from './members.js';
import type { SavedSet } from './parse-save.js';

/** What a rule's `--match-set NAME src,dst` looks up. */
export interface SetLookup {
  readonly keys: readonly Selector[];
  readonly set: ElementSet;
}

/** The sets of ipset, as rules of iptables look into them. */
export class Ipsets {
  readonly #saved: ReadonlyMap<string, SavedSet>;
  readonly #changedByPackets: ReadonlySet<string>;
  readonly #translated = new Map<string, readonly Content[] | undefined>();

  /** `changedByPackets`: names of sets that some rule's SET target adds to or deletes from. */
  constructor(saved: ReadonlyMap<string, SavedSet>, changedByPackets: ReadonlySet<string>) {
    this.#saved = saved;
    this.#changedByPackets = changedByPackets;
  }

  /**
   * The lookups of `--match-set name flags`, the flags ("src" or "dst") paired with the set's dimensions in order: the
   * packet matches when one of them does. More than one for lists of different sets. Undefined for a set that is not
   * there or of a type without counterpart (mac). In a set of more dimensions than flags the kernel finds nothing
   * (ip_set_test in ip_set_core.c).
   */
  lookups(name: string, flags: readonly string[]): readonly SetLookup[] | undefined {
    return this.#contents(name)
      ?.filter(({ shape }) => flags.length >= shape.dimensions.length)
      .map(({ shape, set }) => ({ keys: keysOf(shape, flags), set }));
  }

  #contents(name: string): readonly Content[] | undefined {
    if (!this.#translated.has(name)) {
      // A list that comes back to itself, which the kernel forbids, finds nothing here.
      this.#translated.set(name, undefined);
      this.#translated.set(name, this.#translate(name));
    }
    return this.#translated.get(name);
  }

  #translate(name: string): readonly Content[] | undefined {
    const saved = this.#saved.get(name);
    if (saved === undefined) return undefined;
    const origin = originOf({
      name,
      changedByPackets: this.#changedByPackets.has(name),
      changing: saved.options.has('timeout'),
    });
    if (saved.type === 'list:set') return this.#list(saved, origin);
    const shape = shapeOf(saved);
    if (shape === undefined) return undefined;
    const elements = saved.members.flatMap((member) => readMember(member, shape.dimensions, shape));
    return [{ shape, set: { name, elements: mergeElements(elements), ...origin } }];
  }

  /** A list is the union of its members, and no more certain than the least certain of them. */
  #list(saved: SavedSet, origin: Pick<ElementSet, 'certainty' | 'filledBy'>): readonly Content[] | undefined {
    const contents: Content[] = [];
    for (const member of saved.members) {
      const parts = this.#contents(member.text);
      if (parts === undefined) return undefined;
      contents.push(...parts);
    }
    return contents.map(({ shape, set }) => {
      const certainties = [origin.certainty, set.certainty];
      const certainty =
        (['dynamic', 'snapshot'] as const).find((kind) => certainties.includes(kind)) ?? 'static';
      return { shape, set: { filledBy: origin.filledBy, ...set, name: saved.name, certainty } };
    });
  }
}

interface Content {
  readonly shape: Shape;
  readonly set: ElementSet;
}

/** What the type and the options of a set say of its keys. */
export interface Shape {
  readonly dimensions: readonly Dimension[];
  readonly family: IpFamily;
  /** Addresses are masked by it before they are looked up (`netmask` of hash:ip and bitmap:ip). */
  readonly mask: number | bigint | undefined;
  /** bitmap:port holds ports of every protocol; the hash types hold protocol and port. */
  readonly bitmap: boolean;
}

function shapeOf(saved: SavedSet): Shape | undefined {
  const dimensions = dimensionsOf(saved.type);
  const family: IpFamily = saved.options.get('family') === 'inet6' ? 'ipv6' : 'ipv4';
  return (
    dimensions && {
      dimensions,
      family,
      mask: maskOf(saved, family),
      bitmap: saved.type.startsWith('bitmap:'),
    }
  );
}

function keysOf(shape: Shape, flags: readonly string[]): readonly Selector[] {
  return shape.dimensions.flatMap((dimension, index) =>
    selectorsOf(dimension, flags[index] === 'dst' ? 'dst' : 'src', shape),
  );
}

/** TCP, UDP, SCTP and UDP-Lite: the protocols whose ports sets can hold (ip_set_getport.c). */
const WITH_PORTS = [6, 17, 132, 136];

function selectorsOf(dimension: Dimension, side: 'src' | 'dst', shape: Shape): readonly Selector[] {
  switch (dimension) {
    case 'ip': {
      const on = side === 'src' ? 'saddr' : 'daddr';
      const { family, mask } = shape;
      return [mask === undefined ? { on, family } : { on, family, mask }];
    }
    case 'port': {
      const port: Selector = { on: side === 'src' ? 'sport' : 'dport', protocols: WITH_PORTS };
      return shape.bitmap ? [port] : [{ on: 'l4proto' }, port];
    }
    case 'iface':
      return [{ on: side === 'src' ? 'iifname' : 'oifname' }];
    case 'mark':
      return [{ on: 'mark' }];
    default:
      return dimension satisfies never;
  }
}

function maskOf(saved: SavedSet, family: IpFamily): number | bigint | undefined {
  const bitmask = saved.options.get('bitmask');
  if (bitmask !== undefined) return parseAddress(bitmask)?.value;
  const netmask = Number(saved.options.get('netmask') ?? Number.NaN);
  if (!Number.isInteger(netmask)) return undefined;
  if (family === 'ipv4') return 2 ** 32 - 2 ** (32 - netmask);
  return BigInt(END.ipv6) - (1n << BigInt(128 - netmask));
}
