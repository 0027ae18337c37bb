import type { HostIo } from '../../host-io.js';
import { parseNamespaceMounts } from './parse-namespace-mounts.js';

/** A network namespace and what keeps it. */
export interface FoundNamespace {
  /** "net:[4026531840]". */
  readonly id: string;
  /** What ip-netns(8) calls it. */
  readonly name?: string;
  readonly mounts: readonly string[];
  /** The lowest pids of those in it. */
  readonly pids: readonly number[];
  /** By which it can be opened. */
  readonly paths: readonly string[];
}

const NAMED = /^(?:\/var)?\/run\/netns\/([^/]+)$/;
const PIDS = 8;

/** By id of the namespace: paths, or pids ascending. */
type ById<T> = ReadonlyMap<string, readonly T[]>;

/** Every namespace that a process is in, or a mount or a descriptor refers to, ascending by the number in the id. */
export function joinFindings(
  mounts: ById<string>,
  processes: ById<number>,
  descriptors: ById<string>,
): readonly FoundNamespace[] {
  const ids = new Set([...mounts.keys(), ...processes.keys(), ...descriptors.keys()]);
  return [...ids]
    .sort((a, b) => numberOf(a) - numberOf(b))
    .map((id) => describeNamespace(id, mounts.get(id), processes.get(id), descriptors.get(id)));
}

export function describeNamespace(
  id: string,
  mounts: readonly string[] = [],
  inside: readonly number[] = [],
  descriptors: readonly string[] = [],
): FoundNamespace {
  const pids = inside.slice(0, PIDS);
  const [name] = mounts.flatMap((path) => NAMED.exec(path)?.[1] ?? []).sort();
  const paths = [...pids.map((pid) => `/proc/${pid}/ns/net`), ...mounts, ...descriptors];
  return { id, name, mounts, pids, paths };
}

/** By id: where namespaces are bind-mounted. */
export function readNamespaceMounts(io: HostIo): ById<string> {
  const text = io.readText('/proc/self/mountinfo');
  return text.ok ? parseNamespaceMounts(text.value) : new Map();
}

/** The number in "net:[4026531840]". */
export function numberOf(id: string): number {
  return Number(/\d+/.exec(id)?.[0] ?? 0);
}
