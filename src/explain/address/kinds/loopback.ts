import type { AddressFacts } from '../address-facts.js';

const PRIVACY =
  'That is as private as the machine: every local user, every container on the host network, every page in a local browser, and any proxy or tunnel here that forwards to it still gets there.';

/** An address of 127.0.0.0/8. */
export function loopbackIpv4(address: string): AddressFacts {
  const isFirst = address === '127.0.0.1';
  const isEdge = address === '127.0.0.0' || address === '127.255.255.255';
  return {
    kind: 'loopback',
    title: isFirst ? 'Loopback' : isEdge ? `Loopback block's ${edgeName(address)}` : 'Loopback, one of many',
    standards: ['RFC 1122 §3.2.1.3 (g)', 'RFC 6890'],
    summary: isEdge
      ? `${address} is the ${edgeName(address)} of 127.0.0.0/8; the addresses between 127.0.0.1 and 127.255.255.254 are for use.`
      : `${address} is this machine talking to itself; such packets never belong on a network.`,
    bind: [
      isFirst
        ? 'A server on 127.0.0.1 answers at 127.0.0.1 only, to programs of this machine.'
        : `A server on ${address} answers at ${address} and nowhere else: not at 127.0.0.1, and not at localhost, which names 127.0.0.1 and ::1.`,
      ...(address === '127.255.255.255' ? [BROADCAST_ON_LO] : []),
      'All of 127.0.0.0/8 is on the same interface, but each address is one of its own: many servers can hold the same port, each on another loopback address, all of them for this machine only.',
      PRIVACY,
    ],
    source: [
      isFirst
        ? 'Local clients of loopback addresses come from 127.0.0.1 unless they choose another.'
        : 'Linux sends to it from 127.0.0.1, the preferred source of the local route, unless the client chooses another.',
      'Coming in by another interface than lo, a packet with it as source or destination is a martian: Linux drops it unless route_localnet is on there.',
    ],
    destination: [
      isFirst
        ? 'It reaches what listens here on 127.0.0.1 or on all addresses.'
        : `It reaches what listens here on ${address} or on all addresses: a server on 0.0.0.0 makes it look as if ${address} and 127.0.0.1 were the same.`,
      'Firewall rules for lo apply: one that rejects 127.0.0.1 also eats the replies and errors that a local test waits for; a server on another loopback address keeps the two apart.',
    ],
    route: ['Linux has the whole block as a local route on lo; it must never be routed to a network.'],
    interface: [
      'lo has 127.0.0.1/8. The other 16,777,213 usable addresses, up to 127.255.255.254, need no set-up on Linux; 127.0.0.0 and 127.255.255.255 are the network and the broadcast address of the block.',
    ],
    listing: [
      'In the local column only this machine can connect; in the foreign column the peer is a program here.',
    ],
    systems: [
      { system: 'Linux', fact: 'answers on all of 127.0.0.0/8.' },
      { system: 'Windows', fact: 'answers on all of 127.0.0.0/8.' },
      {
        system: 'macOS and the BSDs',
        fact: `have 127.0.0.1 only${isFirst ? '' : `; first: ifconfig lo0 alias ${address}`}.`,
      },
    ],
  };
}

const BROADCAST_ON_LO =
  'As a broadcast address it takes datagrams alone: Linux refuses a TCP connection to it (network is unreachable).';

function edgeName(address: string): string {
  return address === '127.0.0.0' ? 'network address' : 'broadcast address';
}

/** ::1, RFC 4291 §2.5.3. */
export const LOOPBACK_IPV6: AddressFacts = {
  kind: 'loopback',
  title: 'Loopback',
  standards: ['RFC 4291 §2.5.3'],
  summary: '::1 is this machine talking to itself. IPv6 has this one loopback address, not a block of them.',
  bind: [
    'A server on ::1 answers at ::1 only, to programs of this machine. It does not answer at 127.0.0.1.',
    PRIVACY,
  ],
  source: ['Local clients of ::1 come from ::1. From outside it is always dropped, whatever is set.'],
  destination: ['It reaches what listens here on ::1 or on ::. The name localhost may lead here first.'],
  route: ['A local route on lo; never to be routed to a network. No setting lets it in from outside.'],
  interface: ['lo has ::1/128.'],
  listing: ['Written [::1]:631 by ss and Windows, ::1:631 by netstat on Linux, ::1.631 by the BSDs.'],
  systems: [
    { system: 'macOS and Windows', fact: 'have it as well, and try it for localhost before 127.0.0.1.' },
    { system: 'Linux', fact: 'has none where IPv6 is off (net.ipv6.conf.lo.disable_ipv6).' },
  ],
};
