import type { Socket } from '../../../../model/facts.js';
import type { Relay } from '../../../../model/relay.js';
import type { HostIo } from '../../../host-io.js';
import type { Netlink } from '../../netlink/netlink.js';
import { monotonicMs } from '../../system/monotonic-ms.js';
import { parseCommandLine } from '../parse-proc-pid.js';
import type { RelayLimit } from './relay-gap.js';
import { createNameReader } from './relay-names.js';
import { isRelay, targetsOf, tellsTargets } from './relay-programs.js';
import { countTcpSockets, readLoopbackClients, readOwnConnections, type TcpClient } from './tcp-clients.js';

/** Looks in the namespace of this thread for processes that hand on to its loopback: hints, which may cost little. */
export interface RelayReader {
  /**
   * Finds who is connected to those of `sockets` that only the loopback reaches, and on a host with many processes who is connected
   * to anything; the inodes whose holders are asked for.
   */
  begin(
    sockets: readonly Pick<Socket, 'protocol' | 'address' | 'port'>[],
    netlink: Netlink | undefined,
  ): readonly number[];
  /**
   * The relays among those that hold such connections, and those whose command lines name such ports: of `pids`, or where they are
   * too many of `listening` and of those that are connected to anything.
   */
  read(
    pids: readonly number[],
    listening: readonly number[],
    holdersOf: (inode: number) => readonly number[],
  ): readonly Relay[];
  /** What the last reading left out. */
  limits(): readonly RelayLimit[];
}

/** To ask each for its name takes 15 µs. */
const MOST_PROCESSES = 2000;
const ASK_AGAIN_MS = 10_000;

export function createRelayReader(io: HostIo, now: () => number = monotonicMs): RelayReader {
  let ports: ReadonlySet<number> = new Set();
  let asked:
    | {
        readonly key: string;
        readonly until: number;
        readonly clients: readonly TcpClient[];
        /** Of programs that may have been told by their command lines; empty where all can be asked. */
        readonly own: readonly TcpClient[];
        readonly tooMany: boolean;
      }
    | undefined;
  let manyProcesses = false;
  const nameOf = createNameReader(io, now);

  return {
    begin(sockets, netlink) {
      ports = new Set(sockets.filter(isPrivate).map(({ port }) => port));
      if (ports.size === 0 || netlink === undefined) asked = undefined;
      else {
        const key = [...ports].join(' ');
        const time = now();
        if (asked?.key !== key || time >= asked.until) {
          const { isFew, tooMany } = countTcpSockets(io);
          const listening = new Set(
            sockets.flatMap(({ protocol, port }) => (protocol === 'tcp' ? port : [])),
          );
          asked = {
            key,
            until: time + ASK_AGAIN_MS,
            clients: isFew ? readLoopbackClients(netlink, [...ports]) : [],
            own: isFew && hasManyTasks(io) ? readOwnConnections(netlink, listening) : [],
            tooMany,
          };
        }
      }
      return [...(asked?.clients ?? []), ...(asked?.own ?? [])].map(({ inode }) => inode);
    },
    read(pids, listening, holdersOf) {
      manyProcesses = ports.size > 0 && pids.length > MOST_PROCESSES;
      if (ports.size === 0) return [];
      const connected = (asked?.clients ?? []).flatMap(({ inode, address, port }) =>
        holdersOf(inode).flatMap((pid): readonly Relay[] =>
          isRelay(nameOf(pid)) ? [{ pid, address, port, seen: 'connected' }] : [],
        ),
      );
      if (!manyProcesses) return distinct([...connected, ...told(pids)]);
      // What hands on holds a socket that it listens on, or a connection to where it is asked from: ssh -R.
      const holding = [...(asked?.own ?? []).flatMap(({ inode }) => holdersOf(inode)), ...listening];
      return distinct([...connected, ...told([...new Set(holding)].slice(0, MOST_PROCESSES))]);
    },
    limits: () => [
      ...(manyProcesses ? (['processes'] as const) : []),
      ...(asked?.tooMany === true ? (['connections'] as const) : []),
    ],
  };

  function told(pids: readonly number[]): readonly Relay[] {
    let home: string | undefined;
    return pids.flatMap((pid): readonly Relay[] => {
      const name = nameOf(pid);
      if (!tellsTargets(name)) return [];
      const command = io.readText(`/proc/${pid}/cmdline`);
      const targets = targetsOf(name, parseCommandLine(command.ok ? command.value : ''));
      const wanted = targets.filter(({ port }) => ports.has(port));
      if (wanted.length === 0) return [];
      // Elsewhere its loopback is another one.
      home ??= linkOf(io, 'thread-self');
      return linkOf(io, String(pid)) === home
        ? wanted.map((target) => ({ pid, ...target, seen: 'command-line' }))
        : [];
    });
  }
}

function isPrivate({ protocol, address }: Pick<Socket, 'protocol' | 'address'>): boolean {
  return protocol === 'tcp' && (/^(::ffff:)?127\./.test(address) || address === '::1');
}

/** By /proc/loadavg, proc(5): processes and their threads, so that there may be fewer processes. */
function hasManyTasks(io: HostIo): boolean {
  const text = io.readText('/proc/loadavg');
  const [, tasks] = /^(?:\S+ ){3}\d+\/(\d+)/.exec(text.ok ? text.value : '') ?? [];
  return tasks === undefined || Number(tasks) > MOST_PROCESSES;
}

function linkOf(io: HostIo, pid: string): string | undefined {
  const link = io.readLink(`/proc/${pid}/ns/net`);
  return link.ok ? link.value : undefined;
}

/** One for each process, port and address: what is seen is worth more than what is told. */
function distinct(relays: readonly Relay[]): readonly Relay[] {
  const found = new Map<string, Relay>();
  for (const relay of relays) {
    const key = `${relay.pid} ${relay.port} ${relay.address ?? ''}`;
    if (!found.has(key)) found.set(key, relay);
  }
  return [...found.values()];
}
