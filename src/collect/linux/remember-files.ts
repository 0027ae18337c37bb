import type { HostIo, Result } from '../host-io.js';
import { PROC_NET } from './proc-net.js';

/**
 * The same system, which does not look again for a file of the kernel's that was not there: what a module that is not loaded
 * would show is in no namespace. To be made anew for each reading.
 */
export function rememberAbsent(io: HostIo): HostIo {
  return remember(io, isOfKernel, (text) => !text.ok && text.why === 'missing');
}

/** The same system, which reads each of `paths` once. To be made anew for each reading. */
export function rememberFiles(io: HostIo, paths: readonly string[]): HostIo {
  return remember(
    io,
    (path) => paths.includes(path),
    () => true,
  );
}

function remember(
  io: HostIo,
  concerns: (path: string) => boolean,
  keeps: (text: Result<string>) => boolean,
): HostIo {
  const kept = new Map<string, Result<string>>();
  return {
    ...io,
    readText(path, enough) {
      if (!concerns(path)) return io.readText(path, enough);
      const known = kept.get(path) ?? io.readText(path, enough);
      if (keeps(known)) kept.set(path, known);
      return known;
    },
  };
}

/** Files that are named for no process and no device. */
function isOfKernel(path: string): boolean {
  return path.startsWith(PROC_NET) || (path.startsWith('/proc/sys/net/') && !path.includes('/conf/'));
}
