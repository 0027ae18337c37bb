import type { Socket } from '../../../../model/facts.js';
import type { Relay } from '../../../../model/relay.js';
import type { HostIo } from '../../../host-io.js';
import type { Netlink } from '../../netlink/netlink.js';
import { monotonicMs } from '../../system/monotonic-ms.js';
import { parseCommandLine } from '../parse-proc-pid.js';
import { createNameReader } from './relay-names.js';
import { isRelay, targetsOf, tellsTargets } from './relay-programs.js';
import { hasFewConnections, readLoopbackClients, type TcpClient } from './tcp-clients.js';

/** Looks in the namespace of this thread for processes that hand on to its loopback: hints, which may cost little. */
export interface RelayReader {
  /** Finds who is connected to those of `sockets` that only the loopback reaches; the inodes whose holders are asked for. */
  begin(
    sockets: readonly Pick<Socket, 'protocol' | 'address' | 'port'>[],
    netlink: Netlink | undefined,
  ): readonly number[];
  /** The relays among those that hold such connections and, of `pids`, those whose command lines name such ports. */
  read(pids: readonly number[], holdersOf: (inode: number) => readonly number[]): readonly Relay[];
}

/** To ask each for its name takes 15 µs. */
const MOST_PROCESSES = 2000;
const ASK_AGAIN_MS = 10_000;

export function createRelayReader(io: HostIo): RelayReader {
  let ports: ReadonlySet<number> = new Set();
  let asked:
    | { readonly key: string; readonly until: number; readonly clients: readonly TcpClient[] }
    | undefined;
  const nameOf = createNameReader(io);

  return {
    begin(sockets, netlink) {
      ports = new Set(sockets.filter(isPrivate).map(({ port }) => port));
      if (ports.size === 0 || netlink === undefined) asked = undefined;
      else {
        const key = [...ports].join(' ');
        const now = monotonicMs();
        if (asked?.key !== key || now >= asked.until)
          asked = {
            key,
            until: now + ASK_AGAIN_MS,
            clients: hasFewConnections(io) ? readLoopbackClients(netlink, [...ports]) : [],
          };
      }
      return (asked?.clients ?? []).map(({ inode }) => inode);
    },
    read(pids, holdersOf) {
      if (ports.size === 0) return [];
      const connected = (asked?.clients ?? []).flatMap(({ inode, address, port }) =>
        holdersOf(inode).flatMap((pid): readonly Relay[] =>
          isRelay(nameOf(pid)) ? [{ pid, address, port, seen: 'connected' }] : [],
        ),
      );
      return distinct([...connected, ...told(pids)]);
    },
  };

  function told(pids: readonly number[]): readonly Relay[] {
    if (pids.length > MOST_PROCESSES) return [];
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
