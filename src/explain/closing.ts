import type { Audit, AuditedListener } from '../model/audit.js';
import type { Advice } from './closing/advice.js';
import { bindAdvice } from './closing/bind-advice.js';
import { dockerUserAdvice } from './closing/docker-user-advice.js';
import { firewallAdvice } from './closing/firewall-advice.js';
import { publishAdvice } from './closing/publish-advice.js';
import { socketUnitAdvice } from './closing/socket-unit-advice.js';

/**
 * What would close a listener to everybody but this machine, best first: where the port was published or bound, then a
 * rule in the words of the firewall in use. Empty when nobody else reaches it anyway.
 */
export function closeAdvice(listener: AuditedListener, audit: Audit): readonly Advice[] {
  if (!isOpen(listener)) return [];
  const published = publishAdvice(listener);
  const advice =
    published === undefined
      ? [socketUnitAdvice(listener) ?? bindAdvice(listener), firewallAdvice(listener, audit)]
      : [published, dockerUserAdvice(listener, audit)];
  return advice.filter((item) => item !== undefined);
}

function isOpen({ exposure, exposureAtMost }: AuditedListener): boolean {
  const widest = exposureAtMost ?? exposure;
  return widest !== 'none' && widest !== 'this-host';
}
