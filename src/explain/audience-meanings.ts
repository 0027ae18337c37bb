import type { Exposure } from '../model/listener.js';

/** Who each audience is, for readers who meet the word for the first time. */
export const AUDIENCE_MEANINGS: Readonly<Record<Exposure, string>> = {
  internet:
    'Anybody with a globally routable address, where the address that they dial is globally routable too. What stands in front of this host, such as the rules of a provider or a router, cannot be seen from here.',
  'private-networks': 'Private addresses beyond a router: other networks of the same site or company.',
  'local-network': 'Neighbours on the same link, without a router between.',
  vpn: 'Whoever comes in by a tunnel: WireGuard, tun, other tap devices, ppp, Tailscale.',
  containers:
    'Containers and virtual machines on the bridges of this host, and what is behind the tap device of a rootless container.',
  'this-host': 'Programs on this host itself.',
  none: 'Nobody, not even this host.',
};
