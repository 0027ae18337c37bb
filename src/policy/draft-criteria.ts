import type { Process } from '../model/facts.js';
import type { PolicyDraft, PolicySubject } from '../model/policy.js';
import { standsFor } from './match.js';

/** What stays the same of a listener when it is started anew: never a pid, an inode, the number of a namespace. */
export function draftCriteria(subject: PolicySubject): PolicyDraft['criteria'] {
  const { listener, target } = subject;
  const protocol = [listener.protocol];
  if (target !== undefined) return { protocol, target: [`*${target.slice(target.lastIndexOf(':'))}`] };
  return { ...whose(subject), protocol, address: [listener.address] };
}

function whose({ listener, namespace }: PolicySubject): PolicyDraft['criteria'] {
  const { processes } = listener.owner;
  const stands = standsFor(listener);
  if (stands?.kind === 'container' && stands.container !== undefined)
    return { container: [stands.container] };
  if (stands?.kind === 'service' && stands.by === 'systemd') return { unit: [stands.starts] };
  const container = processes.map((process) => process.container).find((name) => name !== undefined);
  const place =
    container !== undefined
      ? { container: [container] }
      : namespace === 'current'
        ? {}
        : // Of namespaces without a name the number is another one next time.
          { namespace: [namespace.startsWith('net:[') ? 'net:*' : namespace] };
  // Of a socket that systemd opened, the service that has it too says more.
  const [first] = [...processes.filter(({ pid }) => pid !== 1), ...processes];
  if (first === undefined) return place;
  const unit = serviceOf(first);
  return { ...place, ...(unit === undefined ? { process: [first.name] } : { unit: [unit] }) };
}

/** The system's own services: a user's session runs whatever the user starts. */
function serviceOf({ systemdUnit }: Process): string | undefined {
  return systemdUnit?.endsWith('.service') && !systemdUnit.startsWith('user@') ? systemdUnit : undefined;
}
