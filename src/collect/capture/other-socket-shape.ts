import type * as other from '../../model/other-socket.js';
import { count, list, object, oneOf, type Shape, text, uint32, yesNo } from './shape.js';

const held = { inode: count, pids: list(uint32), pidsComplete: yesNo };
const type = oneOf('stream', 'dgram', 'seqpacket');

const SHAPES: Readonly<Record<other.OtherFamily, Shape>> = {
  unix: object<other.UnixSocket>(
    { family: oneOf('unix'), type, ...held },
    {
      uid: uint32,
      path: text,
      abstract: text,
      access: object<other.UnixAccess>({ everyone: yesNo, users: list(text), groups: list(text) }),
    },
  ),
  packet: object<other.PacketSocket>(
    { family: oneOf('packet'), protocol: count, ...held },
    { uid: uint32, device: text },
  ),
  vsock: object<other.VsockSocket>(
    { family: oneOf('vsock'), type, cid: uint32, port: uint32, ...held },
    { uid: uint32 },
  ),
};

/** A member of `NamespaceFacts.otherSockets`. */
export const otherSocketShape: Shape = (value, place) => {
  const family = (value as { readonly family?: unknown } | null)?.family;
  const shape = Object.entries(SHAPES).find(([name]) => name === family)?.[1] ?? SHAPES.unix;
  return shape(value, place);
};
