import type { Gap } from '../../../../model/gap.js';
import type { OtherFamily } from '../../../../model/other-socket.js';
import type { HostIo } from '../../../host-io.js';
import type { Place } from '../../namespaces/places.js';
import { PROC_NET } from '../../system/proc-net.js';
import type { ListedOther } from './listed-other.js';
import { readPacket } from './read-packet.js';
import { readUnix } from './read-unix.js';
import { readVsock } from './read-vsock.js';
import type { AccessReader } from './unix-access.js';

export interface OtherListing {
  readonly sockets: readonly ListedOther[];
  readonly gaps: readonly Gap[];
}

/** The sockets of `families` in one namespace. To be called inside. */
export function readOtherFamilies(
  { io, netlink }: Place,
  families: readonly OtherFamily[],
  access: AccessReader,
  deviceOf: (index: number) => string | undefined,
): OtherListing {
  const listings = families.map((family) => ({ family, found: listed(family) }));
  return {
    sockets: listings.flatMap(({ found }): readonly ListedOther[] => found ?? []),
    gaps: listings.flatMap(({ family, found }) => (found === undefined ? [notListed(family)] : [])),
  };

  function listed(family: OtherFamily): readonly ListedOther[] | undefined {
    switch (family) {
      case 'unix':
        return readUnix(io, netlink, access);
      case 'packet':
        return readPacket(io, deviceOf);
      case 'vsock':
        return isVsockLoaded(io) ? readVsock(netlink) : [];
      default:
        return family satisfies never;
    }
  }
}

/** Without its module nobody can have such a socket. */
function isVsockLoaded(io: HostIo): boolean {
  const protocols = io.readText(`${PROC_NET}/protocols`);
  return !protocols.ok || protocols.value.includes('AF_VSOCK');
}

function notListed(family: OtherFamily): Gap {
  return {
    code: 'sockets-not-listed',
    subject: `${family} sockets`,
    detail: `The kernel does not list the sockets of ${family} here.`,
    remedy: family === 'vsock' ? 'modprobe vsock_diag' : undefined,
  };
}
