import type { AddressFacts } from '../address-facts.js';
import { unicast } from './unicast.js';

/** ::ffff:0:0/96. */
export function v4Mapped(address: string, ipv4: string): AddressFacts {
  return {
    kind: 'v4-mapped',
    title: 'IPv4-mapped (::ffff:0:0/96)',
    standards: ['RFC 4291 §2.5.5.2', 'RFC 3493 §3.7'],
    summary: `${address} is the IPv4 address ${ipv4} in the form that an IPv6 socket has it; it never is on the wire.`,
    bind: [
      `An IPv6 socket on it takes IPv4 only, at ${ipv4}: to a client it is no different from one on ${ipv4}.`,
      'Rules for IPv4 decide over its packets.',
    ],
    source: [`The peer is the IPv4 host ${ipv4}, as a socket on :: that takes both families sees it.`],
    destination: [`A program that connects to it connects to ${ipv4} over IPv4.`],
    route: ['Not to be routed: packets with it on the wire are forged.'],
    interface: ['No interface has it.'],
    listing: [`Written as the socket has it; the connection is one of IPv4.`],
    systems: [{ system: 'OpenBSD', fact: 'has no such sockets.' }],
  };
}

const RARE: Readonly<Record<string, { title: string; standard: string; summary: string }>> = {
  '192.0.0.0/24': {
    title: 'IETF protocol assignments',
    standard: 'RFC 6890',
    summary: 'is set aside for protocols such as DS-Lite and NAT64 discovery.',
  },
  '192.88.99.0/24': {
    title: '6to4 relay anycast, no longer used',
    standard: 'RFC 7526',
    summary: 'was for relays of 6to4, which has been given up.',
  },
  '198.18.0.0/15': {
    title: 'Benchmarking',
    standard: 'RFC 2544',
    summary: 'is for measuring network devices in a laboratory.',
  },
  '240.0.0.0/4': {
    title: 'Reserved',
    standard: 'RFC 1112 §4',
    summary: 'is reserved; Linux uses it like any other address, most other systems refuse it.',
  },
  '::/96': {
    title: 'IPv4-compatible, deprecated',
    standard: 'RFC 4291 §2.5.5.1',
    summary: 'holds an IPv4 address in its last 32 bits; nothing uses such addresses any more.',
  },
  '64:ff9b::/96': {
    title: 'NAT64',
    standard: 'RFC 6052',
    summary: 'holds an IPv4 address in its last 32 bits, for a translator between IPv6 and IPv4.',
  },
  '64:ff9b:1::/48': {
    title: 'Local NAT64',
    standard: 'RFC 8215',
    summary: 'holds an IPv4 address for a translator inside the site.',
  },
  '100::/64': {
    title: 'Discard',
    standard: 'RFC 6666',
    summary: 'is for traffic that is to be thrown away.',
  },
  '2001::/32': {
    title: 'Teredo',
    standard: 'RFC 4380',
    summary: 'belongs to a host that tunnels IPv6 through IPv4 NAT.',
  },
  '2001::/23': {
    title: 'IETF protocol assignments',
    standard: 'RFC 2928',
    summary: 'is set aside for protocols of the IETF.',
  },
  '2002::/16': {
    title: '6to4',
    standard: 'RFC 3056',
    summary:
      'holds an IPv4 address in its bits 16 to 47, for an automatic tunnel that is hardly used any more.',
  },
  'fec0::/10': {
    title: 'Site-local, deprecated',
    standard: 'RFC 3879',
    summary: 'was for use inside a site; unique local addresses have taken its place.',
  },
};

/** Outside of 2000::/3 and of every block that has a use. */
export function unassigned(address: string): AddressFacts {
  return unicast(address, {
    kind: 'unassigned',
    title: 'Not assigned',
    standards: ['RFC 4291 §2.4'],
    summary: `${address} is in a block that has not been given to anyone.`,
    reach: 'No network leads to it.',
    source: 'A packet from it is forged.',
    destination: 'It goes nowhere.',
    route: 'Not to be routed.',
    interface: 'No interface should have it.',
  });
}

/** Blocks of the special-purpose registries that are seldom met. */
export const RARE_BLOCKS: readonly string[] = Object.keys(RARE);

/** An address in one of `RARE_BLOCKS`. */
export function rare(address: string, block: string): AddressFacts {
  const { title, standard, summary } = RARE[block] ?? {
    title: block,
    standard: 'RFC 6890',
    summary: 'is special.',
  };
  return unicast(address, {
    kind: 'special',
    title: `${title} (${block})`,
    standards: [standard],
    summary: `${address} ${summary}`,
    reach: 'Who reaches it depends on that special use.',
    source: 'Seldom seen; the registry of special-purpose addresses says what it is for.',
    destination: 'Seldom seen; the registry of special-purpose addresses says what it is for.',
    route: 'As its special use asks.',
    interface: 'As its special use asks.',
  });
}
