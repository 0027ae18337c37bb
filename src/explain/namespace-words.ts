import type { Audit, AuditInterface } from '../model/audit.js';
import type { ReachEntry } from '../model/reach.js';
import type { ExplainedHost, ExplainedNamespace } from './host.js';
import { joinWords } from './sentence.js';

type Named = Pick<ExplainedNamespace, 'id' | 'name' | 'containers'>;

/** A namespace other than the one that the question is asked from, in a word: its container, its name, its number. */
export function namespaceLabel({ id, name, containers }: Named): string {
  return containers.length > 0 ? joinWords(containers, 'or') : (name ?? id);
}

/** The same for a sentence: "the container web", "the network namespace blue". */
export function namespaceWords(namespace: Named): string {
  const kind = namespace.containers.length > 0 ? 'container' : 'network namespace';
  return `the ${kind} ${namespaceLabel(namespace)}`;
}

/** "eth0 of web": an interface of such a namespace. */
export function wayName(device: string, namespace: Named): string {
  return `${device} of ${namespaceLabel(namespace)}`;
}

/** The entries with their interfaces named so that those of different namespaces are told apart. */
export function labelled(reach: readonly ReachEntry[], host: ExplainedHost): readonly ReachEntry[] {
  if (reach.every((entry) => host.namespace(entry.namespace).current)) return reach;
  return reach.map((entry) => {
    const namespace = host.namespace(entry.namespace);
    return namespace.current ? entry : { ...entry, interface: wayName(entry.interface, namespace) };
  });
}

/** Every interface by the namespace that it is in and its name, named as those of other namespaces are told apart. */
export function waysOf({
  interfaces,
  namespaces,
}: Pick<Audit, 'interfaces' | 'namespaces'>): ReadonlyMap<string, AuditInterface> {
  const others = new Map(namespaces.filter(({ current }) => !current).map((each) => [each.id, each]));
  return new Map(
    interfaces.map((link) => {
      const elsewhere = others.get(link.namespace);
      const name = elsewhere === undefined ? link.name : wayName(link.name, elsewhere);
      return [`${link.namespace} ${link.name}`, { ...link, name }];
    }),
  );
}
