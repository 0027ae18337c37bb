import type { ElementMap } from '../../model/element-set.js';
import type { RuleRef } from '../../model/reason.js';
import type { Selector } from '../../model/ruleset.js';
import { unionAll } from '../../net/address-set.js';
import { type Hit, hits } from './elements.js';
import { cut, type Flow } from './flow.js';
import { loadSelector } from './load-selector.js';
import type { Passage } from './packet.js';
import { and, truth, undecided } from './truth.js';

/** A flow divided by what a map holds for it. */
export interface Picked<T> {
  readonly picked: readonly { readonly flow: Flow; readonly data: T }[];
  /** For these peers the map holds nothing: the rule does not match. */
  readonly missed: Flow | undefined;
}

/**
 * Looks the selected values up in a map. `sameData` tells data apart, so that thousands of elements with one verdict
 * make one flow. The elements of a map that packets fill may be there or not.
 */
export function pick<T>(
  flow: Flow,
  keys: readonly Selector[],
  map: ElementMap<T>,
  passage: Passage,
  rule: RuleRef,
  sameData: (data: T) => string,
): Picked<T> {
  const { family } = passage;
  const loaded = keys.map((key) => loadSelector(key, flow.state, passage));
  const picked: { flow: Flow; data: T }[] = [];
  let rest: Flow | undefined = flow;
  for (const group of grouped(hits(map.elements, loaded, family), sameData)) {
    if (rest === undefined) break;
    const found = joined(group);
    const certain = map.certainty !== 'dynamic';
    const dynamic = { code: 'dynamic-set', text: map.name ?? '' } as const;
    const answer = certain ? found : and(family, [found, undecided(family, dynamic)]);
    const { taken, left }: ReturnType<typeof cut> = cut(rest, answer, rule);
    if (taken !== undefined && group[0] !== undefined)
      picked.push({ flow: taken, data: group[0].element.data });
    rest = left;
  }
  if (rest !== undefined && map.otherwise !== undefined && loaded.every(({ kind }) => kind !== 'none')) {
    picked.push({ flow: rest, data: map.otherwise });
    rest = undefined;
  }
  return { picked, missed: rest };
}

type MapHit<T> = Hit<ElementMap<T>['elements'][number]>;

function grouped<T>(found: readonly MapHit<T>[], sameData: (data: T) => string): MapHit<T>[][] {
  if (found.length < 2) return found.map((hit) => [hit]);
  const groups = new Map<string, MapHit<T>[]>();
  for (const hit of found) {
    const key = sameData(hit.element.data);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [hit]);
    else group.push(hit);
  }
  return [...groups.values()];
}

function joined<T>(group: readonly MapHit<T>[]) {
  const [first] = group as [MapHit<T>];
  if (group.length === 1) return first.truth;
  const { family } = first.truth.yes;
  return truth(
    unionAll(
      family,
      group.map((hit) => hit.truth.yes),
    ),
    unionAll(
      family,
      group.map((hit) => hit.truth.maybe),
    ),
    group.flatMap((hit) => hit.truth.whys),
  );
}
