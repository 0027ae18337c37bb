import type * as other from '../model/other-socket.js';
import { each, kept, members, type Redactor, type Rewrite } from './redactor.js';

/** A socket of another family without its names. */
export function redactOtherSocket({ names }: Redactor): Rewrite<other.OtherSocket> {
  const name = (text: string) => (text === 'root' ? text : names.name(text));
  const held = { inode: kept, uid: kept, pids: kept, pidsComplete: kept };
  const unix = members<other.UnixSocket>({
    family: kept,
    type: kept,
    path: (text) => names.path(text),
    abstract: name,
    access: members<other.UnixAccess>({ everyone: kept, users: each(name), groups: each(name) }),
    ...held,
  });
  const packet = members<other.PacketSocket>({
    family: kept,
    device: (text) => names.interface(text),
    protocol: kept,
    ...held,
  });
  const vsock = members<other.VsockSocket>({ family: kept, type: kept, cid: kept, port: kept, ...held });
  return (socket) => {
    switch (socket.family) {
      case 'unix':
        return unix(socket);
      case 'packet':
        return packet(socket);
      case 'vsock':
        return vsock(socket);
      default:
        return socket satisfies never;
    }
  };
}
