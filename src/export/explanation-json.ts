import type { AddressExplanation } from '../explain/address/explain-address.js';
import type { NetworkExplanation } from '../explain/address/network/explain-network.js';
import { reachDocument } from './json.js';

/** The document that `explain ADDRESS --json` prints. */
export function addressDocument({ here, port, ...facts }: AddressExplanation): object {
  return { schema_version: 1, ...facts, here: hereDocument(here), port: portDocument(port) };
}

/** The document that `explain NETWORK --json` prints. */
export function networkDocument({ here, ...facts }: NetworkExplanation): object {
  return { schema_version: 1, kind: 'network', ...facts, here: networkHereDocument(here) };
}

function hereDocument(here: AddressExplanation['here']): object | null {
  if (here === undefined) return null;
  return {
    hostname: here.hostname,
    platform: here.platform,
    interfaces: here.interfaces,
    elsewhere: here.elsewhere,
    is_local: here.isLocal ?? null,
    route: here.route ?? null,
    dialled: here.dialled ?? null,
    stands_for: here.standsFor,
    stands_for_ipv4_too: here.standsForIpv4Too,
    first_of: here.firstOf ?? null,
    broadcast_of: here.broadcastOf ?? null,
    zones: here.zones,
    joined: here.joined ?? null,
    bound: here.bound,
    answering: here.answering,
    reached: here.reached.certainly,
    perhaps_reached: here.reached.perhaps,
  };
}

function portDocument(port: AddressExplanation['port']): object | null {
  if (port === undefined) return null;
  const answers = port.answers.map(({ isForward, reach, ...answer }) => ({
    ...answer,
    forward: isForward,
    reach: reach.map(reachDocument),
  }));
  return {
    number: port.number,
    answers,
    elsewhere: port.elsewhere,
    in_other_namespaces: port.inOtherNamespaces,
  };
}

function networkHereDocument(here: NetworkExplanation['here']): object | null {
  if (here === undefined) return null;
  return {
    hostname: here.hostname,
    platform: here.platform,
    addresses: here.addresses,
    bound: here.bound,
    answering: here.answering,
    routes: here.routes ?? null,
    reached: here.reached,
    perhaps_reached: here.perhapsReached,
  };
}
