import type { Audience } from '../model/listener.js';

/** An audience as the subject of a sentence, in lower case. */
export const AUDIENCE_NAMES: Readonly<Record<Audience, string>> = {
  'this-host': 'programs on this machine',
  containers: 'containers',
  vpn: 'VPN peers',
  'local-network': 'the local network',
  'private-networks': 'private networks beyond the router',
  internet: 'the internet',
};
