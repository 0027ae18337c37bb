import type { Process } from '../model/facts.js';
import type { Owner } from '../model/listener.js';

/** Who a process is from start to start: "nginx (nginx.service)". A scope of systemd's is one session's, and no name. */
function identity({ name, container, systemdUnit }: Process): string {
  const place = container ?? (systemdUnit?.endsWith('.scope') ? undefined : systemdUnit);
  return place === undefined ? name : `${name} (${place})`;
}

/** Who holds a socket, each once however many processes there are. */
export function holders({ kind, processes }: Owner): readonly string[] {
  if (kind === 'kernel') return ['the kernel'];
  return [...new Set(processes.map(identity))].sort();
}

/**
 * Whether the same program holds both: they have a name in common, or a process that goes by another name now. Nothing is
 * known of the holder of `unknown`: with it nobody is the same but another unknown.
 */
export function isSameOwner(a: Owner, b: Owner): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind !== 'process') return true;
  const [names, running] = [new Set(holders(a)), new Set(a.processes.map(instance))];
  return (
    holders(b).some((name) => names.has(name)) ||
    b.processes.some((each) => each.startedAt !== undefined && running.has(instance(each)))
  );
}

/** Whether another program holds it, as far as both are known. */
export function isOtherOwner(a: Owner, b: Owner): boolean {
  return a.kind !== 'unknown' && b.kind !== 'unknown' && !isSameOwner(a, b);
}

function instance({ pid, startedAt }: Process): string {
  return `${pid} ${startedAt}`;
}
