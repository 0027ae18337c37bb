const ROOT = ' net:[';

/** Where network namespaces are bind-mounted, by id, in the order of /proc/PID/mountinfo, proc_pid_mountinfo(5). */
export function parseNamespaceMounts(text: string): ReadonlyMap<string, readonly string[]> {
  const mounts = new Map<string, string[]>();
  // Of many mounts few are of namespaces.
  for (let at = text.indexOf(ROOT); at >= 0; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(text.lastIndexOf('\n', at) + 1, end < 0 ? text.length : end);
    noteMount(mounts, line);
    at = end < 0 ? -1 : text.indexOf(ROOT, end);
  }
  return mounts;
}

function noteMount(mounts: Map<string, string[]>, line: string): void {
  const [, , , id, point] = line.split(' ', 5);
  if (id === undefined || point === undefined || !/^net:\[\d+\]$/.test(id)) return;
  const path = point.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8)));
  const known = mounts.get(id);
  if (known === undefined) mounts.set(id, [path]);
  else known.push(path);
}
