/** Milliseconds of CPU that this process has had so far: what else the machine does meanwhile does not count. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
