import type { AddressFacts } from '../address-facts.js';
import { unicast } from './unicast.js';

/** 169.254.0.0/16. */
export function linkLocalIpv4(address: string): AddressFacts {
  return unicast(address, {
    kind: 'link-local',
    title: 'Link-local (169.254.0.0/16)',
    standards: ['RFC 3927', 'RFC 6890'],
    summary: `${address} is good on one link only; hosts give themselves such addresses when no DHCP server answers.`,
    reach: 'Only neighbours on the same link reach it: no router forwards it.',
    source: 'The peer is a neighbour on the same link.',
    destination:
      'It reaches a neighbour on the same link. In clouds 169.254.169.254 is the metadata service of the machine.',
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
        ? 'Without a zone it is ambiguous: the same address may exist on every link. Write fe80::1%eth0, with the interface after the percent sign.'
        : `It reaches a neighbour, or this host, on the link of ${zone}.`,
    route: 'Every IPv6 interface has fe80::/64 on-link; never by a router.',
    interface: 'Every interface with IPv6 has one by itself.',
    systems: [{ system: 'Windows', fact: 'writes the zone as a number: fe80::1%12.' }],
  });
  return {
    ...facts,
    bind: [
      'A server on a link-local address is bound to one link: it answers on the interface of its zone only, even on Linux.',
      ...facts.bind.slice(1),
    ],
    systems: facts.systems.slice(2),
  };
}
