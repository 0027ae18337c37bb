import type { Gap, GapCode } from '../../model/gap.js';
import { object, oneOf, type Shape, text } from './shape.js';

export const GAP_CODES: Readonly<Record<GapCode, true>> = {
  'sockets-unreadable': true,
  'socket-details-unknown': true,
  'sockets-not-listed': true,
  'owners-unreadable': true,
  'interfaces-unreadable': true,
  'routes-unreadable': true,
  'sysctls-unreadable': true,
  'firewall-unreadable': true,
  'firewall-tool-missing': true,
  'firewall-partly-unreadable': true,
  'namespaces-unreadable': true,
  'containers-unreadable': true,
  'relays-partly-sought': true,
  'reach-partly-computed': true,
  'outside-layer-unreadable': true,
  'input-incomplete': true,
};

/** A member of `Facts.gaps`. */
export const gapShape: Shape = object<Gap>(
  { code: oneOf(...Object.keys(GAP_CODES)), subject: text, detail: text },
  { remedy: text, namespace: text },
);
