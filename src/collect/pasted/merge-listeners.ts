import type { ListedListener, Listing } from './listed-line.js';

/** A listener of a listing, with all holders that its rows name. */
export type MergedListener = ListedListener & { readonly deviceKnown: boolean };

export interface ListenerRow {
  readonly row: ListedListener;
  /** Of the tool that printed the row. */
  readonly listing: Listing;
}

/**
 * The listeners behind rows, in their order, and the place among them of each row's. Rows of one tool are sockets of their
 * own, unless they share an identity; a row of another tool in the same paste adds what it knows more of a socket.
 */
export function mergeListeners(rows: readonly ListenerRow[]): {
  readonly listeners: readonly MergedListener[];
  readonly placeOf: ReadonlyMap<ListedListener, number>;
} {
  const listeners: MergedListener[] = [];
  const placeOf = new Map<ListedListener, number>();
  const byIdentity = new Map<string, number>();
  const byEndpoint = new Map<string, { readonly place: number; readonly listing: Listing }>();
  for (const { row, listing } of rows) {
    const endpoint = `${row.protocol} ${row.address} ${row.port}`;
    const elsewhere = byEndpoint.get(endpoint);
    const place =
      byIdentity.get(row.identity ?? '') ?? (elsewhere?.listing === listing ? undefined : elsewhere?.place);
    const known = place === undefined ? undefined : listeners[place];
    const deviceKnown = listing.deviceKnown || row.device !== undefined;
    const at = place ?? listeners.length;
    listeners[at] = known === undefined ? { ...row, deviceKnown } : united(known, { ...row, deviceKnown });
    placeOf.set(row, at);
    if (row.identity !== undefined) byIdentity.set(row.identity, at);
    if (elsewhere === undefined) byEndpoint.set(endpoint, { place: at, listing });
  }
  return { listeners, placeOf };
}

function united(known: MergedListener, more: MergedListener): MergedListener {
  const others = more.holders.filter(({ pid }) => known.holders.every((holder) => holder.pid !== pid));
  return {
    ...known,
    device: known.device ?? more.device,
    deviceKnown: known.deviceKnown || more.deviceKnown,
    v6only: known.v6only ?? more.v6only,
    uid: known.uid ?? more.uid,
    inode: known.inode ?? more.inode,
    holders: [...known.holders, ...others],
  };
}
