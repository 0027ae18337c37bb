import { namespaceWords } from '../../explain/namespace-words.js';
import type { Audit } from '../../model/audit.js';
import type { OtherRow } from '../state/other-rows.js';
import { BLANK, type Line, line, span } from '../text/line.js';
import { shown } from '../text/shown.js';
import { wrapBehind } from '../text/wrap.js';
import type { Depth } from './detail/detail.js';
import { holderLines } from './detail/holders.js';

const KINDS = {
  unix: 'Unix socket',
  packet: 'packet socket',
  vsock: 'socket of virtual machines (vsock)',
} as const;

/** A socket without a port of IP: its name in full, what it is, who holds it, and who may use it. */
export function otherSocketDocument(
  { name, other }: OtherRow,
  audit: Audit,
  width: number,
  depth: Depth,
): readonly Line[] {
  const { socket, processes, explanation } = other;
  const elsewhere = audit.namespaces.find(({ id, current }) => id === other.namespace && !current);
  const type = socket.family === 'packet' ? '' : `, ${socket.type}`;
  const where = elsewhere === undefined ? '' : `, in ${namespaceWords(elsewhere)}`;
  return [
    ...wrapBehind(span(''), shown(name), 'accent', width),
    ...wrapBehind(span(''), shown(`${KINDS[socket.family]}${type}${where}`), 'dim', width),
    BLANK,
    ...(processes.length === 0 ? [line('who holds it is not known', 'dim')] : []),
    ...holderLines(processes, audit, width, depth),
    BLANK,
    ...wrapBehind(span(''), shown(explanation), 'plain', width),
  ];
}
