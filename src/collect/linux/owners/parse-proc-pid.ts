/** Ticks of the clock that /proc counts in: USER_HZ, 100 on every architecture that Node runs on. */
const USER_HZ = 100;

/** The start time of a process since boot, in ticks: field 22 of /proc/PID/stat. Its name, in brackets, may hold anything. */
export function parseStartTicks(stat: string): number | undefined {
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ', 20)[19]);
  return Number.isNaN(ticks) ? undefined : ticks;
}

/** The pid of the parent: field 4 of /proc/PID/stat; 0 where it has none. */
export function parseParent(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ', 2)[1]) || 0;
}

/** How long the host has been up, in the ticks that start times are in: the first number of /proc/uptime, proc_uptime(5). */
export function parseUptimeTicks(uptime: string): number | undefined {
  const [, seconds, hundredths] = /^(\d+)\.(\d\d) /.exec(uptime) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * USER_HZ + Number(hundredths);
}

/** When the host booted, in seconds since 1970: "btime" of /proc/stat. */
export function parseBootTime(stat: string): number | undefined {
  const seconds = /^btime (\d+)$/m.exec(stat)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** A start time as RFC 3339 in UTC. */
export function formatStart(bootTime: number, ticks: number): string {
  return new Date((bootTime + ticks / USER_HZ) * 1000).toISOString();
}

/** The effective uid: the second number of "Uid:" in /proc/PID/status. */
export function parseEffectiveUid(status: string): number | undefined {
  const uid = /^Uid:\t\d+\t(\d+)/m.exec(status)?.[1];
  return uid === undefined ? undefined : Number(uid);
}

/** argv from /proc/PID/cmdline. Programs that write their title over it may leave a tail of NULs. */
export function parseCommandLine(text: string): string[] {
  const trimmed = text.replace(/\0+$/, '');
  return trimmed === '' ? [] : trimmed.split('\0');
}

/** Names by uid from /etc/passwd, passwd(5); of two names for one uid the first, as getpwuid(3) has it. */
export function parsePasswd(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name = '', , uid = ''] = line.split(':');
    if (/^\d+$/.test(uid) && !names.has(Number(uid))) names.set(Number(uid), name);
  }
  return names;
}
