import type { Audit } from '../model/audit.js';
import type { Compared, ComparedAudit } from '../model/change.js';
import type { Forward } from '../model/reach.js';

/** What is compared of an audit that was made here. */
export function comparedAudit(audit: Audit): ComparedAudit {
  return {
    hostname: audit.host.hostname,
    capturedAt: audit.capturedAt,
    gaps: audit.gaps,
    namespaces: audit.namespaces,
    interfaces: audit.interfaces.map(({ namespace, name, up, addresses }) => ({
      namespace,
      name,
      up,
      addresses: addresses.map(({ address, prefix }) => `${address}/${prefix}`),
    })),
    subjects: [...audit.listeners, ...audit.forwards.map(comparedForward)],
    facts: audit.evidence.facts,
    rulesets: audit.evidence.rulesets,
  };
}

/** A forward as something that is reached: no process here holds it. */
export function comparedForward(forward: Forward): Compared {
  const { id, namespace, protocol, port, target, reach, exposure = 'none', exposureAtMost } = forward;
  return {
    id,
    namespace,
    protocol,
    port,
    target,
    reach,
    exposure,
    exposureAtMost,
    owner: { kind: 'unknown', processes: [] },
  };
}
