import { endpoint } from '../explain/endpoint.js';
import { forwardAsListener } from '../explain/forward-as-listener.js';
import type { Audit } from '../model/audit.js';
import type { PolicySubject } from '../model/policy.js';

/** Everything that a policy speaks of: the listeners of an audit, and the ports that NAT hands on. */
export function policySubjects({ listeners, forwards, namespaces }: Audit): readonly PolicySubject[] {
  const labels = new Map(
    namespaces.map(({ id, current, name, containers }) => [
      id,
      current ? 'current' : (name ?? containers[0] ?? id),
    ]),
  );
  const labelOf = (namespace: string) => labels.get(namespace) ?? namespace;
  return [
    ...listeners.map(
      (listener): PolicySubject => ({ kind: 'listener', listener, namespace: labelOf(listener.namespace) }),
    ),
    ...forwards.map(
      (forward): PolicySubject => ({
        kind: 'forward',
        listener: forwardAsListener(forward),
        target: endpoint(forward.target.address, forward.target.port),
        namespace: labelOf(forward.namespace),
      }),
    ),
  ];
}
