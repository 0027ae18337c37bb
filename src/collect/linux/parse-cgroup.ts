/** What the cgroup of a process tells of who runs it. */
export interface CgroupMembership {
  /** Its path in the unified hierarchy, or in systemd's own where the unified one is not in use. */
  readonly path: string;
  readonly systemdUnit?: string;
  /** The first 12 digits of the container's id as docker, podman and crictl print it, or an LXC container's name. */
  readonly container?: string;
}

const UNIT = /\.(?:service|scope|socket|mount|swap)$/;
/** "docker-ID.scope", "libpod-ID.scope", "cri-containerd-ID.scope", "crio-ID.scope", or the id alone. */
const CONTAINER = /^(?:[a-z-]+-)?([0-9a-f]{12})[0-9a-f]{52}(?:\.scope)?$/;
/** conmon(8) watches over a container from outside. */
const MONITOR = /^(?:libpod|crio)-conmon-/;
const LXC = /\/(?:lxc\.payload[./]|lxc\/)([^/]+)/;

/** The text of /proc/PID/cgroup, cgroups(7). Undefined when it names no cgroup. */
export function parseCgroup(text: string): CgroupMembership | undefined {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers !== undefined && path !== undefined) paths.set(controllers, path);
  }
  // Under v1 and hybrid set-ups everything is in the root of the unified hierarchy.
  const main = [paths.get(''), paths.get('name=systemd')].filter((path) => path !== undefined);
  const path = main.find((one) => one !== '/') ?? main[0] ?? paths.values().next().value;
  if (path === undefined) return undefined;
  const all = [path, ...paths.values()];
  return {
    path,
    systemdUnit: path.split('/').findLast((component) => UNIT.test(component)),
    container: all.map(containerOf).find((container) => container !== undefined),
  };
}

function containerOf(path: string): string | undefined {
  const component = path.split('/').findLast((one) => CONTAINER.test(one));
  if (component === undefined) return LXC.exec(path)?.[1];
  return MONITOR.test(component) ? undefined : CONTAINER.exec(component)?.[1];
}
