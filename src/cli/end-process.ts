import { createProcessReader } from '../collect/linux/owners/read-process.js';
import { createLinuxIo } from '../collect/linux/system/linux-io.js';
import type { Process } from '../model/facts.js';

/**
 * Sends SIGTERM to a process, after making sure that its pid still is the same process by its start time. Throws an
 * Error with one line for the user when it is not, or may not be ended.
 */
export function endProcess({ pid, name, startedAt }: Process): void {
  if (pid <= 1 || pid === process.pid) throw new Error(`process ${pid} is not to be ended from here`);
  if (process.platform !== 'linux') throw new Error('processes can be ended from here on Linux only');
  const now = createProcessReader(createLinuxIo()).read(pid);
  if (now === undefined) throw new Error(`${name} ${pid} has ended already`);
  if (startedAt === undefined || now.startedAt !== startedAt)
    throw new Error(`${pid} is another process by now: ${now.name}`);
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    throw new Error(`${name} ${pid} cannot be ended: ${error instanceof Error ? error.message : error}`);
  }
}
