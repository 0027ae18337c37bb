import type { AddressFacts } from '../address-facts.js';

interface Unicast {
  readonly kind: string;
  readonly title: string;
  readonly standards: readonly string[];
  readonly summary: string;
  /** Whom a server there can be reached by, before any firewall. */
  readonly reach: string;
  readonly source: string;
  readonly destination: string;
  readonly route: string;
  readonly interface: string;
  readonly systems?: AddressFacts['systems'];
}

/** Facts that hold of every address that an interface can have, and those of one kind of them. */
export function unicast(address: string, of: Unicast): AddressFacts {
  return {
    kind: of.kind,
    title: of.title,
    standards: of.standards,
    summary: of.summary,
    bind: [
      `A server on ${address} answers at this address only: not at 127.0.0.1, and not at the host's other addresses.`,
      of.reach,
      'By which interface a client comes in does not matter on Linux, unless the socket is bound to a device too (SO_BINDTODEVICE).',
      'While no interface has the address, nobody reaches a server bound to it (a stale lease, a virtual address that is elsewhere now, IP_FREEBIND).',
    ],
    source: [of.source],
    destination: [of.destination],
    route: [of.route],
    interface: [of.interface],
    listing: [],
    systems: [
      {
        system: 'Linux',
        fact: `accepts packets for any of its addresses by any interface (weak host model): the address decides, not the way in. It may even sit on lo alone (${address}/${address.includes(':') ? 128 : 32}) and be reached from outside.`,
      },
      {
        system: 'Windows',
        fact: 'accepts packets for an address only by the interface that has it (strong host model).',
      },
      ...(of.systems ?? []),
    ],
  };
}

/** 10/8, 172.16/12, 192.168/16. */
export function privateIpv4(address: string, block: string): AddressFacts {
  return unicast(address, {
    kind: 'private',
    title: `Private (${block})`,
    standards: ['RFC 1918', 'RFC 6890'],
    summary: `${address} is for use inside a site: the same address exists in countless networks, and the internet does not route it.`,
    reach:
      'The internet reaches it only where a router forwards to it (port forwarding, a load balancer, a VPN).',
    source: 'The peer is in this site, behind the same VPN, or a container; from the internet it is forged.',
    destination: 'It reaches whoever has it in this site, which may be another host than one thinks of.',
    route: 'Belongs in routing tables of the site alone.',
    interface: 'Usual for hosts behind a router, containers and virtual machines.',
  });
}

/** 100.64.0.0/10. */
export function sharedIpv4(address: string): AddressFacts {
  return unicast(address, {
    kind: 'shared',
    title: 'Shared (100.64.0.0/10)',
    standards: ['RFC 6598', 'RFC 6890'],
    summary: `${address} lies between a provider and its customers (carrier-grade NAT), or belongs to an overlay such as Tailscale.`,
    reach: 'The internet does not route it; neighbours in the provider network or the overlay can reach it.',
    source: 'The peer is in the provider network or the overlay, not on the internet.',
    destination: 'It reaches a host of the provider network or the overlay that this host is in.',
    route: 'Belongs in routing tables of the provider or the overlay alone.',
    interface:
      'On a tunnel such as tailscale0 it is the address in the overlay; on a modem it means that NAT stands before this host.',
  });
}

/** fc00::/7. */
export function uniqueLocal(address: string): AddressFacts {
  return unicast(address, {
    kind: 'unique-local',
    title: 'Unique local (fc00::/7)',
    standards: ['RFC 4193', 'RFC 6890'],
    summary: `${address} is for use inside a site, like private IPv4 addresses, but with a random prefix that makes it unique.`,
    reach: 'The internet does not route it; the site and its VPNs can reach it.',
    source:
      'The peer is in this site or behind a VPN. Linux does not drop one that is forged: only rules do.',
    destination: 'It reaches whoever has it in this site.',
    route: 'Belongs in routing tables of the site alone.',
    interface: 'An interface often has one beside a global address.',
  });
}

/** Documentation blocks. */
export function documentation(address: string, block: string, standard: string): AddressFacts {
  return unicast(address, {
    kind: 'documentation',
    title: `Documentation (${block})`,
    standards: [standard, 'RFC 6890'],
    summary: `${address} is for examples in texts; no real network has it.`,
    reach: 'No network outside a laboratory leads to it.',
    source: 'A real packet from it is forged or from a laboratory.',
    destination: 'It goes nowhere: networks filter it.',
    route: 'Not to be routed.',
    interface: 'Only in examples and laboratories.',
  });
}

/** Everything globally routable. */
export function globalUnicast(address: string): AddressFacts {
  return unicast(address, {
    kind: 'global',
    title: 'Globally routable',
    standards: ['RFC 6890'],
    summary: `${address} is unique on the internet.`,
    reach: 'Everyone on the internet can reach it, as far as routers and firewalls on the way let them.',
    source: 'The peer, or the router that does NAT for it, is on the internet.',
    destination: 'It reaches the host that has it, or the nearest of several that share it (anycast).',
    route: 'Reached by the default route, unless a closer one is known.',
    interface: 'An interface with it stands on the internet without NAT.',
  });
}
