import type { HostIo, Result } from '../host-io.js';
import { PROC_NET } from './proc-net.js';

/**
 * The same system, which does not look again for a file of the kernel's that was not there: what a module that is not loaded
 * would show is in no namespace. To be made anew for each reading.
 */
export function rememberAbsent(io: HostIo): HostIo {
  const absent = new Map<string, Result<string>>();
  return {
    ...io,
    readText(path, enough) {
      const known = absent.get(path);
      if (known !== undefined) return known;
      const text = io.readText(path, enough);
      if (!text.ok && text.why === 'missing' && isOfKernel(path)) absent.set(path, text);
      return text;
    },
  };
}

/** Files that are named for no process and no device. */
function isOfKernel(path: string): boolean {
  return path.startsWith(PROC_NET) || (path.startsWith('/proc/sys/net/') && !path.includes('/conf/'));
}
