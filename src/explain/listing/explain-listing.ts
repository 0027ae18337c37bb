import type { AuditedLine, AuditedListener } from '../../model/audit.js';
import type { Facts } from '../../model/facts.js';
import type { ListingLine } from '../../model/listing.js';
import { parseAddress } from '../../net/address.js';
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
  return listing?.map((line): AuditedLine => {
    const socket = line.kind === 'listener' ? sockets[line.socket] : undefined;
    const listener = socket === undefined ? acceptedBy(line, listeners) : listenerOf.get(socket);
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

/** The listener that a connection came in by: it has the connection's local port, and its address or all addresses. */
function acceptedBy(line: ListingLine, listeners: readonly AuditedListener[]): AuditedListener | undefined {
  if (line.kind !== 'connection' || line.state === 'syn-sent' || line.state === 'bound') return undefined;
  const { address, port } = splitEnd(line.local);
  const family = parseAddress(address)?.family;
  if (family === undefined) return undefined;
  const candidates = listeners.filter((each) => each.protocol === line.protocol && each.port === port);
  return (
    candidates.find((each) => bare(each.address) === bare(address)) ??
    candidates.find(
      (each) => each.scope === 'all-interfaces' && each.accepts.includes(familyOfPackets(address, family)),
    )
  );
}

function bare(address: string): string {
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/, '');
}

function familyOfPackets(address: string, family: 'ipv4' | 'ipv6'): 'ipv4' | 'ipv6' {
  return /^::ffff:\d+\./.test(address) ? 'ipv4' : family;
}

/** "[::1]:631" → ::1 and 631; an end that is no whole address and port, a host's name or cut off, has no port. */
export function splitEnd(end: string): { readonly address: string; readonly port?: number } {
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(end) ?? [];
  return port === undefined ? { address: end } : { address: bracketed ?? plain ?? '', port: Number(port) };
}
