import type { FirewallFacts } from '../../model/firewall-facts.js';
import type { HostIo } from '../host-io.js';

/**
 * The files of tcp wrappers (hosts_access(5)) and those of `pids` that have libwrap loaded. Undefined when the files hold
 * nothing or none of the processes looks at them. Of files that differ, as a container has its own, those that most look at.
 */
export function readTcpWrappers(io: HostIo, pids: readonly number[]): FirewallFacts['tcpWrappers'] {
  const read = (path: string) => {
    const text = io.readText(path);
    return text.ok ? text.value : '';
  };
  const mountsOf = (process: number | 'self') => {
    const link = io.readLink(`/proc/${process}/ns/mnt`);
    return link.ok ? link.value : undefined;
  };
  const own = mountsOf('self');
  const filesOf = remembering((root: string) => [
    read(`${root}/etc/hosts.allow`),
    read(`${root}/etc/hosts.deny`),
  ]);
  const using = new Map<string, { allow: string; deny: string; pids: number[] }>();
  for (const pid of pids) {
    const [allow = '', deny = ''] = filesOf(mountsOf(pid) === own ? '' : `/proc/${pid}/root`);
    if (!hasRules(allow) && !hasRules(deny)) continue;
    if (!read(`/proc/${pid}/maps`).includes('/libwrap.so')) continue;
    const key = JSON.stringify([allow, deny]);
    const known = using.get(key);
    if (known === undefined) using.set(key, { allow, deny, pids: [pid] });
    else known.pids.push(pid);
  }
  return [...using.values()].sort((a, b) => b.pids.length - a.pids.length)[0];
}

function remembering<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

function hasRules(text: string): boolean {
  return text.split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('#'));
}
