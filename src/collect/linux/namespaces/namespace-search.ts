import type { Gap } from '../../../model/gap.js';
import type { HostIo } from '../../host-io.js';
import type { Netlink } from '../netlink/netlink.js';
import { createDescriptorReader, type DescriptorReader } from '../processes/read-descriptors.js';
import type { Libc } from '../system/libc.js';
import { rememberAbsent } from '../system/remember-files.js';
import { openNamespaceDoor } from './enter-namespace.js';
import {
  describeNamespace,
  type FoundNamespace,
  joinFindings,
  readNamespaceMounts,
} from './find-namespaces.js';
import { createForeignMounts } from './foreign-mounts.js';
import { noteNamespaces } from './namespace-descriptors.js';
import { namespaceGaps } from './namespace-gaps.js';
import { otherPlace, ownPlace, type Place } from './places.js';
import { createProcessNamespaces } from './process-namespaces.js';
import { readNamespaceId, seesAllProcesses } from './read-namespace.js';

/** Finds network namespaces, and opens them for as long as they are read. */
export interface NamespaceSearch {
  /** What the walk over the processes has to read with: it comes by namespaces that nothing but a descriptor keeps. */
  readonly descriptors: DescriptorReader;
  /** `own`: netlink in the namespace of this thread. */
  open(own: Netlink | undefined): Places;
}

/** The namespaces that are open. */
export interface Places {
  /** That of this thread first, the others ascending by their number. */
  readonly first: readonly Place[];
  /** Opens those that the walk came by since. */
  openLate(): readonly Place[];
  /** What could not be looked into; `lost` are interfaces that are linked to one in a namespace that is not open. */
  gaps(lost: readonly string[]): readonly Gap[];
  close(): void;
}

/** The namespace of this thread alone: nothing is looked for. */
export function searchCurrent(io: HostIo, libc: Libc | undefined): NamespaceSearch {
  return {
    descriptors: createDescriptorReader(io, libc),
    open(own) {
      const id = readNamespaceId(io);
      const { name, mounts } = describeNamespace(id, readNamespaceMounts(io).get(id));
      const place = ownPlace(io, { id, name, mounts }, own, undefined);
      return { first: [place], openLate: () => [], gaps: () => [], close: () => {} };
    },
  };
}

/** Every namespace that a process or a thread is in, or a mount or a descriptor refers to. */
export function searchAll(io: HostIo, libc: Libc | undefined): NamespaceSearch {
  const self = io.readLink('/proc/self');
  const noted = noteNamespaces(createDescriptorReader(io, libc), self.ok ? Number(self.value) : 0);
  const processes = createProcessNamespaces(io, libc);
  const foreign = libc === undefined ? undefined : createForeignMounts(io, libc);
  // To list them takes long where there are many: once in a reading, when the sockets are known, so that no holder is missed.
  let listed: readonly number[] | undefined;
  /** Threads are told by their own numbers, under which /proc shows them as it does processes, where no process is. */
  const withThreads = (inside: ReadonlyMap<string, readonly number[]>) =>
    new Map([...noted.threads(), ...inside]);
  const listPids = () => {
    listed = noted.reader.pids();
    return listed;
  };
  return {
    descriptors: { ...noted.reader, pids: listPids },
    open(own) {
      const home = readNamespaceId(io);
      const door = libc === undefined ? undefined : openNamespaceDoor(io, libc);
      const mounts = readNamespaceMounts(io);
      const pids = listed ?? listPids();
      const { inside, elsewhere, closed } = processes.look(pids, home);
      const refused: FoundNamespace[] = [];
      const covered: FoundNamespace[] = [];
      const isMounted = ({ id, points }: FoundNamespace) =>
        points.some((point) => foreign?.has(id, point)) ||
        (mounts.has(id) && readNamespaceMounts(io).has(id));
      const shared = rememberAbsent(io);
      const openAll = (namespaces: readonly FoundNamespace[]) =>
        namespaces.flatMap((found) => {
          const opened = door?.open(found.id, found.paths, found.points) ?? 'refused';
          if (opened === 'refused') refused.push(found);
          else if (opened === 'gone' && isMounted(found)) covered.push(found);
          return libc === undefined || typeof opened === 'string'
            ? []
            : [otherPlace(shared, libc, found, opened)];
        });
      const findings = {
        mounts,
        processes: withThreads(inside),
        descriptors: noted.paths(),
        points: foreign?.look(pids),
      };
      const others = joinFindings(findings).filter(({ id }) => id !== home);
      const known = new Set([home, ...others.map(({ id }) => id)]);
      const current = ownPlace(io, describeNamespace(home, mounts.get(home), inside.get(home)), own, door);
      return {
        first: [current, ...openAll(others)],
        openLate() {
          const late = joinFindings({ processes: noted.threads(), descriptors: noted.paths() }).filter(
            ({ id }) => !known.has(id),
          );
          for (const { id } of late) known.add(id);
          return openAll(late);
        },
        gaps: (unfound) => {
          const hidden = closed || !pids.includes(1);
          // In a container, what the interfaces lead to is the host, which is not to be seen from there.
          const lost = seesAllProcesses(io) ? unfound : [];
          const waiting = [...noted.waitingOutside(known, lost.length > 0)].filter(
            ([id, pids]) => !pids.some((pid) => isIn(io, pid, id)),
          );
          return namespaceGaps(
            { refused, covered, elsewhere, hidden, lost, waiting, enterable: libc !== undefined },
            io.uid,
          );
        },
        close: () => door?.close(),
      };
    },
  };
}

/** Whether process `pid` is in the namespace by now, which has just begun then. */
function isIn(io: HostIo, pid: number, id: string): boolean {
  const link = io.readLink(`/proc/${pid}/ns/net`);
  return link.ok && link.value === id;
}
