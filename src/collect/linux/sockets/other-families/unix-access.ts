import type { UnixAccess } from '../../../../model/other-socket.js';
import type { FileStatus, HostIo } from '../../../host-io.js';

/** Reads who may connect to a socket that has a file: unix(7), path_resolution(7). */
export interface AccessReader {
  /** Undefined where the file at `path` cannot be looked at, or is not the socket with `inode` as the file system has it. */
  accessTo(path: string, inode: number | undefined): UnixAccess | undefined;
}

const WRITE = 2;
const SEARCH = 1;

/** A step on the way to a socket, and the permission that is needed there. */
type Step = FileStatus & { readonly needed: number };

export function createAccessReader(io: HostIo): AccessReader {
  const directories = new Map<string, FileStatus | undefined>();
  const names = { users: namesIn(io, '/etc/passwd'), groups: namesIn(io, '/etc/group') };
  const statusOf = (path: string) => {
    const found = io.statusOf(path);
    return found.ok ? found.value : undefined;
  };
  const directory = (path: string) => {
    if (!directories.has(path)) directories.set(path, statusOf(path));
    return directories.get(path);
  };
  return {
    accessTo(path, inode) {
      if (!path.startsWith('/')) return undefined;
      const file = statusOf(path);
      if (file === undefined || (inode !== undefined && file.inode !== inode)) return undefined;
      const above = parents(path).map(directory);
      if (above.some((status) => status === undefined)) return undefined;
      const steps: Step[] = [
        { ...file, needed: WRITE },
        ...above.flatMap((status) => (status === undefined ? [] : [{ ...status, needed: SEARCH }])),
      ];
      return accessBy(steps, names);
    },
  };
}

/** "/run/a/b.sock" → "/", "/run", "/run/a". */
function parents(path: string): readonly string[] {
  const found: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1))
    found.push(path.slice(0, at) || '/');
  return found;
}

type Names = Readonly<Record<'users' | 'groups', (id: number) => string>>;

/**
 * Each file asks for the class that somebody is in: its owner, its group, or the others (inode_permission of fs/namei.c). A
 * user is taken to be in no group but the one in question, so that who is named certainly may.
 */
function accessBy(steps: readonly Step[], { users, groups }: Names): UnixAccess {
  const allows = ({ mode, needed }: Step, shift: number) => ((mode >> shift) & needed) !== 0;
  const everyone = steps.every((step) => allows(step, 0));
  if (everyone) return { everyone, users: [], groups: [] };
  const owners = new Set(steps.map(({ uid }) => uid).filter((uid) => uid !== 0));
  const members = new Set(steps.map(({ gid }) => gid));
  const asUser = (uid: number) => steps.every((step) => allows(step, step.uid === uid ? 6 : 0));
  const asMember = (gid: number) => steps.every((step) => allows(step, step.gid === gid ? 3 : 0));
  return {
    everyone,
    users: [...owners].filter(asUser).map(users),
    groups: [...members].filter(asMember).map(groups),
  };
}

/** "name:x:number:…": the first name that each number has. */
function namesIn(io: HostIo, path: string): (id: number) => string {
  let names: Map<number, string> | undefined;
  return (id) => {
    if (names === undefined) {
      names = new Map();
      const text = io.readText(path);
      for (const [, name = '', number] of (text.ok ? text.value : '').matchAll(/^([^:\n]+):[^:\n]*:(\d+):/gm))
        if (!names.has(Number(number))) names.set(Number(number), name);
    }
    return names.get(id) ?? String(id);
  };
}
