import type { ElementSet, SetElement, ValueSet } from '../../model/element-set.js';
import { emptySet, type IpFamily, isSubset, subtract, union, unionAll } from '../../net/address-set.js';
import type { Loaded } from './load-selector.js';
import { and, never, not, possible, type Truth, truth, undecided } from './truth.js';
import { loadable, valueTruth } from './value-truth.js';

/** An element that the loaded values may hit, and for which peers they do. */
export interface Hit<E extends SetElement> {
  readonly element: E;
  readonly truth: Truth;
}

/** Remembers what was looked up in which elements: the same port meets the same set in every chain and interface. */
const remembered = new WeakMap<readonly SetElement[], Map<string, readonly Hit<SetElement>[]>>();

/** The elements that the loaded values may hit, in their own order. */
export function hits<E extends SetElement>(
  elements: readonly E[],
  loaded: readonly Loaded[],
  family: IpFamily,
): readonly Hit<E>[] {
  const key = keyOf(loaded, family);
  if (key === undefined || elements.length < 2) return search(elements, loaded, family);
  let known = remembered.get(elements) as Map<string, readonly Hit<E>[]> | undefined;
  if (known === undefined) {
    known = new Map();
    remembered.set(elements, known);
  }
  let found = known.get(key);
  if (found === undefined) {
    found = search(elements, loaded, family);
    known.set(key, found);
  }
  return found;
}

/** Whether the tuple of loaded values is in the set. Elements with a limit of their own and sets that packets fill cannot be told. */
export function membership(set: ElementSet, loaded: readonly Loaded[], family: IpFamily): Truth {
  if (set.certainty === 'dynamic') {
    const known = and(
      family,
      loaded.map((value) => loadable(value, family)),
    );
    return and(family, [known, undecided(family, { code: 'dynamic-set', text: set.name ?? '' })]);
  }
  const found = hits(set.elements, loaded, family);
  if (found.length === 0) return never(family);
  const [only] = found;
  if (found.length === 1 && only !== undefined && !only.element.nomatch) return only.truth;
  if (found.some((hit) => hit.element.nomatch)) return withExceptions(found, family);
  return anyOf(found, family);
}

function search<E extends SetElement>(
  elements: readonly E[],
  loaded: readonly Loaded[],
  family: IpFamily,
): Hit<E>[] {
  const found: Hit<E>[] = [];
  for (const element of elements) {
    const matched = elementTruth(element, loaded, family);
    if (matched !== never(family)) found.push({ element, truth: matched });
  }
  return found;
}

function elementTruth(element: SetElement, loaded: readonly Loaded[], family: IpFamily): Truth {
  let result: Truth | undefined;
  for (let i = 0; i < loaded.length; i++) {
    const dimension = valueTruth(loaded[i] as Loaded, element.key[i] ?? ANY, family);
    if (dimension === never(family)) return dimension;
    result = result === undefined ? dimension : and(family, [result, dimension]);
  }
  const matched = result ?? never(family);
  return element.undecided === undefined
    ? matched
    : and(family, [matched, undecided(family, element.undecided)]);
}

const ANY: ValueSet = { kind: 'any' };

function anyOf(found: readonly Hit<SetElement>[], family: IpFamily): Truth {
  if (found.some((hit) => hit.truth.chosen !== undefined))
    return not(
      and(
        family,
        found.map((hit) => not(hit.truth)),
      ),
    );
  const yes = unionAll(
    family,
    found.map((hit) => hit.truth.yes),
  );
  const maybe = subtract(
    unionAll(
      family,
      found.map((hit) => hit.truth.maybe),
    ),
    yes,
  );
  return truth(
    yes,
    maybe,
    found.flatMap((hit) => hit.truth.whys),
  );
}

/** ipset's `nomatch`: of the networks that hold an address the narrowest decides (ip_set_hash_gen.h, test_cidrs). */
function withExceptions(found: readonly Hit<SetElement>[], family: IpFamily): Truth {
  const widestFirst = [...found].sort((a, b) => {
    const wide = possible(a.truth);
    const narrow = possible(b.truth);
    return isSubset(narrow, wide) ? (isSubset(wide, narrow) ? 0 : -1) : isSubset(wide, narrow) ? 1 : 0;
  });
  let yes = emptySet(family);
  for (const hit of widestFirst) {
    yes = hit.element.nomatch ? subtract(yes, hit.truth.yes) : union(yes, hit.truth.yes);
  }
  return truth(yes, emptySet(family), []);
}

function keyOf(loaded: readonly Loaded[], family: IpFamily): string | undefined {
  let key: string = family;
  for (const value of loaded) {
    switch (value.kind) {
      case 'number':
      case 'name':
      case 'address':
        key += ` ${value.kind}=${value.value}`;
        break;
      case 'peer':
        key += ` peer&${value.mask ?? ''}`;
        break;
      case 'none':
        key += ' none';
        break;
      case 'chosen':
        key += ` ${value.what}:${value.ordinary.join()}`;
        break;
      default:
        return undefined;
    }
  }
  return key;
}
