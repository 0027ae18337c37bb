import type { HostIo } from '../../host-io.js';
import { numberOf } from '../processes/namespace-numbers.js';
import type { MountPoint } from './open-mount-point.js';
import { parseNamespaceMounts } from './parse-namespace-mounts.js';

/** A network namespace and what keeps it. */
export interface FoundNamespace {
  /** "net:[4026531840]". */
  readonly id: string;
  /** What ip-netns(8) calls it. */
  readonly name?: string;
  readonly mounts: readonly string[];
  /** The lowest pids of those in it; threads, by their own numbers, where no process is. */
  readonly pids: readonly number[];
  /** By which it can be opened. */
  readonly paths: readonly string[];
  /** Where else: in other mount namespaces. */
  readonly points: readonly MountPoint[];
}

const NAMED = /^(?:\/var)?\/run\/netns\/([^/]+)$/;
const PIDS = 8;

/** By id of the namespace: paths, or pids ascending. */
type ById<T> = ReadonlyMap<string, readonly T[]>;

/** What leads to namespaces. */
export interface Findings {
  readonly mounts?: ById<string>;
  readonly processes?: ById<number>;
  readonly descriptors?: ById<string>;
  /** Mounts of other mount namespaces. */
  readonly points?: ById<MountPoint>;
}

/** Every namespace that a process or a thread is in, or a mount or a descriptor refers to, ascending by the number in the id. */
export function joinFindings({
  mounts = new Map(),
  processes = new Map(),
  descriptors = new Map(),
  points = new Map(),
}: Findings): readonly FoundNamespace[] {
  const ids = new Set([...mounts.keys(), ...processes.keys(), ...descriptors.keys(), ...points.keys()]);
  const found = [...ids]
    .sort((a, b) => numberOf(a) - numberOf(b))
    .map((id) =>
      describeNamespace(id, mounts.get(id), processes.get(id), descriptors.get(id), points.get(id)),
    );
  return points.size === 0 ? found : withoutAmbiguousNames(found);
}

export function describeNamespace(
  id: string,
  own: readonly string[] = [],
  inside: readonly number[] = [],
  descriptors: readonly string[] = [],
  points: readonly MountPoint[] = [],
): FoundNamespace {
  const pids = inside.slice(0, PIDS);
  // What a container calls a namespace says nothing where its processes or this host's own mounts tell more.
  const foreign = own.length + inside.length > 0 ? [] : points.map(({ path }) => path);
  const [name] = [...namesOf(own), ...namesOf(foreign)];
  const paths = [...pids.map((pid) => `/proc/${pid}/ns/net`), ...own, ...descriptors];
  const mounts = own.length > 0 ? own : points.map(pathOf);
  return { id, name, mounts, pids, paths, points };
}

function namesOf(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => NAMED.exec(path)?.[1] ?? []).sort();
}

/** The way to a mount of another mount namespace from here. */
function pathOf({ pid, path }: MountPoint): string {
  return `/proc/${pid}/root${Buffer.from(path, 'latin1').toString()}`;
}

/** A name is one's own: that of a container's is left out where another namespace has it too. */
function withoutAmbiguousNames(all: readonly FoundNamespace[]): readonly FoundNamespace[] {
  const count = new Map<string | undefined, number>();
  for (const { name } of all) count.set(name, (count.get(name) ?? 0) + 1);
  return all.map((found) => {
    const isForeign = found.mounts[0]?.startsWith('/proc/') ?? false;
    return isForeign && (count.get(found.name) ?? 0) > 1 ? { ...found, name: undefined } : found;
  });
}

/** By id: where namespaces are bind-mounted. */
export function readNamespaceMounts(io: HostIo): ById<string> {
  const text = io.readText('/proc/self/mountinfo');
  return text.ok ? parseNamespaceMounts(text.value) : new Map();
}
