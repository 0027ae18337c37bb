import type { ComparedAudit } from '../model/change.js';

/**
 * What a namespace is called in both audits: the kernel's numbers are others after a restart, names stay. The current one is
 * "", one without a name has its number, and so have those that share a name.
 */
export function namespaceLabels({
  namespaces,
}: Pick<ComparedAudit, 'namespaces'>): ReadonlyMap<string, string> {
  const nameOf = ({ name, containers }: ComparedAudit['namespaces'][number]) => name ?? containers[0];
  const names = namespaces.map(nameOf);
  return new Map(
    namespaces.map((namespace) => {
      const name = nameOf(namespace);
      const isShared = names.filter((each) => each === name).length > 1;
      return [namespace.id, namespace.current ? '' : name === undefined || isShared ? namespace.id : name];
    }),
  );
}
