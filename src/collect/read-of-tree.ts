import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** open(2) on Linux: a descriptor of what the path names, which opens nothing yet. */
const O_PATH = 0o10000000;
/** Longer than any file that people write by hand. */
const MAX_SIZE = 1 << 20;

/**
 * The text of the regular file at `names` below the directory `root`. No symbolic link on the way is followed: in a tree that somebody
 * else made an absolute one would lead to a file of this system. A pipe, which would never end, or a device is not opened.
 *
 * @throws the system's errors, and ELOOP for what is no regular file.
 */
export function readOfTree(root: string, names: readonly string[]): string {
  let at = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    for (const name of names) {
      const next = openSync(`/proc/self/fd/${at}/${name}`, O_PATH | constants.O_NOFOLLOW);
      closeSync(at);
      at = next;
    }
    const status = fstatSync(at);
    if (!status.isFile() || status.size > MAX_SIZE) {
      const path = `${root}/${names.join('/')}`;
      throw Object.assign(new Error(`${path} is no regular file of a usual size`), { code: 'ELOOP' });
    }
    return readFileSync(`/proc/self/fd/${at}`, 'utf8');
  } finally {
    closeSync(at);
  }
}
