import type { AuditedListener } from '../../model/audit.js';
import type { Advice } from './advice.js';

/** Units that more depends on than one port: logins, containers, a user's whole session. */
const NEEDED = /^(ssh|sshd|docker|containerd|user@.*|systemd-.*)\.service$/;

/** For a program that a systemd service runs: the surest way to close a port that nothing needs. */
export function stopAdvice({ owner }: AuditedListener): Advice | undefined {
  const units = owner.processes.map(({ systemdUnit }) => systemdUnit);
  const unit = units.find((name) => name !== undefined && /^[\w.:@-]+\.service$/.test(name));
  if (unit === undefined || NEEDED.test(unit)) return undefined;
  const activated = owner.processes.some(({ pid }) => pid === 1);
  const socket = activated ? ` ${unit.replace(/service$/, 'socket')}` : '';
  return {
    title: 'Stop it, if nothing needs it',
    lines: [`systemctl disable --now ${unit}${socket}`],
  };
}
