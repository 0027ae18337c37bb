import type { Audit } from '../model/audit.js';
import type { PolicySubject } from '../model/policy.js';

/** What the kernel has where nobody changed it: ip-sysctl.rst, ip_local_port_range. */
const DEFAULT_RANGE = '32768 60999';

/**
 * The range that the kernel takes ports from for sockets that ask for none, where a socket of UDP has its port from there: a
 * client's, most likely, and another one after the next start. Undefined for ports of known services.
 */
export function ephemeralRange(
  { listener, kind }: PolicySubject,
  port: number,
  audit: Audit,
): string | undefined {
  if (kind === 'forward' || listener.protocol !== 'udp' || listener.service !== undefined) return undefined;
  if (listener.owner.kind !== 'process') return undefined;
  const namespace = audit.evidence.facts.namespaces.find(({ id }) => id === listener.namespace);
  const range = namespace?.sysctls?.['net.ipv4.ip_local_port_range'] ?? DEFAULT_RANGE;
  const [first = 0, last = 0] = range.trim().split(/\s+/).map(Number);
  return port >= first && port <= last ? `${first}-${last}` : undefined;
}
