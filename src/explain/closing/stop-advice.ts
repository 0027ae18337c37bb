import type { AuditedListener } from '../../model/audit.js';
import type { Process } from '../../model/facts.js';
import type { Owner } from '../../model/listener.js';
import type { Advice } from './advice.js';

interface Service {
  readonly unit: string;
  readonly user?: string;
}

/** Units that more depends on than one port: logins, containers, a user's whole session. */
const NEEDED = /^(ssh|sshd|docker|containerd|user@.*|systemd-.*)\.service$/;

const SERVICE = /^[\w.:@-]+\.service$/;
const UNIT = /\.(?:service|scope|socket)$/;

/** For a program that a systemd service runs: the surest way to close a port that nothing needs. */
export function stopAdvice({ owner }: AuditedListener): Advice | undefined {
  const service = owner.processes.map(serviceOf).find((found) => found !== undefined);
  if (service === undefined || NEEDED.test(service.unit)) return undefined;
  const { unit, user } = service;
  const socket = owner.processes.some(startedIt)
    ? ` ${socketOf(owner) ?? unit.replace(/service$/, 'socket')}`
    : '';
  return {
    title: 'Stop it, if nothing needs it',
    lines: [`systemctl ${user === undefined ? '' : '--user '}disable --now ${unit}${socket}`],
    ...(user === undefined ? {} : { note: `Run it as ${user}, whose own systemd started it.` }),
  };
}

/**
 * The service that a process belongs to, and the user whose own systemd runs it, if any (user@.service of systemd.special(7)). None of
 * a container: the systemd of this system does not know it.
 */
function serviceOf({ systemdUnit: unit, cgroup, user, uid }: Process): Service | undefined {
  if (unit === undefined || !SERVICE.test(unit)) return undefined;
  const [outermost = unit, ...inner] = (cgroup ?? '').split('/').filter((part) => UNIT.test(part));
  if (inner.length === 0) return { unit };
  const [, manager] = /^user@(\d+)\.service$/.exec(outermost) ?? [];
  if (manager === undefined || inner.length > 1) return undefined;
  return { unit, user: user !== undefined && String(uid) === manager ? user : `the user ${manager}` };
}

/** systemd keeps the socket of a service that it starts. */
function startedIt({ pid, name, command }: Process): boolean {
  return pid === 1 || (name === 'systemd' && command.includes('--user'));
}

/** The socket unit, which may be called otherwise than its service. */
function socketOf(owner: Owner): string | undefined {
  const name = owner.kind === 'process' && owner.standsFor?.kind === 'service' ? owner.standsFor.name : '';
  return /^[\w.:@-]+\.socket$/.test(name) ? name : undefined;
}
