import type { HostIo } from '../../../host-io.js';
import { monotonicMs } from '../../system/monotonic-ms.js';

const KEPT_MS = 10_000;

/** Names of processes, remembered for a while: programs of the same process change (execve(2)), though not for long. */
export function createNameReader(io: HostIo, now: () => number = monotonicMs): (pid: number) => string {
  const names = new Map<number, string>();
  let until = 0;
  return (pid) => {
    const time = now();
    if (time >= until) {
      names.clear();
      until = time + KEPT_MS;
    }
    const known = names.get(pid);
    if (known !== undefined) return known;
    const comm = io.readText(`/proc/${pid}/comm`);
    const name = comm.ok ? comm.value.replace(/\n$/, '') : '';
    names.set(pid, name);
    return name;
  };
}
