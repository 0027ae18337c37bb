import type { Libc } from '../system/libc.js';

/** Lists the names in a directory of /proc that are numbers. */
export interface NumberLister {
  /** The name of the number that is visited, with its NUL: to make a string of it would cost as much as the next call. */
  readonly name: Uint8Array;
  /**
   * Calls `visit` for each, and then `finish`; `directory` is open meanwhile. False when it cannot be opened. Neither may list with
   * the same.
   */
  each(
    path: string,
    visit: (number: number, directory: number) => void,
    finish?: (directory: number) => void,
  ): boolean;
}

const O_DIRECTORY_CLOEXEC = 0o2200000;
const ENTRIES = 32_768;
const ZERO = 0x30;
const NINE = 0x39;
/** Of d_name in struct linux_dirent64. */
const NAME_OFFSET = 19;
/** Room for any pid or descriptor. */
const NAME = 24;

export function createNumberLister(libc: Libc): NumberLister {
  const entries = Buffer.allocUnsafe(ENTRIES);
  const name = Buffer.alloc(NAME);
  return {
    name,
    each(path, visit, finish) {
      const directory = libc.open(path, O_DIRECTORY_CLOEXEC);
      if (directory < 0) return false;
      for (;;) {
        const length = libc.getdents64(directory, entries, ENTRIES);
        if (length <= 0) break;
        eachNumber(entries, length, name, (number) => visit(number, directory));
      }
      finish?.(directory);
      libc.close(directory);
      return true;
    },
  };
}

/** Calls `visit` for the names in an answer of getdents64(2) (struct linux_dirent64) that are numbers, with `name` set to each. */
function eachNumber(
  entries: Uint8Array,
  length: number,
  name: Uint8Array,
  visit: (number: number) => void,
): void {
  let at = 0;
  while (at < length) {
    const start = at + NAME_OFFSET;
    let i = 0;
    let number = 0;
    for (let byte = entries[start] ?? 0; byte >= ZERO && byte <= NINE; byte = entries[start + i] ?? 0) {
      name[i++] = byte;
      number = number * 10 + byte - ZERO;
    }
    name[i] = 0;
    // The name ended where the digits did: it is neither "." nor "..".
    if (entries[start + i] === 0) visit(number);
    at += (entries[at + 16] ?? 0) | ((entries[at + 17] ?? 0) << 8);
  }
}
