/** One message of an answer, without its header. */
export interface Message {
  readonly type: number;
  readonly payload: Buffer;
}

export const NLM_F_REQUEST = 0x1;
export const NLM_F_DUMP = 0x300;
/** The kernel's tables changed during the dump: what it holds may be no consistent picture. */
export const NLM_F_DUMP_INTR = 0x10;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;

const HEADER = 16;

/** A request (struct nlmsghdr and payload), for RFC 3549 netlink. */
export function buildRequest(type: number, flags: number, sequence: number, payload: Uint8Array): Buffer {
  const request = Buffer.alloc(HEADER + payload.length);
  request.writeUInt32LE(request.length, 0);
  request.writeUInt16LE(type, 4);
  request.writeUInt16LE(flags | NLM_F_REQUEST, 6);
  request.writeUInt32LE(sequence, 8);
  request.set(payload, HEADER);
  return request;
}

/** Calls `visit` for every message in one datagram, as long as it returns true. False where one is longer than what came. */
export function eachMessage(
  datagram: Buffer,
  visit: (message: Message, flags: number, sequence: number) => boolean,
): boolean {
  for (let at = 0; at + HEADER <= datagram.length; ) {
    const length = datagram.readUInt32LE(at);
    if (length < HEADER || at + length > datagram.length) return false;
    const payload = datagram.subarray(at + HEADER, at + length);
    const message = { type: datagram.readUInt16LE(at + 4), payload };
    if (!visit(message, datagram.readUInt16LE(at + 6), datagram.readUInt32LE(at + 8))) return true;
    at += align(length);
  }
  return true;
}

/**
 * What `parse` makes of the messages of an answer, without those that it passes over (undefined). Undefined where one cannot be
 * read: it is shorter than the structures of the kernel that it should hold, which is when `parse` throws a RangeError. The rest of
 * such an answer is not to be trusted either.
 */
export function parseAll<T>(
  messages: readonly Message[],
  parse: (payload: Buffer) => T | undefined,
): T[] | undefined {
  const found: T[] = [];
  try {
    for (const { payload } of messages) {
      const parsed = parse(payload);
      if (parsed !== undefined) found.push(parsed);
    }
  } catch (error) {
    if (isTooShort(error)) return undefined;
    throw error;
  }
  return found;
}

/** What Buffer throws of a read beyond its end, or `unreadable`. */
function isTooShort(error: unknown): boolean {
  if (!(error instanceof RangeError)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_OUT_OF_RANGE' || code === 'ERR_BUFFER_OUT_OF_BOUNDS';
}

/**
 * Calls `visit` for every attribute (struct nlattr) from offset `from` to the end of `data`: its type and where its value is. Throws
 * a RangeError where one is longer than what is there.
 */
export function eachAttribute(
  data: Buffer,
  from: number,
  visit: (type: number, start: number, end: number) => void,
): void {
  for (let at = from; at + 4 <= data.length; ) {
    const length = data.readUInt16LE(at);
    if (length < 4 || at + length > data.length) throw unreadable();
    // The two top bits are flags (NLA_F_NESTED, NLA_F_NET_BYTEORDER).
    visit(data.readUInt16LE(at + 2) & 0x3fff, at + 4, at + length);
    at += align(length);
  }
}

/** The attributes from offset `from` on, by type; of a repeated one the last. */
export function attributes(data: Buffer, from: number): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  eachAttribute(data, from, (type, start, end) => found.set(type, data.subarray(start, end)));
  return found;
}

/** The NUL-terminated text of an attribute's value. */
export function textOf(value: Buffer | undefined): string | undefined {
  if (value === undefined) return undefined;
  const end = value.indexOf(0);
  return value.toString('utf8', 0, end < 0 ? value.length : end);
}

/** The 32 bit number of an attribute's value; a RangeError where it is shorter. */
export function numberOf(value: Buffer | undefined): number | undefined {
  return value?.readUInt32LE(0);
}

/** To throw where a message cannot be what the kernel sends: see `parseAll`. */
export function unreadable(): RangeError {
  return Object.assign(new RangeError('no message of the kernel'), { code: 'ERR_OUT_OF_RANGE' });
}

function align(length: number): number {
  return (length + 3) & ~3;
}
