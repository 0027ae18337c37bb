import type { AddressFacts } from '../address-facts.js';

/** How far a multicast group reaches. RFC 2365, RFC 4291 §2.7. */
function multicastScope(address: string): string {
  if (address.startsWith('224.0.0.') || /^ff[0-9a-f]2:/.test(address))
    return 'It stays on the link: no router forwards it.';
  if (/^ff[0-9a-f]1:/.test(address)) return 'It stays inside this machine.';
  if (address.startsWith('239.') || /^ff[0-9a-f][3458]:/.test(address))
    return 'It stays inside the site that set it up.';
  return 'Routers forward it where multicast routing is set up, which on the internet is hardly anywhere.';
}

/** Groups that are often met (IANA's registries of multicast addresses), and what they are for. */
const GROUPS: Readonly<Record<string, string>> = {
  '224.0.0.1': 'all hosts of the link (RFC 1112)',
  '224.0.0.2': 'all routers of the link',
  '224.0.0.5': 'routers that speak OSPF (RFC 2328)',
  '224.0.0.18': 'routers that stand in for each other, VRRP (RFC 9568)',
  '224.0.0.22': 'routers that keep track of groups, IGMPv3 (RFC 9776)',
  '224.0.0.251': 'multicast DNS, by which names in .local are found (RFC 6762)',
  '224.0.0.252': 'LLMNR, by which Windows finds names (RFC 4795)',
  '224.0.1.1': 'time servers, NTP (RFC 5905)',
  '239.255.255.250': 'SSDP, by which UPnP devices are found',
  'ff02::1': 'all hosts of the link',
  'ff02::2': 'all routers of the link',
  'ff02::c': 'SSDP, by which UPnP devices are found',
  'ff02::16': 'routers that keep track of groups, MLDv2 (RFC 9777)',
  'ff02::fb': 'multicast DNS, by which names in .local are found (RFC 6762)',
  'ff02::1:2': 'DHCPv6 servers and relays (RFC 9915)',
  'ff02::1:3': 'LLMNR, by which Windows finds names (RFC 4795)',
};

/** 224.0.0.0/4 and ff00::/8. */
export function multicast(address: string): AddressFacts {
  const isIpv6 = address.includes(':');
  return {
    kind: 'multicast',
    title: `Multicast (${isIpv6 ? 'ff00::/8' : '224.0.0.0/4'})`,
    standards: isIpv6 ? ['RFC 4291 §2.7', 'RFC 7346'] : ['RFC 1112', 'RFC 5771'],
    summary: `${address} names a group of hosts, not a host${GROUPS[address] === undefined ? '' : `: ${GROUPS[address]}`}. ${multicastScope(address)}`,
    bind: [
      'A UDP server on it receives only what is sent to this group, and only after it has joined the group on an interface.',
      'TCP has no use for it: Linux refuses to connect to it (network is unreachable).',
      'Several programs can share it with SO_REUSEADDR; each gets a copy.',
    ],
    source: ['No packet may come from it: Linux drops those that do.'],
    destination: [
      'It reaches every host that has joined the group, as far as the scope goes.',
      ...(isIpv6 && /^ff[0-9a-f]2:/.test(address)
        ? ['Which link is meant has to be said: ping ff02::1%eth0, or IPV6_MULTICAST_IF.']
        : []),
    ],
    route: ['The route decides by which interface a packet to the group leaves.'],
    interface: [
      'Interfaces do not have group addresses: programs join groups on them (ip maddr shows which).',
    ],
    listing: ['In the local column of a UDP socket it is the one group whose packets the socket takes.'],
    systems: [
      { system: 'Windows', fact: 'does not let a socket bind to a group: servers bind to 0.0.0.0 and join.' },
    ],
  };
}

/** 255.255.255.255, or the broadcast address of a network of this host. */
export function broadcast(address: string): AddressFacts {
  const isLimited = address === '255.255.255.255';
  return {
    kind: 'broadcast',
    title: isLimited ? 'Limited broadcast' : 'Broadcast address of a network here',
    standards: isLimited
      ? ['RFC 919 §7', 'RFC 1122 §3.2.1.3 (c)', 'RFC 6890']
      : ['RFC 919', 'RFC 1122 §3.2.1.3 (d)', 'RFC 2644'],
    summary: `${address} means every host on ${isLimited ? 'this link' : 'that network'}.`,
    bind: [
      'A UDP server on it receives only what is sent to this address; one on 0.0.0.0 receives broadcasts as well as what is for the host alone.',
      'TCP has no use for it: Linux refuses to connect to it (network is unreachable).',
    ],
    source: ['No packet may come from it.'],
    destination: [
      isLimited
        ? 'It goes to every neighbour on one link, and no router forwards it.'
        : 'It goes to every host of that network; routers do not forward it from elsewhere (RFC 2644).',
      'A program must ask for it (SO_BROADCAST).',
    ],
    route: ['Linux keeps broadcast addresses in its local table.'],
    interface: [
      isLimited
        ? 'No interface has it as its own.'
        : 'No interface has it as its own: ip address shows it behind brd. Other networks may have another last address: the prefix length decides.',
    ],
    listing: [
      'In the local column of a UDP socket it is a server for broadcasts alone, such as one of DHCP or Wake-on-LAN.',
    ],
    systems: [],
  };
}
