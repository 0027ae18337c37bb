import type { NamespaceFacts } from '../model/facts.js';

/**
 * What ids have behind them that are not of the current namespace, by id of the namespace: "@web" by the name that ip-netns(8)
 * or the container has, "@net:[4026532317]" without. Namespaces of one name are told apart by their number. The current one
 * has none, so that its ids are the same whatever else is looked at.
 */
export function namespaceSuffixes(namespaces: readonly NamespaceFacts[]): ReadonlyMap<string, string> {
  const others = namespaces.filter(({ current }) => !current);
  const names = others.map(({ name, containers }) => name ?? containers[0]);
  return new Map(
    others.map(({ id }, i) => {
      const name = names[i];
      const shared = names.filter((each) => each === name).length > 1;
      return [id, name === undefined ? `@${id}` : `@${name}${shared ? /\[.*/.exec(id)?.[0] : ''}`];
    }),
  );
}
