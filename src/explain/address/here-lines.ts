import { isLoopback } from '../addresses.js';
import { firstFew, joinWords } from '../sentence.js';
import type { Here } from './here/here.js';

/** Ids that a line can name before it is a list to scroll. */
const MANY = 8;

/** What the host at hand makes of an address, sentence by sentence. */
export function hereLines(address: string, here: Here): string[] {
  return [
    ...whoseLines(address, here),
    ...wayLines(here),
    ...standingLines(here),
    ...(here.bound.length > 0 ? [`Bound to it: ${ids(here.bound)}.`] : []),
    ...otherLines(address, here),
    ...reachedLines(here),
    ...(here.bound.length === 0 && here.answering.length === 0 && here.isLocal
      ? ['Nothing here answers at it.']
      : []),
  ];
}

/** Who answers at it without being bound to it. */
function otherLines(address: string, { bound, answering, isListing }: Here): string[] {
  const others = answering.filter((id) => !bound.includes(id));
  if (others.length === 0) return [];
  // A listing does not say which addresses its host has, loopback ones apart.
  if (isListing && !isLoopback(address))
    return [`If its host has the address, these may answer there: ${ids(others)}.`];
  return [`${bound.length > 0 ? 'Also answering' : 'Answering'} there: ${ids(others)}.`];
}

function reachedLines({ reached: { certainly, perhaps } }: Here): string[] {
  return [
    ...(certainly.length > 0 ? [`A peer that has it reaches here: ${ids(certainly)}.`] : []),
    ...(perhaps.length > 0 ? [`A peer that has it may reach here: ${ids(perhaps)}.`] : []),
  ];
}

/** Whose address it is, as far as that can be known. */
function whoseLines(address: string, here: Here): string[] {
  const { interfaces, elsewhere, isLocal, firstOf, broadcastOf, dialled, zones } = here;
  if (here.isListing) return ['Interfaces and routes are not known: only what is bound to it can be told.'];
  if (interfaces.length > 0) return [`${address} is an address of ${joinWords(interfaces)}.`];
  if (dialled !== undefined) return [`A program here that connects to it talks to ${dialled}.`];
  if (elsewhere.length > 0)
    return [
      `${address} is an address of ${joinWords(elsewhere)}, on this machine but not in this network namespace.`,
    ];
  if (broadcastOf !== undefined) return [`It is the broadcast address of ${broadcastOf}.`];
  if (here.destination.isForMany) return groupLines(address, here);
  if (isLocal) return ['No interface has it, but a local route delivers it here.'];
  if (firstOf !== undefined)
    return [`It is the first address of ${firstOf}, the network's own: by custom no host has it.`];
  if (zones.length > 0)
    return [
      `Which link is meant is not said: ${joinWords(
        zones.map((zone) => `${address}%${zone}`),
        'or',
      )}.`,
    ];
  if (isLocal === undefined) return ['Whether it is an address of this host could not be learned.'];
  if (here.route === undefined) return ['It is not an address of this host, and no route leads there.'];
  return ['It is not an address of this host.'];
}

function groupLines(address: string, { joined }: Here): string[] {
  if (joined === undefined || address === '255.255.255.255') return [];
  return joined.length === 0
    ? ['Nobody here has joined the group.']
    : [`Joined here on ${joinWords(joined)}.`];
}

function wayLines({ route, routeDevice, hasPolicyRules, destination, zones }: Here): string[] {
  if (route === undefined || zones.length > 0) return [];
  const rules = hasPolicyRules ? ['Rules of ip rule may choose another way.'] : [];
  // To a group or a broadcast address no router passes anything on: of the route only the interface counts.
  if (destination.isForMany && routeDevice !== undefined)
    return [`What is sent to it leaves by ${routeDevice}.`, ...rules];
  return [`The way there: ${route}.`, ...rules];
}

function standingLines({ standsFor, standsForIpv4Too }: Here): string[] {
  return [
    ...(standsFor.length > 0 ? [`A server on it answers here at ${standsFor.join(', ')}.`] : []),
    ...(standsForIpv4Too.length > 0
      ? [`Where it takes IPv4 too, also at ${standsForIpv4Too.join(', ')}.`]
      : []),
  ];
}

function ids(listeners: readonly string[]): string {
  return firstFew(listeners, MANY, 'listener');
}
