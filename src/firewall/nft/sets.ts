import type { ElementMap, ElementSet, SetElement } from '../../model/element-set.js';
import type { Domain } from '../domain.js';
import { originOf } from '../set-origin.js';
import { rawElement, readElements, readKey } from './elements.js';
import { asArray, asObject, asString, asStrings, type Json, type JsonObject } from './json.js';

/** A named set or map of one table, as nft lists it. */
interface Declared {
  readonly name: string;
  readonly elements: readonly unknown[];
  readonly origin: Pick<ElementSet, 'certainty' | 'filledBy'>;
  /** Translations so far, by what they were asked for; every rule that names the set shares one. */
  readonly sets: [readonly Domain[], ElementSet][];
  readonly maps: [readonly Domain[], unknown, ElementMap<unknown>][];
}

/** The sets and maps that rules of one table look into: the named ones, and anonymous ones as they come. */
export class SetsOfTable {
  readonly #declared = new Map<string, Declared>();

  /** `changedByPackets`: names of sets that some rule of the table adds to, updates or deletes from. */
  constructor(table: string, objects: readonly JsonObject[], changedByPackets: ReadonlySet<string>) {
    for (const object of objects) {
      const name = asString(object.name);
      if (name === undefined) continue;
      const flags = asStrings(object.flags);
      const changing = object.timeout !== undefined || flags.includes('timeout') || flags.includes('dynamic');
      this.#declared.set(name, {
        name,
        elements: asArray(object.elem) ?? [],
        origin: originOf({ name, table, changedByPackets: changedByPackets.has(name), changing }),
        sets: [],
        maps: [],
      });
    }
  }

  /** The set of `"@name"` or `{"set": […]}` for keys of these domains; undefined when there is no such set. */
  set(reference: Json, domains: readonly Domain[]): ElementSet | undefined {
    const anonymous = anonymousElements(reference);
    if (anonymous !== undefined) return { elements: readElements(domains, anonymous), certainty: 'static' };
    const declared = this.#named(reference);
    if (declared === undefined) return undefined;
    const known = declared.sets.find(([of]) => sameDomains(of, domains));
    if (known !== undefined) return known[1];
    const elements = readElements(domains, declared.elements);
    const set: ElementSet = { name: declared.name, elements, ...declared.origin };
    declared.sets.push([domains, set]);
    return set;
  }

  /**
   * The map of `"@name"` or `{"set": [[key, data], …]}`; `read` turns the data of an element into T. Undefined when there
   * is no such map or some datum cannot be read.
   */
  map<T>(
    reference: Json,
    domains: readonly Domain[],
    read: (data: Json) => T | undefined,
  ): ElementMap<T> | undefined {
    const anonymous = anonymousElements(reference);
    if (anonymous !== undefined) {
      const content = readMap(anonymous, domains, read);
      return content && { ...content, certainty: 'static' };
    }
    const declared = this.#named(reference);
    if (declared === undefined) return undefined;
    const known = declared.maps.find(([of, by]) => by === read && sameDomains(of, domains));
    // The reader that filled the entry is the one that asks: its T is ours.
    if (known !== undefined) return known[2] as ElementMap<T>;
    const content = readMap(declared.elements, domains, read);
    if (content === undefined) return undefined;
    const map: ElementMap<T> = { name: declared.name, ...content, ...declared.origin };
    declared.maps.push([domains, read, map]);
    return map;
  }

  #named(reference: Json): Declared | undefined {
    return typeof reference === 'string' && reference.startsWith('@')
      ? this.#declared.get(reference.slice(1))
      : undefined;
  }
}

/** True for what the right side of a match or the data of a map may name a set by. */
export function isSetReference(value: Json): boolean {
  return (typeof value === 'string' && value.startsWith('@')) || asObject(value)?.set !== undefined;
}

function anonymousElements(reference: Json): readonly unknown[] | undefined {
  const list = asObject(reference)?.set;
  // A set of one element may be printed without its list.
  return list === undefined ? undefined : (asArray(list) ?? [list]);
}

function readMap<T>(
  elements: readonly unknown[],
  domains: readonly Domain[],
  read: (data: Json) => T | undefined,
): Pick<ElementMap<T>, 'elements' | 'otherwise'> | undefined {
  const list: (SetElement & { readonly data: T })[] = [];
  let otherwise: T | undefined;
  for (const element of elements) {
    const [rawKey, rawData] = asArray(element) ?? [];
    const { key, undecided } = rawElement(rawKey);
    const data = read(rawData);
    if (data === undefined) return undefined;
    if (key === '*') otherwise = data;
    else list.push({ ...readKey(domains, key, undecided), data });
  }
  return otherwise === undefined ? { elements: list } : { elements: list, otherwise };
}

function sameDomains(a: readonly Domain[], b: readonly Domain[]): boolean {
  return a.length === b.length && a.every((domain, index) => domain === b[index]);
}
