import type { NamespaceFacts } from '../../model/facts.js';
import { CONNECTION_STATES, type ListingLine, OTHER_SOCKETS } from '../../model/listing.js';
import { count, having, list, oneOf, type Shape, text, uint32 } from './shape.js';

const line = { line: count, text };
const LINES: Readonly<Record<ListingLine['kind'], Shape>> = {
  listener: having({ ...line, kind: text, socket: count }),
  connection: having({
    ...line,
    kind: text,
    protocol: text,
    local: text,
    peer: text,
    state: oneOf(...CONNECTION_STATES),
    word: text,
    pids: list(uint32),
  }),
  other: having({ ...line, kind: text, what: oneOf(...OTHER_SOCKETS) }),
  heading: having({ ...line, kind: text }),
  detail: having({ ...line, kind: text }),
  'not-understood': having({ ...line, kind: text, why: text }),
};

/** A line of a pasted listing: its kind tells the members. */
export const listingLine: Shape = (value, place) => {
  const kinds = Object.keys(LINES);
  const { kind } = Object(value) as { readonly kind?: unknown };
  const known = kinds.find((each) => each === kind) as ListingLine['kind'] | undefined;
  return (known === undefined ? having({ kind: oneOf(...kinds) }) : LINES[known])(value, place);
};

/** What a listing says of sockets that are not there. */
export function listingProblem(
  listing: readonly ListingLine[],
  namespaces: readonly NamespaceFacts[],
  path: string,
): string | undefined {
  const sockets = namespaces.find(({ current }) => current)?.sockets.length ?? 0;
  const at = listing.findIndex((each) => each.kind === 'listener' && each.socket >= sockets);
  return at < 0 ? undefined : `${path}.listing[${at}].socket: no socket of the capture`;
}
