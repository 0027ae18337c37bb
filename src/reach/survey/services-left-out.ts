import type { Host } from '../topology/host.js';
import type { Stack } from '../topology/stack.js';
import { isClosed, MOST_PAIRS } from './survey-transit.js';
import type { WayIn } from './ways-in.js';

/** Virtual services that are looked at for one stack: some two seconds for each thousand and way in from beyond this machine. */
const MOST_SERVICES = 2000;

export interface ServicesLeftOut {
  readonly services: number;
  /** Links to other namespaces that they were not looked at from; undefined where they were not looked at at all. */
  readonly links: number | undefined;
}

/** What of the virtual services of IPVS is too much to look at, as kube-proxy has thousands on a host with hundreds of containers. */
export function servicesTooMany(
  host: Host,
  stack: Stack,
  ways: readonly WayIn[],
): ServicesLeftOut | undefined {
  const services = stack.namespace.firewall?.ipvs?.services.length ?? 0;
  if (services > MOST_SERVICES) return { services, links: undefined };
  const closed = ways.filter((way) => isClosed(host, stack, way));
  const links = new Set(closed.map(({ way }) => way.ingress.name)).size;
  return links * services > MOST_PAIRS ? { services, links } : undefined;
}

/** The ways with those marked from which services are not looked at. */
export function withoutServices(
  host: Host,
  stack: Stack,
  ways: readonly WayIn[],
  leftOut: ServicesLeftOut | undefined,
): readonly WayIn[] {
  if (leftOut === undefined) return ways;
  return ways.map((way) => ({
    ...way,
    leavesServicesOut: leftOut.links === undefined || isClosed(host, stack, way),
  }));
}
