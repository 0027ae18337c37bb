import type { Protocol } from '../../../model/facts.js';
import type { Gap } from '../../../model/gap.js';
import type { ListedSocket } from './listed-socket.js';

/** The kernel modules with which sock_diag(7) lists each protocol. */
const MODULES: Readonly<Record<Protocol, string>> = {
  tcp: 'tcp_diag',
  udp: 'udp_diag',
  udplite: 'udp_diag',
  sctp: 'sctp_diag',
  dccp: 'dccp_diag',
  raw: 'raw_diag',
};

/**
 * What a listing leaves open: protocols that nothing listed, sockets whose bound device or IPV6_V6ONLY was not shown.
 * `askedKernel`: sock_diag(7) was asked and had no more to say.
 */
export function socketGaps(
  sockets: readonly ListedSocket[],
  unlisted: readonly Protocol[],
  askedKernel: boolean,
): Gap[] {
  const deviceless = protocolsOf(sockets.filter(({ deviceKnown }) => !deviceKnown));
  const undecided = protocolsOf(
    sockets.filter(
      ({ family, address, v6only }) => family === 'ipv6' && address === '::' && v6only === undefined,
    ),
  );
  const gaps: Gap[] = [];
  if (unlisted.length > 0) gaps.push(unlistedGap(unlisted));
  if (deviceless.length > 0)
    gaps.push({
      code: 'socket-details-unknown',
      subject: `bound devices of ${deviceless.join(', ')} sockets`,
      detail:
        'This way of listing does not show SO_BINDTODEVICE: a socket bound to a device looks as if it were not.',
      remedy: remedyFor(deviceless, askedKernel),
    });
  if (undecided.length > 0)
    gaps.push({
      code: 'socket-details-unknown',
      subject: `IPV6_V6ONLY of ${undecided.join(', ')} sockets`,
      detail: 'This way of listing does not show whether a socket on [::] takes IPv4 as well.',
      remedy: remedyFor(undecided, askedKernel),
    });
  return gaps;
}

function unlistedGap(unlisted: readonly Protocol[]): Gap {
  const subject = unlisted.join(', ');
  return {
    code: unlisted.includes('tcp') && unlisted.includes('udp') ? 'sockets-unreadable' : 'sockets-not-listed',
    subject,
    detail: `Neither sock_diag, ss nor /proc/net listed the ${subject} sockets, so that listeners may be missing.`,
    remedy: 'apt install iproute2, or mount /proc',
  };
}

function remedyFor(protocols: readonly Protocol[], askedKernel: boolean): string {
  const modules = [...new Set(protocols.map((protocol) => MODULES[protocol]))];
  return askedKernel
    ? `modprobe ${modules.join(' ')}`
    : 'install the koffi package for this system, or apt install iproute2';
}

function protocolsOf(sockets: readonly ListedSocket[]): Protocol[] {
  return [...new Set(sockets.map(({ protocol }) => protocol))];
}
