/** How many messages are kept before all are let go. */
const ROOM = 4096;

/** What was made of a message: of `payload`, and of what else `beside` tells, `parse` is asked once. */
export type Remembering<T> = (payload: Buffer, beside: string, parse: () => T) => T;

/**
 * Remembers what was made of messages: on a host with many network namespaces the routing rules, and all that loopback devices
 * have, are the same in nearly each.
 */
export function rememberParsed<T>(): Remembering<T> {
  const known = new Map<string, { readonly value: T }>();
  return (payload, beside, parse) => {
    const key = `${beside} ${payload.toString('latin1')}`;
    let kept = known.get(key);
    if (kept === undefined) {
      if (known.size >= ROOM) known.clear();
      kept = { value: parse() };
      known.set(key, kept);
    }
    return kept.value;
  };
}
