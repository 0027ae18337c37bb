import type { Process } from '../model/facts.js';
import type { Owner } from '../model/listener.js';
import type { StandsFor } from '../model/stands-for.js';

/** Who holds a socket, and for whom or what. */
export function ownerDocument(owner: Owner): object {
  const use = owner.kind === 'kernel' ? owner.use : undefined;
  return {
    kind: owner.kind,
    processes: owner.processes.map(processDocument),
    stands_for: owner.kind === 'process' && owner.standsFor ? standsForDocument(owner.standsFor) : null,
    kernel: use === undefined ? null : { subsystem: use.subsystem, interface: use.interface ?? null },
  };
}

function standsForDocument(stands: StandsFor): object {
  switch (stands.kind) {
    case 'container': {
      const { kind, by, container, pod, address, port } = stands;
      return {
        kind,
        by,
        container: container ?? null,
        pod: pod ?? null,
        address: address ?? null,
        port: port ?? null,
      };
    }
    case 'service':
      return { kind: stands.kind, by: stands.by, name: stands.name, starts: stands.starts };
    case 'tunnel':
      return { kind: stands.kind, by: stands.by, user: stands.user ?? null, to: stands.to ?? null };
    default:
      return stands satisfies never;
  }
}

/** A process as the audit document has it. */
export function processDocument(process: Process): object {
  return {
    pid: process.pid,
    name: process.name,
    user: process.user ?? null,
    uid: process.uid ?? null,
    command: process.command,
    systemd_unit: process.systemdUnit ?? null,
    systemd_slice: process.systemdSlice ?? null,
    container: process.container ?? null,
    started_at: process.startedAt ?? null,
    cgroup: process.cgroup ?? null,
  };
}
