import { otherSocketName } from '../../export/other-sockets.js';
import { type Filter, matches } from '../../filter/filter.js';
import type { AuditedOtherSocket } from '../../model/audit.js';
import type { OtherSocket } from '../../model/other-socket.js';
import { memoizeLast } from './memo.js';
import type { ViewState } from './state.js';

/** A socket without a port of IP, as a row of its tab. */
export interface OtherRow {
  /** Identity from one audit to the next. */
  readonly key: string;
  /** A path, "@name", an interface: as ss(8) writes it. Unescaped. */
  readonly name: string;
  readonly other: AuditedOtherSocket;
}

/** The rows of the Sockets tab that pass the filter: those that most can use first, then by name. */
export function otherRows({ audit, filter }: ViewState): readonly OtherRow[] {
  return computeRows(audit?.otherSockets ?? NONE, filter);
}

const NONE: readonly AuditedOtherSocket[] = [];

const computeRows = memoizeLast(
  (others: readonly AuditedOtherSocket[], filter: Filter): readonly OtherRow[] =>
    others
      .map((other) => ({ key: keyOf(other), name: otherSocketName(other.socket), other }))
      .filter((row) => filter.tests.length === 0 || matches(filter, subjectOf(row)))
      .sort((a, b) => width(b.other.socket) - width(a.other.socket) || (a.name < b.name ? -1 : 1)),
);

function keyOf({ namespace, socket }: AuditedOtherSocket): string {
  const place = socket.family === 'vsock' ? ` ${socket.cid}:${socket.port}` : '';
  return `${namespace} ${socket.family} ${socket.inode}${place}`;
}

/** What the words of the filter are held against; a port and a reach it has not. */
function subjectOf({ name, other }: OtherRow): Parameters<typeof matches>[1] {
  const { namespace, socket, processes } = other;
  return {
    id: `${socket.family}/${name}`,
    protocol: socket.family,
    port: socket.family === 'vsock' ? socket.port : -1,
    reach: [],
    namespace,
    device: socket.family === 'packet' ? socket.device : undefined,
    owner: processes.length > 0 ? { kind: 'process', processes } : { kind: 'unknown', processes: [] },
  };
}

/** How many can use it: every user, some, root alone, nobody else. */
function width(socket: OtherSocket): number {
  if (socket.family !== 'unix') return 5;
  const { access, abstract } = socket;
  if (access?.everyone === true || abstract !== undefined) return 4;
  if (access === undefined) return 3;
  return access.users.length + access.groups.length > 0 ? 2 : 1;
}
