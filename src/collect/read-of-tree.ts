import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** open(2) on Linux: a descriptor of what the path names, which opens nothing yet. */
const O_PATH = 0o10000000;
/** Longer than any file that people write by hand. */
const MAX_SIZE = 1 << 20;

/**
 * The text of the regular file at `names` below the directory `root`. No symbolic link on the way is followed: in a tree that somebody
 * else made an absolute one would lead to a file of this system. A pipe, which would never end, or a device is not opened.
 *
 * @throws the system's errors, and ELOOP for a symbolic link or what is no regular file.
 */
export function readOfTree(root: string, names: readonly string[]): string {
  let at = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    for (const name of names) {
      const next = openSync(`/proc/self/fd/${at}/${name}`, O_PATH | constants.O_NOFOLLOW);
      closeSync(at);
      at = next;
      if (fstatSync(at).isSymbolicLink()) throw refused(root, names, 'leads elsewhere');
    }
    const status = fstatSync(at);
    if (!status.isFile() || status.size > MAX_SIZE)
      throw refused(root, names, 'is no regular file of a usual size');
    return readFileSync(`/proc/self/fd/${at}`, 'utf8');
  } finally {
    closeSync(at);
  }
}

function refused(root: string, names: readonly string[], why: string): Error {
  return Object.assign(new Error(`${root}/${names.join('/')} ${why}`), { code: 'ELOOP' });
}
