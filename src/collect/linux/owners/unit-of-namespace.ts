import type { Place } from '../namespaces/places.js';
import type { ProcessReader } from './read-process.js';

/** How many of its processes are asked. */
const ENOUGH = 16;
/** A user's session runs whatever the user starts. */
const SESSION = /^user@/;

/**
 * The service that a namespace without a name of its own belongs to: PrivateNetwork= of systemd.exec(5). Where several share it
 * (JoinsNamespaceOf=), that of its first process. Undefined unless all of its processes are of services.
 */
export function unitOfNamespace(
  { current, pids = [] }: Pick<Place, 'current' | 'pids'>,
  processes: Pick<ProcessReader, 'unitOf'>,
): string | undefined {
  if (current || pids.length === 0 || pids.includes(1)) return undefined;
  const units = pids.slice(0, ENOUGH).map((pid) => processes.unitOf(pid));
  const isOfService = units.every((unit) => unit?.endsWith('.service') === true && !SESSION.test(unit));
  return isOfService ? units[0] : undefined;
}
