import type { AuditedListener } from '../../model/audit.js';
import { endpoint } from '../endpoint.js';
import type { Advice } from './advice.js';

/** For a socket that systemd made (systemd.socket(5)): the server's own settings have no say there. */
export function socketUnitAdvice(listener: AuditedListener): Advice | undefined {
  const { owner, sockets, protocol, port, accepts } = listener;
  if (!owner.processes.some(({ pid, name }) => pid === 1 && name === 'systemd')) return undefined;
  const unit = sockets.map(({ cgroup }) => socketUnit(cgroup)).find((name) => name !== undefined);
  const setting = protocol === 'udp' ? 'ListenDatagram' : 'ListenStream';
  const address = endpoint(accepts.includes('ipv4') ? '127.0.0.1' : '::1', port);
  return {
    title: 'Let systemd open the socket on this machine only',
    where: `systemctl edit ${unit ?? 'its .socket unit (systemctl list-sockets)'}`,
    lines: ['[Socket]', `${setting}=`, `${setting}=${address}`],
    note: `The empty line drops what the unit had. Then: systemctl restart ${unit ?? 'that unit'}`,
  };
}

/**
 * "/system.slice/cups.socket" → "cups.socket": systemd opens a socket in the cgroup of its unit. Names with other characters are no
 * matter for a shell.
 */
function socketUnit(cgroup: string | undefined): string | undefined {
  const name = cgroup?.slice(cgroup.lastIndexOf('/') + 1);
  return name !== undefined && /^[\w.:@-]+\.socket$/.test(name) ? name : undefined;
}
