import type { Container } from '../../../../model/container.js';
import type { Process } from '../../../../model/facts.js';
import type { Place } from '../../namespaces/places.js';
import type { ProcessReader } from '../read-process.js';
import { type CgroupContainer, shownId } from './cgroup-container.js';
import type { ContainerReader, ContainerReading } from './container-reader.js';

export interface ContainerQuestion {
  readonly processes: ProcessReader;
  readonly holders: readonly Process[];
  readonly places: readonly Place[];
  readonly reader: ContainerReader;
  /** The network namespaces, by their ids, that the threads of a process are in. */
  namespacesOf(pid: number): ReadonlySet<string>;
  /** Pids that hold a socket. */
  holdersOf(inode: number): readonly number[];
}

export interface NamedContainers extends ContainerReading {
  /** With their containers by name. */
  readonly holders: readonly Process[];
  /** Names of the containers that each namespace was made for, by its id. */
  readonly namesIn: ReadonlyMap<string, readonly string[]>;
}

/** How many processes of a namespace are asked whose they are: the members of a pod. */
const ENOUGH = 32;
/** And how many of them by their parents: the first process of a container, or what entered before it. */
const FIRST = 4;
/**
 * It holds sockets of the namespace that it was started in, and is in that of the container which it hands on to, with whichever of its
 * threads Go happened to enter it by.
 */
const ENTERING = 'rootlessport';

/** Finds out which containers hold sockets and have namespaces of their own, and what they are called. */
export async function nameContainers(question: ContainerQuestion): Promise<NamedContainers> {
  const { processes, holders, places, reader, holdersOf, namespacesOf } = question;
  const ofHolder = new Map(
    holders.flatMap(({ pid }) => {
      const seen = processes.containerOf(pid);
      return seen === undefined ? [] : [[pid, seen] as const];
    }),
  );
  const inPlace = new Map(places.map((place) => [place.id, containersOf(place, processes)]));
  const seen = [...ofHolder.values(), ...[...inPlace.values()].flat()];
  const { containers, gaps } = await reader.read(
    [...new Map(seen.map((each) => [each.id, each])).values()],
    (inode) => holdersOf(inode).flatMap((pid) => processes.read(pid)?.name ?? []),
  );
  const byId = new Map(containers?.map((container) => [container.id, container]));
  const nameOf = ({ id, name }: CgroupContainer) => byId.get(id)?.name ?? name ?? shownId(id);
  const sharesHost = ({ id }: CgroupContainer) => byId.get(id)?.networkMode === 'host';
  const namesIn = new Map(
    [...inPlace].map(([id, members]) => [
      id,
      namesOf(members.filter((each) => !sharesHost(each)).map((each) => [nameOf(each), byId.get(each.id)])),
    ]),
  );
  return {
    containers,
    gaps,
    holders: holders.map((process) => {
      const container = ofHolder.get(process.pid);
      if (container !== undefined) return { ...process, container: nameOf(container) };
      if (process.name !== ENTERING) return process;
      const inside = namespacesOf(process.pid);
      const place = places.find(({ id, current }) => !current && inside.has(id));
      return { ...process, entered: place && namesIn.get(place.id)?.[0] };
    }),
    namesIn,
  };
}

/**
 * The containers whose processes are in a namespace. That of the first process is nobody's but the host's, and this thread's own
 * is a container's only if nothing else is in it.
 */
function containersOf({ pids = [], current }: Place, processes: ProcessReader): readonly CgroupContainer[] {
  if (pids.includes(1)) return [];
  const members = pids.slice(0, ENOUGH).map((pid) => processes.containerOf(pid));
  const found = members.filter((each) => each !== undefined);
  if (found.length === 0 && !current)
    for (const pid of pids.slice(0, FIRST)) {
      const monitored = processes.monitoredContainerOf(pid);
      if (monitored !== undefined) return [monitored];
    }
  const isItsOwn = !current || found.length === members.length;
  return isItsOwn ? found.filter(({ isVirtualMachine }) => isVirtualMachine !== true) : [];
}

/**
 * Each once: those that the namespace was made for before those that joined it (--network container:ID). Where the runtime does not
 * tell, who came first made it: `members` are in the order of their processes.
 */
function namesOf(members: readonly (readonly [string, Container | undefined])[]): readonly string[] {
  const joined = ([, container]: (typeof members)[number]) =>
    container?.networkMode?.startsWith('container:') === true;
  const named = (some: typeof members) => some.map(([name]) => name);
  return [
    ...new Set([...named(members.filter((each) => !joined(each))), ...named(members.filter(joined)).sort()]),
  ];
}
