import type { AuditedOtherSocket } from '../model/audit.js';
import type { OtherSocket } from '../model/other-socket.js';
import { layOutColumns } from './columns.js';
import { escapeText } from './escape-text.js';

const HEADINGS = ['FAMILY', 'TYPE', 'NAME', 'OWNER', 'WHO'];

/** Sockets of other families as the lines of a table of their own; none where there are none. */
export function otherSocketLines(
  sockets: readonly AuditedOtherSocket[],
  width: number | undefined,
): readonly string[] {
  if (sockets.length === 0) return [];
  const rows = sockets.map(({ socket, processes, explanation }) => {
    const [holder, ...others] = processes;
    const more = others.length === 0 ? '' : ` +${others.length}`;
    const owner = holder === undefined ? '-' : `${holder.name}/${holder.pid}${more}`;
    const type = socket.family === 'packet' ? '-' : socket.type;
    return [socket.family, type, otherSocketName(socket), owner, explanation].map(escapeText);
  });
  return layOutColumns([HEADINGS, ...rows], { width });
}

/** Some programs fill a name with NULs up to the longest possible. */
function withoutPadding(name: string): string {
  return name.replace(/\0+$/, '');
}

/** As ss(8) writes it: "@name" for an abstract one. Unescaped. */
export function otherSocketName(socket: OtherSocket): string {
  switch (socket.family) {
    case 'unix':
      return socket.path ?? (socket.abstract === undefined ? '-' : `@${withoutPadding(socket.abstract)}`);
    case 'packet':
      return socket.device ?? '*';
    case 'vsock':
      return `${socket.cid === 2 ** 32 - 1 ? '*' : socket.cid}:${socket.port}`;
    default:
      return socket satisfies never;
  }
}
