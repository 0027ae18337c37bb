import type { AuditedListener } from '../../model/audit.js';
import type { Process } from '../../model/facts.js';
import type { Owner } from '../../model/listener.js';
import { endpoint } from '../endpoint.js';
import type { Advice } from './advice.js';

/** For a socket that systemd made (systemd.socket(5)): the server's own settings have no say there. */
export function socketUnitAdvice(listener: AuditedListener): Advice | undefined {
  const { owner, sockets, protocol, port, accepts } = listener;
  const manager = owner.processes.find(isManager);
  if (manager === undefined) return undefined;
  const ofUser = manager.pid === 1 ? '' : '--user ';
  const unit = sockets.map(({ cgroup }) => socketUnit(cgroup)).find((name) => name !== undefined);
  const setting = protocol === 'udp' ? 'ListenDatagram' : 'ListenStream';
  const address = endpoint(accepts.includes('ipv4') ? '127.0.0.1' : '::1', port);
  const whose =
    manager.pid === 1 ? '' : `. Run both as ${manager.user ?? 'the user'}, whose own systemd it is.`;
  const service = startedService(owner);
  // A socket unit cannot be restarted while its service runs, which holds the old socket.
  const stop = service === undefined ? '' : `systemctl ${ofUser}stop ${service}; `;
  return {
    title: 'Let systemd open the socket on this machine only',
    where: `systemctl ${ofUser}edit ${unit ?? `its .socket unit (systemctl ${ofUser}list-sockets)`}`,
    lines: ['[Socket]', `${setting}=`, `${setting}=${address}`],
    note: `The empty line drops what the unit had. Then: ${stop}systemctl ${ofUser}restart ${unit ?? 'that unit'}${whose}`,
  };
}

/** The one service that it starts; with Accept=yes there is one for each connection, which holds nothing. */
function startedService(owner: Owner): string | undefined {
  const starts =
    owner.kind === 'process' && owner.standsFor?.kind === 'service' ? owner.standsFor.starts : undefined;
  return starts !== undefined && /^[\w.:@-]*[\w.:-]\.service$/.test(starts) ? starts : undefined;
}

/** The system's own, or one that a user has: systemd --user. That of a container is asked within it. */
function isManager({ pid, name, command, container }: Process): boolean {
  return name === 'systemd' && (pid === 1 || (command.includes('--user') && container === undefined));
}

/**
 * "/system.slice/cups.socket" → "cups.socket": systemd opens a socket in the cgroup of its unit. Names with other characters are no
 * matter for a shell.
 */
function socketUnit(cgroup: string | undefined): string | undefined {
  const name = cgroup?.slice(cgroup.lastIndexOf('/') + 1);
  return name !== undefined && /^[\w.:@-]+\.socket$/.test(name) ? name : undefined;
}
