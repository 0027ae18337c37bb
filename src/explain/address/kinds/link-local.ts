import type { AddressFacts } from '../address-facts.js';
import { unicast } from './unicast.js';

const METADATA = '169.254.169.254';

/** 169.254.0.0/16. */
export function linkLocalIpv4(address: string): AddressFacts {
  return unicast(address, {
    kind: 'link-local',
    title: 'Link-local (169.254.0.0/16)',
    standards: ['RFC 3927', 'RFC 6890'],
    summary:
      address === METADATA
        ? `${address} is a link-local address at which clouds tell a virtual machine about itself (the metadata service).`
        : `${address} is good on one link only; hosts give themselves such addresses when no DHCP server answers.`,
    reach: 'Only neighbours on the same link reach it: no router forwards it.',
    source: 'The peer is a neighbour on the same link.',
    destination:
      address === METADATA
        ? 'In a cloud it reaches the metadata service, which may hand out credentials: every program here can ask it.'
        : `It reaches a neighbour on the same link. In clouds ${METADATA} is the metadata service of the machine.`,
    route: 'On-link only; never by a router.',
    interface: 'On an interface it usually says that DHCP has failed.',
  });
}

/** fe80::/10, with the zone it was written with. */
export function linkLocalIpv6(address: string, zone: string | undefined): AddressFacts {
  const facts = unicast(address, {
    kind: 'link-local',
    title: 'Link-local (fe80::/10)',
    standards: ['RFC 4291 §2.5.6', 'RFC 4007'],
    summary: `${address} is good on one link only; every IPv6 interface has such an address.`,
    reach: 'Only neighbours on that link reach it: no router forwards it.',
    source: 'The peer is a neighbour on the same link.',
    destination:
      zone === undefined
        ? `Without a zone it is ambiguous: the same address may exist on every link, and Linux refuses to connect. Write ${address}%eth0, with the interface after the percent sign.`
        : `It reaches a neighbour, or this host, on the link of ${zone}.`,
    route: 'Every IPv6 interface has fe80::/64 on-link; never by a router.',
    interface: 'Every interface with IPv6 has one by itself.',
    systems: [{ system: 'Windows', fact: `writes the zone as a number: ${address}%12.` }],
  });
  return {
    ...facts,
    bind: [
      zone === undefined
        ? `A server cannot be bound to it without its zone: Linux says invalid argument. With one, ${address}%eth0, it answers on the link of eth0 only, even on Linux.`
        : `A server on it is bound to one link: it answers on ${zone} only, even on Linux.`,
      facts.bind[1] ?? '',
      ...facts.bind.slice(3),
    ],
    systems: facts.systems.slice(2),
  };
}
