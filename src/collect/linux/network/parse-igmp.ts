import type { MulticastMembership } from '../../../model/multicast.js';
import { formatAddress } from '../../../net/address.js';

/** The groups in /proc/net/igmp: a line for each device, and below it an indented one for each group. */
export function parseIgmp(text: string): MulticastMembership[] {
  const memberships: MulticastMembership[] = [];
  let device = '';
  for (const line of text.split('\n').slice(1)) {
    const found = /^\t+([0-9A-F]{8}) +(\d+) /.exec(line);
    if (found === null) {
      // A name of ten characters and more is followed by the colon at once; no name has one.
      device = /^\d+\t([^\s:]+)/.exec(line)?.[1] ?? device;
    } else {
      // The address as it lies in memory, printed as a number of the host.
      const value = Buffer.from(found[1] ?? '', 'hex').readUInt32LE();
      memberships.push({
        family: 'ipv4',
        device,
        group: formatAddress('ipv4', value),
        users: Number(found[2]),
      });
    }
  }
  return memberships;
}

/** The groups in /proc/net/igmp6: index, device, group and counters on one line. */
export function parseIgmp6(text: string): MulticastMembership[] {
  return text.split('\n').flatMap((line) => {
    const [, device, group, users] = /^\d+\s+(\S+)\s+([0-9a-f]{32})\s+(\d+) /.exec(line) ?? [];
    if (device === undefined || group === undefined) return [];
    const address = formatAddress('ipv6', BigInt(`0x${group}`));
    return [{ family: 'ipv6' as const, device, group: address, users: Number(users) }];
  });
}
