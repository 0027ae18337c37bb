import type { Interface, NamespaceFacts, Socket } from '../model/facts.js';
import { parseAddress } from '../net/address.js';
import { contains, type IpFamily } from '../net/address-set.js';
import { parseCidr } from '../net/cidr.js';
import { bindKind } from './scope.js';

/**
 * Names of the interfaces where a socket's address lives: the device it is bound to; for a wildcard every up interface
 * with an address of a family that it accepts; for a specific address its holders; none when nobody has it now.
 */
export function boundInterfaces(
  socket: Socket,
  accepts: readonly IpFamily[],
  namespace: NamespaceFacts,
): string[] {
  if (socket.device !== undefined) return [socket.device];
  const interfaces = namespace.interfaces ?? [];
  const address = socket.address.replace(/^::ffff:(?=\d+\.)/i, '');
  const holders = (holds: (candidate: Interface) => boolean) =>
    interfaces.filter(holds).map((candidate) => candidate.name);
  switch (bindKind(address)) {
    case 'unspecified':
      return holders(({ up, addresses }) => up && addresses.some((held) => accepts.includes(held.family)));
    case 'multicast': {
      const joined = (namespace.multicast ?? []).filter(({ group }) => group === address);
      return holders(({ name }) => joined.some(({ device }) => device === name));
    }
    default: {
      const found = holders(({ addresses }) =>
        addresses.some((held) => held.address === address || held.broadcast === address),
      );
      return found.length > 0 ? found : localRouteDevices(address, namespace);
    }
  }
}

/** Devices of the local routes that cover an address no interface carries: the rest of 127/8, AnyIP prefixes. */
function localRouteDevices(address: string, namespace: NamespaceFacts): string[] {
  const parsed = parseAddress(address);
  if (parsed === undefined) return [];
  const devices = (namespace.routes ?? []).flatMap((route) => {
    if (route.type !== 'local' || route.family !== parsed.family || route.device === undefined) return [];
    const covered = parseCidr(route.destination);
    return covered !== undefined && contains(covered, parsed.value) ? [route.device] : [];
  });
  return [...new Set(devices)];
}
