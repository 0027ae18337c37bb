import { eachMessage, type Message, NLM_F_DUMP_INTR, NLMSG_DONE, NLMSG_ERROR } from './netlink-message.js';

/** What came at once: a part of one answer. */
export interface Datagram {
  /** Of the request that it answers. */
  readonly sequence: number;
  readonly messages: readonly Message[];
  /** The answer ends here. */
  readonly ended: boolean;
  /** Why there is no more of it; 0: it is complete. */
  readonly errno: number;
  /** The kernel's tables changed meanwhile. */
  readonly interrupted: boolean;
}

/** errno(3): a message that is longer than what came. */
export const EBADMSG = 74;
/** Longer ones are hardly ever the same. */
const SHORT = 4096;
/** How many are kept before all are let go. */
const ROOM = 512;
const known = new Map<string, Datagram>();

/**
 * Takes a datagram apart. `bytes` may be overwritten afterwards. Of bytes that came before the same object comes back: most network
 * namespaces of a host have the same routing rules, and many nothing but the same loopback device. What is `secret` is not kept.
 */
export function readDatagram(bytes: Buffer, secret = false): Datagram {
  if (secret || bytes.length > SHORT) return takeApart(Buffer.from(bytes));
  const text = bytes.toString('latin1');
  let datagram = known.get(text);
  if (datagram === undefined) {
    if (known.size >= ROOM) known.clear();
    datagram = takeApart(Buffer.from(bytes));
    known.set(text, datagram);
  }
  return datagram;
}

function takeApart(bytes: Buffer): Datagram {
  const messages: Message[] = [];
  let sequence = 0;
  let interrupted = false;
  let errno: number | undefined;
  const isWhole = eachMessage(bytes, (message, flags, of) => {
    sequence = of;
    if ((flags & NLM_F_DUMP_INTR) !== 0) interrupted = true;
    errno = endedBy(message);
    if (errno === undefined) messages.push(message);
    return errno === undefined;
  });
  if (!isWhole) errno = EBADMSG;
  return { sequence, messages, ended: errno !== undefined, errno: errno ?? 0, interrupted };
}

/** NLMSG_DONE and NLMSG_ERROR both carry a negative errno, zero for success. */
function endedBy({ type, payload }: Message): number | undefined {
  if (type !== NLMSG_DONE && type !== NLMSG_ERROR) return undefined;
  return payload.length < 4 ? 0 : -payload.readInt32LE(0);
}
