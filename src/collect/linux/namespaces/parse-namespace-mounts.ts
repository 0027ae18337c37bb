/** Where network namespaces are bind-mounted, by id, in the order of /proc/PID/mountinfo, proc_pid_mountinfo(5). */
export function parseNamespaceMounts(text: string): ReadonlyMap<string, readonly string[]> {
  const mounts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, , , id, point] = line.split(' ', 5);
    if (id === undefined || point === undefined || !/^net:\[\d+\]$/.test(id)) continue;
    const path = point.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8)));
    const known = mounts.get(id);
    if (known === undefined) mounts.set(id, [path]);
    else known.push(path);
  }
  return mounts;
}
