import type { FirewallFacts } from '../../model/firewall-facts.js';
import type { HostIo } from '../host-io.js';

/**
 * The files of tcp wrappers (hosts_access(5)) and those of `pids` that have libwrap loaded. Undefined when the files hold
 * nothing or none of the processes looks at them.
 */
export function readTcpWrappers(io: HostIo, pids: readonly number[]): FirewallFacts['tcpWrappers'] {
  const read = (path: string) => {
    const text = io.readText(path);
    return text.ok ? text.value : '';
  };
  const allow = read('/etc/hosts.allow');
  const deny = read('/etc/hosts.deny');
  if (!hasRules(allow) && !hasRules(deny)) return undefined;
  const using = pids.filter((pid) => read(`/proc/${pid}/maps`).includes('/libwrap.so'));
  return using.length === 0 ? undefined : { allow, deny, pids: using };
}

function hasRules(text: string): boolean {
  return text.split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('#'));
}
