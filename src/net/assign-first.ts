import { type AddressSet, emptySet, intersect, isEmpty, subtract, union } from './address-set.js';

/**
 * Divides `within` among `sets`: each gets what it holds of it, but for what an earlier one has got. By halves, each
 * looking only at what it can get, so that thousands of small sets cost n log n instead of n².
 */
export function assignFirst(sets: readonly AddressSet[], within: AddressSet): AddressSet[] {
  const parts = sets.map(() => emptySet(within.family));
  const assign = (tree: Halves, open: AddressSet): void => {
    const here = intersect(open, tree.all);
    if (isEmpty(here)) return;
    if (tree.kind === 'one') {
      parts[tree.index] = here;
      return;
    }
    assign(tree.left, here);
    assign(tree.right, subtract(here, tree.left.all));
  };
  if (sets.length > 0) assign(halve(sets, 0, sets.length), within);
  return parts;
}

type Halves =
  | { readonly kind: 'one'; readonly all: AddressSet; readonly index: number }
  | { readonly kind: 'two'; readonly all: AddressSet; readonly left: Halves; readonly right: Halves };

function halve(sets: readonly AddressSet[], from: number, to: number): Halves {
  if (to - from === 1) return { kind: 'one', all: sets[from] as AddressSet, index: from };
  const middle = (from + to) >> 1;
  const left = halve(sets, from, middle);
  const right = halve(sets, middle, to);
  return { kind: 'two', all: union(left.all, right.all), left, right };
}
