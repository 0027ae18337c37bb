import type { Gap, GapCode } from '../model/gap.js';
import { capital, fullStop, joinWords } from './sentence.js';

const MISSING: Readonly<Record<GapCode, string>> = {
  'sockets-unreadable': 'sockets',
  'socket-details-unknown': 'socket details',
  'sockets-not-listed': 'sockets of some protocols',
  'owners-unreadable': 'owners',
  'interfaces-unreadable': 'interfaces',
  'routes-unreadable': 'routes',
  'sysctls-unreadable': 'kernel settings',
  'firewall-unreadable': 'firewall rules',
  'firewall-tool-missing': 'firewall rules',
  'firewall-partly-unreadable': 'parts of the firewall rules',
  'namespaces-unreadable': 'other network namespaces',
  'containers-unreadable': 'names of containers',
  'relays-partly-sought': 'some proxies and tunnels',
  'reach-partly-computed': 'reach between other namespaces',
  'outside-layer-unreadable': 'layers outside the firewall',
  'input-incomplete': 'interfaces and firewall',
};

const AS_ROOT = 'run as root';

export const GAP_CODES = Object.keys(MISSING) as readonly GapCode[];

/** How far the answer is complete, in the few words of a header: "nothing hidden", "not seen: firewall rules (run as root)". */
export function completenessWords(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return 'nothing hidden';
  const missing = [...new Set(gaps.map(({ code }) => MISSING[code]))];
  // "run as root, or with CAP_NET_ADMIN": root is enough for all.
  const remedies = new Set(gaps.map((gap) => (gap.remedy?.startsWith(AS_ROOT) ? AS_ROOT : gap.remedy)));
  const [remedy, ...others] = remedies;
  const shared = others.length === 0 && remedy !== undefined ? ` (${remedy})` : '';
  return `not seen: ${joinWords(missing)}${shared}`;
}

/** One gap as a line of a footer: what happened, which answers suffer, and what would mend it. */
export function gapSentence({ detail, remedy }: Gap): string {
  const mend = remedy === undefined ? '' : ` ${capital(fullStop(remedy))}`;
  return `${capital(fullStop(detail))}${mend}`;
}
