import type { Container } from '../../../../model/container.js';
import type { Gap } from '../../../../model/gap.js';
import type { Failure, HostIo } from '../../../host-io.js';
import { monotonicMs } from '../../system/monotonic-ms.js';
import type { AskRuntime } from './ask-runtime.js';
import type { CgroupContainer } from './cgroup-container.js';
import { describeFromFiles } from './container-files.js';
import { parsePods, parseRuntimeList } from './parse-runtime-list.js';
import { findRuntimeSockets, type RuntimeSocket } from './runtime-sockets.js';

/** Reads which containers there are, and keeps it until another one is seen. */
export interface ContainerReader {
  /** Looks for the sockets of runtimes; the inodes of those that listen, whose holders decide whether they are asked. */
  begin(): readonly number[];
  /**
   * All containers of the runtimes that answer, and of others those in `seen`, which control groups tell. `holdersOf` tells the
   * names of the processes that hold a socket.
   */
  read(
    seen: readonly CgroupContainer[],
    holdersOf: (inode: number) => readonly string[],
  ): Promise<ContainerReading>;
}

export interface ContainerReading {
  /** Undefined where a runtime that is there could not be asked and nothing is known of what it runs. */
  readonly containers: readonly Container[] | undefined;
  readonly gaps: readonly Gap[];
}

/** A runtime that is there and did not tell its containers. */
interface Unanswered {
  readonly socket: RuntimeSocket;
  readonly failure: Failure | undefined;
}

const MAX_AGE_MS = 20_000;
const SEE_WHETHER_IT_ANSWERS = 'see whether the container runtime answers';
const LIST = '/containers/json';
/** podman answers it under a version alone, and under any that it knows. */
const PODS = '/v4.0.0/libpod/pods/json';

/** Without `ask` no runtime is asked. */
export function createContainerReader(io: HostIo, ask: AskRuntime | undefined): ContainerReader {
  let sockets: readonly RuntimeSocket[] = [];
  let last: { readonly key: string; readonly until: number; readonly reading: ContainerReading } | undefined;

  return {
    begin() {
      sockets = ask === undefined ? [] : findRuntimeSockets(io);
      return sockets.flatMap(({ inode }) => (inode === undefined ? [] : [inode]));
    },
    async read(seen, holdersOf) {
      const served = sockets.filter((socket) => isServed(io, socket, holdersOf));
      if (served.length === 0 && seen.length === 0) return { containers: [], gaps: [] };
      const key = [...served.map(({ inode }) => inode), ...seen.map(({ id }) => id).sort()].join(' ');
      const now = monotonicMs();
      if (last?.key === key && now < last.until) return last.reading;
      const reading = await readNow(io, ask, served, seen);
      last = { key, until: now + MAX_AGE_MS, reading };
      return reading;
    },
  };
}

/** Somebody answers: a socket that systemd alone holds would have it start the runtime. */
function isServed(
  io: HostIo,
  { runtime, path, inode }: RuntimeSocket,
  holdersOf: (inode: number) => readonly string[],
): boolean {
  const holders = inode === undefined ? [] : holdersOf(inode);
  if (holders.length > 0) return holders.some((name) => name !== 'systemd' && name !== 'init');
  if (runtime !== 'docker') return false;
  // Whose descriptors may not be read, such as root's, may still have written down its pid; so has one that runs without root,
  // whose socket is in the list of another network namespace.
  const pid = io.readText(path.replace(/sock$/, 'pid'));
  const name = pid.ok ? io.readText(`/proc/${pid.value.trim()}/comm`) : pid;
  return name.ok && name.value.trim() === 'dockerd';
}

async function readNow(
  io: HostIo,
  ask: AskRuntime | undefined,
  served: readonly RuntimeSocket[],
  seen: readonly CgroupContainer[],
): Promise<ContainerReading> {
  const answers = await Promise.all(
    served.map(async (socket) => {
      const answer = await ask?.(socket.path, LIST);
      const list = answer?.ok ? parseRuntimeList(answer.value, socket.runtime) : undefined;
      const isPodman = socket.runtime === 'podman' && list !== undefined && list.length > 0;
      const pods = isPodman ? await ask?.(socket.path, PODS) : undefined;
      const podOf = parsePods(pods?.ok ? pods.value : undefined);
      return {
        socket,
        list: list?.map((container) => inPod(container, podOf.get(container.id))),
        failure: answer?.ok ? undefined : answer,
      };
    }),
  );
  // Two runtimes may tell of one container: Docker's own, and one that answers in its stead.
  const listed = new Map(
    answers.flatMap(({ list }) => (list ?? []).map((container) => [container.id, container])),
  );
  const others = describeFromFiles(
    io,
    seen.filter(({ id }) => !listed.has(id)),
  );
  const unanswered = answers.filter(({ list }) => list === undefined);
  const nameless = others.filter(({ name }) => name === undefined);
  const containers = [...listed.values(), ...others];
  // Names that nothing on this host tells in a readable place are no gap: an id is a name as well.
  const isHidden = unanswered.length > 0 || io.uid !== 0;
  const gaps = nameless.length > 0 && isHidden ? [namelessGap(nameless, unanswered[0], io.uid)] : [];
  if (containers.length > 0 || unanswered.length === 0) return { containers, gaps };
  // Who may not ask a runtime does not get less than they could.
  const silent = unanswered.find(({ failure }) => failure?.why !== 'denied');
  return { containers: undefined, gaps: silent === undefined ? [] : [unlistedGap(silent)] };
}

/** Docker's socket has a group, which is as good as root; podman's is its user's own. */
function remedyFor(unanswered: Unanswered | undefined): string {
  const isDockers = unanswered?.socket.runtime === 'docker' && unanswered.failure?.why === 'denied';
  return isDockers ? `run as root, or in the group of ${unanswered.socket.path}` : 'run as root';
}

function inPod(container: Container, pod: string | undefined): Container {
  return pod === undefined ? container : { ...container, pod: { name: pod } };
}

function unlistedGap(unanswered: Unanswered): Gap {
  return {
    code: 'containers-unreadable',
    subject: unanswered.socket.runtime,
    detail: `It is not known which containers there are (${whyUntold(unanswered)}).`,
    remedy: SEE_WHETHER_IT_ANSWERS,
  };
}

function whyUntold({ socket, failure }: Unanswered): string {
  return `${socket.path}: ${failure?.detail ?? 'its answer is no list of containers'}`;
}

function namelessGap(
  nameless: readonly Container[],
  unanswered: Unanswered | undefined,
  uid: number | undefined,
): Gap {
  const count = nameless.length === 1 ? '1 container is' : `${nameless.length} containers are`;
  const known = `${count} known by id alone`;
  const why = unanswered === undefined ? 'no runtime that answers tells of them' : whyUntold(unanswered);
  return {
    code: 'containers-unreadable',
    subject: unanswered?.socket.runtime ?? 'container runtimes',
    detail: `${known} (${why}).`,
    remedy: uid === 0 ? SEE_WHETHER_IT_ANSWERS : remedyFor(unanswered),
  };
}
