import { type CgroupContainer, containerOfCgroup } from './containers/cgroup-container.js';

/** What the cgroup of a process tells of who runs it. */
export interface CgroupMembership {
  /** Its path in the unified hierarchy, or in systemd's own where the unified one is not in use. */
  readonly path: string;
  readonly systemdUnit?: string;
  /** The innermost slice that it is in: systemd.slice(5). */
  readonly systemdSlice?: string;
  readonly container?: CgroupContainer;
}

const UNIT = /\.(?:service|scope|socket|mount|swap)$/;

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
  // Many controllers, one path.
  const all = new Set([path, ...paths.values()]);
  const components = path.split('/');
  return {
    path,
    systemdUnit: components.findLast((component) => UNIT.test(component)),
    systemdSlice: components.findLast((component) => component.endsWith('.slice')),
    container: [...all].map(containerOfCgroup).find((container) => container !== undefined),
  };
}
