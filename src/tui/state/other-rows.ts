import { otherSocketName } from '../../export/other-sockets.js';
import { type Filter, matches } from '../../filter/filter.js';
import { otherSubject } from '../../filter/other-subject.js';
import type { AuditedOtherSocket, AuditNamespace } from '../../model/audit.js';
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
  return audit?.otherSockets === undefined ? [] : computeRows(audit.otherSockets, audit.namespaces, filter);
}

const computeRows = memoizeLast(
  (
    others: readonly AuditedOtherSocket[],
    namespaces: readonly AuditNamespace[],
    filter: Filter,
  ): readonly OtherRow[] =>
    others
      .map((other) => ({ key: keyOf(other), name: otherSocketName(other.socket), other }))
      .filter(
        (row) => filter.tests.length === 0 || matches(filter, otherSubject(row.other, row.name, namespaces)),
      )
      .sort((a, b) => width(b.other.socket) - width(a.other.socket) || (a.name < b.name ? -1 : 1)),
);

function keyOf({ namespace, socket }: AuditedOtherSocket): string {
  const place = socket.family === 'vsock' ? ` ${socket.cid}:${socket.port}` : '';
  return `${namespace} ${socket.family} ${socket.inode}${place}`;
}

/** How many can use it: every user, some, root alone, nobody else. */
function width(socket: OtherSocket): number {
  if (socket.family !== 'unix') return 5;
  const { access, abstract } = socket;
  if (access?.everyone === true || abstract !== undefined) return 4;
  if (access === undefined) return 3;
  return access.users.length + access.groups.length > 0 ? 2 : 1;
}
