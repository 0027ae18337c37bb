import type { HostIo, Result } from '../../host-io.js';
import { PROC_NET } from './proc-net.js';

/**
 * The same system, which does not look again for a file of the kernel's that was not there: what a module that is not loaded
 * would show is in no namespace. To be made anew for each reading.
 */
export function rememberAbsent(io: HostIo): HostIo {
  const isAbsent = (text: Result<string>) => !text.ok && text.why === 'missing';
  return { ...io, readText: remembering(io.readText, isOfKernel, isAbsent) };
}

/** The same system, which looks at each of `paths` once in each way. To be made anew for each reading. */
export function rememberFiles(io: HostIo, paths: readonly string[]): HostIo {
  const concerns = (path: string) => paths.includes(path);
  return {
    ...io,
    readText: remembering(io.readText, concerns),
    readLink: remembering(io.readLink, concerns),
  };
}

function remembering<T, Rest extends readonly unknown[]>(
  look: (path: string, ...rest: Rest) => Result<T>,
  concerns: (path: string) => boolean,
  keeps: (result: Result<T>) => boolean = () => true,
): (path: string, ...rest: Rest) => Result<T> {
  const kept = new Map<string, Result<T>>();
  return (path, ...rest) => {
    if (!concerns(path)) return look(path, ...rest);
    const known = kept.get(path) ?? look(path, ...rest);
    if (keeps(known)) kept.set(path, known);
    return known;
  };
}

/** Files that are named for no process and no device. */
function isOfKernel(path: string): boolean {
  return path.startsWith(PROC_NET) || (path.startsWith('/proc/sys/net/') && !path.includes('/conf/'));
}
