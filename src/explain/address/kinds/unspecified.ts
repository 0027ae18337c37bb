import type { AddressFacts } from '../address-facts.js';

/** 0.0.0.0: INADDR_ANY, RFC 1122 §3.2.1.3 (a). */
export const ANY_IPV4: AddressFacts = {
  kind: 'unspecified',
  title: 'Any address (unspecified)',
  standards: ['RFC 1122 §3.2.1.3 (a)', 'RFC 6890'],
  summary:
    'As a place to listen, 0.0.0.0 stands for every IPv4 address of the host; in most other places it stands for none.',
  bind: [
    'A server on 0.0.0.0 answers at every IPv4 address that this host has or will have, 127.0.0.1 included (INADDR_ANY).',
    'That alone does not let everyone in: routes decide whose packets get here, then come firewalls, the access lists of the server and tcp wrappers.',
  ],
  source: [
    'A host sends from 0.0.0.0 only while it does not know its own address yet, as a DHCP client does (RFC 2131).',
  ],
  destination: [
    'No standard says what sending to 0.0.0.0 means, and nothing is ever sent to "all interfaces".',
    'Linux and macOS take it for this host: a connection to 0.0.0.0:631 reaches what listens on port 631 here, coming from 127.0.0.1.',
  ],
  route: [
    'Only together with the prefix length 0 (0.0.0.0/0, netmask 0.0.0.0) is it the default route: the way for every destination that no other route knows.',
    'In the gateway column of route -n it says that no gateway is needed: the destination is a neighbour.',
  ],
  interface: ['No interface can have it, nor anything else of 0.0.0.0/8 ("this network").'],
  listing: [
    'In the local column the socket listens on all IPv4 addresses.',
    'In the foreign column (0.0.0.0:0, 0.0.0.0:*, *:*) it means any peer: the row is a listener waiting, not a connection.',
  ],
  systems: [
    {
      system: 'Windows',
      fact: 'refuses to connect to it: the requested address is not valid in its context (WSAEADDRNOTAVAIL).',
    },
    { system: 'macOS', fact: 'connects to this host, and prints it as * in netstat (*.631).' },
    {
      system: 'FreeBSD',
      fact: 'connects to this host up to release 14; since 15 only where net.inet.ip.connect_inaddr_wild is on.',
    },
  ],
};

/** ::, RFC 4291 §2.5.2. */
export const ANY_IPV6: AddressFacts = {
  kind: 'unspecified',
  title: 'Any address (unspecified)',
  standards: ['RFC 4291 §2.5.2', 'RFC 3493 §5.3'],
  summary:
    'As a place to listen, :: stands for every IPv6 address of the host, and often for every IPv4 address too.',
  bind: [
    'A server on :: answers at every IPv6 address of this host, ::1 included.',
    'Unless IPV6_V6ONLY is set on it, it takes IPv4 as well, and sees such peers as ::ffff:a.b.c.d. Rules for IPv4 then decide over them, not rules for IPv6.',
    'As with 0.0.0.0, routes and firewalls decide who gets that far.',
  ],
  source: [
    'A host sends from :: only while it checks whether an address is free (duplicate address detection).',
  ],
  destination: [
    'It is no valid destination (RFC 4291). Linux and macOS take it for this host, as ::1; nothing is ever sent to "all interfaces".',
  ],
  route: ['Only together with the prefix length 0 (::/0) is it the default route.'],
  interface: ['No interface can have it.'],
  listing: [
    'ss writes * for a socket that takes both families and [::] for one that takes IPv6 alone; netstat on Linux writes ::: followed by the port for both.',
    'In the foreign column ([::]:0, :::*, *.*) it means any peer: the row is a listener.',
  ],
  systems: [
    { system: 'Linux', fact: 'lets it take IPv4 too by default (net.ipv6.bindv6only=0).' },
    {
      system: 'Windows',
      fact: 'keeps IPv4 out by default: a program has to ask for both. It refuses to connect to it.',
    },
    { system: 'OpenBSD', fact: 'never lets one socket take both.' },
    {
      system: 'macOS and FreeBSD',
      fact: 'write tcp46 in netstat where it takes both; FreeBSD keeps IPv4 out by default.',
    },
  ],
};

/** The rest of 0.0.0.0/8. */
export const THIS_NETWORK: AddressFacts = {
  kind: 'this-network',
  title: '"This network" (0.0.0.0/8)',
  standards: ['RFC 1122 §3.2.1.3 (b)', 'RFC 6890'],
  summary: 'Not an address that a host can have: the block stands for "this network".',
  bind: ['No server can be bound to it while no interface has it, and none should.'],
  source: ['Not valid on the wire, but not everything drops it.'],
  destination: ['Not valid on the wire. Nothing makes it mean this host: that is 0.0.0.0 alone.'],
  route: ['Not to be routed. 0.0.0.0/0, the default route, is another thing.'],
  interface: ['No interface should have it.'],
  listing: [],
  systems: [
    {
      system: 'Linux',
      fact: 'treats addresses of this block, 0.0.0.0 itself apart, like any others since 5.3: they can be given to interfaces, and packets with them are taken.',
    },
    { system: 'Windows, macOS and the BSDs', fact: 'refuse them.' },
  ],
};
