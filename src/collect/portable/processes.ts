import type { Process } from '../../model/facts.js';
import type { ListedHolder } from '../pasted/listed-line.js';
import type { ListedProcess } from './portable-io.js';

/** The processes among `holders`, with what systeminformation's process list and the socket listing know of each. */
export function portableProcesses(
  holders: readonly ListedHolder[],
  listed: readonly ListedProcess[],
): Process[] {
  const known = new Map(listed.map((process) => [process.pid, process]));
  const processes = new Map<number, Process>();
  for (const { pid, name, user, uid } of holders) {
    if (processes.has(pid)) continue;
    const found = known.get(pid);
    processes.set(pid, {
      pid,
      name: name || (found?.name ?? ''),
      uid,
      user: user ?? (found?.user || undefined),
      // One text is all there is: where one argument ends and the next begins is not known.
      command: found === undefined ? [] : [`${found.command} ${found.params}`.trim()],
    });
  }
  return [...processes.values()];
}
