import type { Gap } from '../../model/gap.js';
import type { ListingLine } from '../../model/listing.js';
import type { ListedListener } from './listed-line.js';

/** Lines that a gap names; the listing has them all. */
const NAMED = 5;
/** Characters of a line that are shown. */
const SHOWN = 80;

/** What a pasted listing cannot tell, and what of it is not understood. */
export function listingGaps(lines: readonly ListingLine[], listeners: readonly ListedListener[]): Gap[] {
  const gaps: Gap[] = [
    {
      code: 'input-incomplete',
      subject: 'interfaces, routes and firewall',
      detail:
        'A pasted listing shows sockets only: who can reach a listener is told as far as its address tells, whatever interfaces, routes and firewall the host has.',
      remedy: 'run listenscope on that host, or bring what "listenscope capture" prints there',
    },
  ];
  const missing = lines.filter(
    (line): line is ListingLine & { readonly kind: 'not-understood' } => line.kind === 'not-understood',
  );
  if (listeners.length === 0) gaps.push(noListeners(lines));
  else if (!listeners.some(({ protocol }) => protocol === 'udp'))
    gaps.push({
      code: 'sockets-not-listed',
      subject: 'udp',
      detail: 'The listing has no UDP row: whether it was asked for UDP cannot be seen.',
    });
  if (missing.length > 0) gaps.push(notUnderstood(missing, lines.length));
  return gaps;
}

/** Either nothing listens, or it was not asked: a listing does not tell. */
function noListeners(lines: readonly ListingLine[]): Gap {
  const onlyConnections = lines.some(({ kind }) => kind === 'connection');
  return {
    code: 'sockets-not-listed',
    subject: 'listeners',
    detail: onlyConnections
      ? 'No row of the listing is a listener: it looks as if connections alone were asked for.'
      : 'No row of the listing is a listener: none of the kind that was asked for is there, or another kind was asked for.',
    remedy: 'netstat -an, ss -tulnp and lsof -nP -i list listeners as well',
  };
}

function notUnderstood(lines: readonly (ListingLine & { readonly why: string })[], total: number): Gap {
  const numbers = lines.map(({ line }) => line);
  const one = lines.length === 1;
  const named = lines
    .slice(0, NAMED)
    .map(({ line, text, why }) => `line ${line}, "${shortened(text)}" is not understood (${why})`);
  const more = lines.length > NAMED ? [`${lines.length - NAMED} more`] : [];
  const cut = lines.some(({ why }) => why.endsWith('may be cut off'));
  const byName = lines.some(({ why }) => why.endsWith('is no numeric address and port'));
  const remedies = [
    ...(cut ? ['list whole addresses: netstat -anW (Linux, FreeBSD), netstat -anl (macOS)'] : []),
    ...(byName ? ['list numbers instead of names: -n'] : []),
  ];
  return {
    code: 'sockets-not-listed',
    subject: `${one ? 'line' : 'lines'} ${numbers.join(', ')}`,
    detail: `${lines.length} of the listing's ${total} lines ${one ? 'is' : 'are'} left out: ${[...named, ...more].join('; ')}.`,
    remedy: remedies.length === 0 ? undefined : remedies.join('; '),
  };
}

function shortened(text: string): string {
  const plain = text.replace(/\s+/g, ' ');
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain;
}
