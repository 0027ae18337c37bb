import type { Gap } from '../../model/gap.js';
import type { ListedListener, NotUnderstood } from '../pasted/listed-line.js';
import type { PortableIo } from './portable-io.js';
import type { Supplement } from './supplement.js';

/** What the portable way of looking cannot know, on whatever system. */
export function portableGaps(
  { platform, uid }: Pick<PortableIo, 'platform' | 'uid'>,
  sockets: readonly ListedListener[],
  unusable: readonly NotUnderstood[],
  supplement: Supplement | undefined,
): Gap[] {
  const remedy = platform === 'linux' ? 'leave out --collector portable' : undefined;
  const gaps: Gap[] = [
    {
      code: 'firewall-unreadable',
      subject: 'firewall',
      detail: 'The portable collector does not read the firewall: what it lets through is not known.',
      remedy,
    },
    {
      code: 'routes-unreadable',
      subject: 'routing table',
      detail: 'The portable collector does not read routes: who has a way here and back is not known.',
      remedy,
    },
  ];
  if (supplement?.listing.deviceKnown !== true)
    gaps.push({
      code: 'socket-details-unknown',
      subject: 'bound devices',
      detail: 'This way of listing does not show the device that a socket is bound to.',
      remedy,
    });
  if (sockets.some(({ address, v6only }) => address === '::' && v6only === undefined))
    gaps.push({
      code: 'socket-details-unknown',
      subject: 'v6only',
      detail: 'Whether some sockets on :: take IPv4 too is not shown by this way of listing.',
      remedy,
    });
  if (supplement === undefined && platform !== 'win32' && platform !== 'darwin')
    gaps.push({
      code: 'sockets-not-listed',
      subject: 'udp',
      detail: 'No tool that lists UDP sockets could be run: they are missing here.',
      remedy:
        platform === 'linux' ? 'install iproute2 (ss) or net-tools (netstat)' : 'install netstat or sockstat',
    });
  gaps.push({
    code: 'sockets-not-listed',
    subject: 'sctp, udplite, raw',
    detail: 'The portable collector lists TCP and UDP sockets only: others are missing here.',
    remedy,
  });
  if (unusable.length > 0)
    gaps.push({
      code: 'sockets-not-listed',
      subject: unusable.map(({ why }) => why).join('; '),
      detail: `${unusable.length} listed ${unusable.length === 1 ? 'socket' : 'sockets'} could not be read: ${unusable.map(({ why }) => why).join('; ')}.`,
      remedy,
    });
  if (sockets.some(({ holders }) => holders.length === 0))
    gaps.push({
      code: 'owners-unreadable',
      subject: 'processes of other users',
      detail: 'Who holds some of the sockets is not known.',
      remedy: uid === 0 ? undefined : platform === 'win32' ? 'run as administrator' : 'run as root',
    });
  return gaps;
}
