import type { AuditedLine, AuditedListener } from '../../model/audit.js';
import type { Facts } from '../../model/facts.js';
import type { ListingLine } from '../../model/listing.js';
import { parseAddress } from '../../net/address.js';
import { groupBy } from '../group-by.js';
import { capital, fullStop } from '../sentence.js';
import { OTHER_MEANINGS, STATE_MEANINGS } from './meanings.js';

/** What each line of a pasted listing means; undefined for facts that come from a host itself. */
export function explainListing(
  { listing, namespaces }: Facts,
  listeners: readonly AuditedListener[],
): readonly AuditedLine[] | undefined {
  const sockets = namespaces.find(({ current }) => current)?.sockets ?? [];
  const listenerOf = new Map(
    listeners.flatMap((listener) => listener.sockets.map((socket) => [socket, listener] as const)),
  );
  const byPort = groupBy(listeners, portOf);
  return listing?.map((line): AuditedLine => {
    const socket = line.kind === 'listener' ? sockets[line.socket] : undefined;
    const listener = socket === undefined ? acceptedBy(line, byPort) : listenerOf.get(socket);
    return { ...line, listener: listener?.id, meaning: meaningOf(line, listener) };
  });
}

function meaningOf(line: ListingLine, listener: AuditedListener | undefined): string {
  switch (line.kind) {
    case 'listener':
      return listener?.explanation ?? '';
    case 'connection':
      return `${sentence(STATE_MEANINGS[line.state].sentence)}${listener === undefined ? '' : ` The other side has opened it, to ${listener.id}.`}`;
    case 'other':
      return sentence(`${OTHER_MEANINGS[line.what].title}: ${OTHER_MEANINGS[line.what].sentence}`);
    case 'heading':
      return 'A title, names of columns or a prompt.';
    case 'detail':
      return 'Belongs to the line above.';
    case 'not-understood':
      return sentence(`not understood: ${line.why}`);
    default:
      return line satisfies never;
  }
}

function sentence(text: string): string {
  return capital(fullStop(text));
}

function portOf({ protocol, port }: { readonly protocol: string; readonly port?: number }): string {
  return `${protocol} ${port}`;
}

/** The listener that a connection came in by: it has the connection's local port, and its address or all addresses. */
function acceptedBy(
  line: ListingLine,
  byPort: ReadonlyMap<string, readonly AuditedListener[]>,
): AuditedListener | undefined {
  if (line.kind !== 'connection' || line.state === 'syn-sent' || line.state === 'bound') return undefined;
  const { protocol } = line;
  const { address, port } = splitEnd(line.local);
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  const candidates = byPort.get(portOf({ protocol, port })) ?? [];
  const packets = /^::ffff:\d+\./.test(address) ? 'ipv4' : parsed.family;
  return (
    candidates.find((each) => bare(each.address) === bare(address)) ??
    candidates.find((each) => each.scope === 'all-interfaces' && each.accepts.includes(packets))
  );
}

function bare(address: string): string {
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/, '');
}

/** "[::1]:631" → ::1 and 631; an end that is no whole address and port, a host's name or cut off, has no port. */
export function splitEnd(end: string): { readonly address: string; readonly port?: number } {
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(end) ?? [];
  return port === undefined ? { address: end } : { address: bracketed ?? plain ?? '', port: Number(port) };
}
