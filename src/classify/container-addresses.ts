import type { Container } from '../model/container.js';
import type { Facts } from '../model/facts.js';

/**
 * The containers, those whose runtime did not tell their addresses with those that the network namespace of their name has. A name
 * that several have tells nothing.
 */
export function addressedContainers({
  containers,
  namespaces,
}: Pick<Facts, 'containers' | 'namespaces'>): readonly Container[] | undefined {
  return containers?.map((container) => {
    const { name, addresses } = container;
    if (name === undefined || addresses !== undefined) return container;
    const [own, ...others] = namespaces.filter((namespace) => namespace.containers.includes(name));
    const isOnly = containers.filter((each) => each.name === name).length === 1;
    if (own === undefined || own.current || others.length > 0 || !isOnly) return container;
    const all = (own.interfaces ?? []).flatMap((each) => each.addresses);
    return {
      ...container,
      addresses: all.flatMap(({ address, scope }) => (scope === 'global' ? address : [])),
    };
  });
}
