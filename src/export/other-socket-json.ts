import type { AuditedOtherSocket } from '../model/audit.js';
import { processDocument } from './owner-json.js';

/** A socket of another family; what only some families have is null elsewhere. */
export function otherSocketDocument({
  namespace,
  socket,
  processes,
  explanation,
}: AuditedOtherSocket): object {
  const unix = socket.family === 'unix' ? socket : undefined;
  const packet = socket.family === 'packet' ? socket : undefined;
  const vsock = socket.family === 'vsock' ? socket : undefined;
  return {
    namespace,
    family: socket.family,
    type: packet === undefined ? (unix ?? vsock)?.type : null,
    path: unix?.path ?? null,
    abstract_name: unix?.abstract ?? null,
    may_connect: unix?.access ?? null,
    interface: packet?.device ?? null,
    ether_type: packet?.protocol ?? null,
    cid: vsock?.cid ?? null,
    port: vsock?.port ?? null,
    processes: processes.map(processDocument),
    explanation,
  };
}
