import type { Audit, AuditedListener } from '../model/audit.js';
import type { Forward } from '../model/reach.js';
import type { Advice } from './closing/advice.js';
import { bindAdvice } from './closing/bind-advice.js';
import { dockerUserAdvice } from './closing/docker-user-advice.js';
import { firewallAdvice } from './closing/firewall-advice.js';
import { forwardAdvice } from './closing/forward-advice.js';
import { guestAdvice } from './closing/guest-advice.js';
import { ipvsAdvice } from './closing/ipvs-advice.js';
import { publishAdvice } from './closing/publish-advice.js';
import { socketUnitAdvice } from './closing/socket-unit-advice.js';
import { stopAdvice } from './closing/stop-advice.js';

/**
 * What would close a listener to everybody but this machine, best first: where the port was published or bound, then a
 * rule in the words of the firewall in use, then stopping its service. Empty when nobody else reaches it anyway. A forward in the shape of a listener
 * (with the forward's id) is answered as the forward that it is.
 */
export function closeAdvice(listener: AuditedListener, audit: Audit): readonly Advice[] {
  const forward = audit.forwards.find(
    ({ id, namespace }) => id === listener.id && namespace === listener.namespace,
  );
  if (forward !== undefined) return isHandedOn(forward) ? forwardAdvice(forward, audit) : [];
  const published = publishAdvice(listener);
  if (!isOpen(listener) && !(published !== undefined && isForwarded(listener, audit))) return [];
  if (published !== undefined) {
    const tables = audit.evidence.rulesets.get(listener.namespace)?.tables ?? [];
    return [published, dockerUserAdvice(listener, tables)].filter((item) => item !== undefined);
  }
  const guest = guestAdvice(listener, audit);
  if (guest?.byEngine) return guest.advice;
  const advice = [
    socketUnitAdvice(listener) ?? bindAdvice(listener),
    ...(guest?.advice ?? []),
    firewallAdvice(listener, audit),
    ...ipvsAdvice(listener.reach, audit),
    stopAdvice(listener),
  ];
  return advice.filter((item) => item !== undefined);
}

function isOpen({ exposure, exposureAtMost }: AuditedListener): boolean {
  const widest = exposureAtMost ?? exposure;
  return widest !== 'none' && widest !== 'this-host';
}

/** A container tool's own socket gets what NAT leaves over: the port is open when NAT hands it on for somebody else. */
function isForwarded({ namespace, protocol, port }: AuditedListener, { forwards }: Audit): boolean {
  return forwards.some(
    (forward) =>
      forward.namespace === namespace &&
      forward.protocol === protocol &&
      forward.port === port &&
      isHandedOn(forward),
  );
}

function isHandedOn({ reach }: Forward): boolean {
  return reach.some(({ verdict, audience }) => verdict !== 'blocked' && audience !== 'this-host');
}
