import type { HostIo } from '../../host-io.js';
import type { Libc } from '../system/libc.js';

/** The number of the namespace of a process, DENIED or GONE. */
export type NumberReader = (pid: number) => number;

/** Instead of a number. */
export const GONE = 0;
export const DENIED = -1;

const AT_FDCWD = -100;
const EACCES = 13;
const EPERM = 1;
const ZERO = 0x30;
/** Longer than "net:[18446744073709551615]". */
const TARGET = 64;

/** Reads in which namespace of a kind processes are, namespaces(7). */
export function createNumberReader(io: HostIo, libc: Libc | undefined, kind: 'net' | 'mnt'): NumberReader {
  return libc === undefined ? portableReader(io, kind) : quickReader(libc, kind);
}

function portableReader(io: HostIo, kind: string): NumberReader {
  return (pid) => {
    const link = io.readLink(`/proc/${pid}/ns/${kind}`);
    if (link.ok) return numberOf(link.value);
    return link.why === 'denied' ? DENIED : GONE;
  };
}

/** On a host with many processes this is a good part of a short run: it makes no string of what it reads. */
function quickReader(libc: Libc, kind: string): NumberReader {
  const target = Buffer.alloc(TARGET);
  const path = Buffer.alloc(TARGET);
  const digits = `${kind}:[`.length;
  return (pid) => {
    path.write(`/proc/${pid}/ns/${kind}\0`, 'latin1');
    const length = libc.readlinkat(AT_FDCWD, path, target, TARGET);
    if (length < 0) return [EACCES, EPERM].includes(libc.errno()) ? DENIED : GONE;
    let number = 0;
    for (let i = digits; i < length - 1; i++) number = number * 10 + (target[i] ?? ZERO) - ZERO;
    return number;
  };
}

/** The number in "net:[4026531840]". */
export function numberOf(id: string): number {
  return Number(/\d+/.exec(id)?.[0] ?? 0);
}
