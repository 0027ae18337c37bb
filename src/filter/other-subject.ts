import type { AuditedOtherSocket, AuditNamespace } from '../model/audit.js';
import type { Subject } from './fields.js';

/** What the words of a filter are held against, of a socket without a port of IP that is called `name`. */
export function otherSubject(
  { namespace, socket, processes }: AuditedOtherSocket,
  name: string,
  namespaces: readonly AuditNamespace[],
): Subject {
  const place = namespaces.find(({ id, current }) => id === namespace && !current);
  const label = place === undefined ? '' : `@${place.name ?? place.containers[0] ?? place.id}`;
  return {
    // As ids of listeners end.
    id: `${socket.family}/${name}:0${label}`,
    protocol: socket.family,
    port: socket.family === 'vsock' ? socket.port : -1,
    reach: [],
    namespace,
    device: socket.family === 'packet' ? socket.device : undefined,
    owner: processes.length > 0 ? { kind: 'process', processes } : { kind: 'unknown', processes: [] },
  };
}
