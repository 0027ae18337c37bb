import type { AddressFacts } from '../address-facts.js';
import { RARE_BLOCKS } from './rare-blocks.js';
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

/** An address in one of `RARE_BLOCKS`. */
export function rare(address: string, block: string): AddressFacts {
  const of = RARE_BLOCKS[block];
  if (of === undefined) throw new TypeError(`no such block: ${block}`);
  return unicast(address, {
    kind: 'special',
    title: `${of.title} (${block})`,
    standards: of.standard === 'RFC 6890' ? [of.standard] : [of.standard, 'RFC 6890'],
    summary: of.summary(address),
    reach: of.reach ?? 'No ordinary host of the internet is there to reach it.',
    source: of.source ?? 'No ordinary peer has it: look where the packet really comes from.',
    destination:
      of.destination ?? 'No ordinary host has it: it reaches nothing, or what its special use says.',
    route: of.route ?? 'Not to be routed, unless its special use asks for it.',
    interface: of.interface ?? 'No ordinary host has it.',
  });
}
