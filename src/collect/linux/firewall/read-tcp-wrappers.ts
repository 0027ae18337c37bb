import type { FirewallFacts } from '../../../model/firewall-facts.js';
import type { HostIo } from '../../host-io.js';
import { UNREAD, type Unread } from './unread-layer.js';

/** What tcp wrappers do for the processes of a namespace. */
export interface WrapperReading {
  /** Undefined when the files hold nothing or none of the processes looks at them. */
  readonly tcpWrappers: FirewallFacts['tcpWrappers'];
  /** Processes that look at files which could not be read or are not those above, or that may do so. */
  readonly unread: readonly number[];
}

/**
 * The files of tcp wrappers (hosts_access(5)) and those of `pids` that have libwrap loaded. Of files that differ, as a container has
 * its own, those that most look at; who looks at others is named.
 */
export function readTcpWrappers(io: HostIo, pids: readonly number[]): WrapperReading {
  const mountsOf = (process: number | 'self') => {
    const link = io.readLink(`/proc/${process}/ns/mnt`);
    return link.ok ? link.value : undefined;
  };
  const own = mountsOf('self');
  const filesOf = remembering((root: string) =>
    ['hosts.allow', 'hosts.deny'].map((name) => readList(io, root, name)),
  );
  const using = new Map<string, { allow: string; deny: string; pids: number[] }>();
  const unread: number[] = [];
  for (const pid of pids) {
    const [allow, deny] = filesOf(mountsOf(pid) === own ? '' : `/proc/${pid}/root`);
    const mayMatter = [allow, deny].some((list) => list === undefined || hasRules(list));
    const uses = mayMatter && usesWrappers(io, pid);
    if (!uses) continue;
    if (uses === UNREAD || allow === undefined || deny === undefined) {
      unread.push(pid);
      continue;
    }
    const key = JSON.stringify([allow, deny]);
    const known = using.get(key);
    if (known === undefined) using.set(key, { allow, deny, pids: [pid] });
    else known.pids.push(pid);
  }
  const [most, ...others] = [...using.values()].sort((a, b) => b.pids.length - a.pids.length);
  return { tcpWrappers: most, unread: [...unread, ...others.flatMap((other) => other.pids)] };
}

/** The text of a list, empty where there is none; undefined where it cannot be read. `root`: empty for this system's own. */
function readList(io: HostIo, root: string, name: string): string | undefined {
  const path = `${root}/etc/${name}`;
  const text = root === '' ? io.readText(path) : (io.readOfTree?.(root, ['etc', name]) ?? io.readText(path));
  if (text.ok) return text.value;
  return text.why === 'missing' ? '' : undefined;
}

function usesWrappers(io: HostIo, pid: number): boolean | Unread {
  const maps = io.readText(`/proc/${pid}/maps`);
  if (!maps.ok) return maps.why === 'denied' ? UNREAD : false;
  return maps.value.includes('/libwrap.so');
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
