import { firstFew } from '../../sentence.js';
import type { Section } from '../section.js';
import type { NetworkExplanation } from './explain-network.js';
import type { NetworkHere } from './network-here.js';

/** Ids and routes that a line can name before it is a list to scroll. */
const MANY = 8;

/** The explanation as sections of sentences, the ones about the host first. */
export function networkSections(explanation: NetworkExplanation): readonly Section[] {
  const { bind, source, destination, route, here } = explanation;
  const sections: Section[] = [
    {
      title: here?.isListing ? 'In the listing' : 'On this host',
      lines: here === undefined ? [] : hereLines(here),
    },
    { title: 'To listen on', lines: bind },
    { title: 'To connect to', lines: destination },
    { title: 'As a source', lines: source },
    { title: 'In a routing table', lines: route },
    { title: 'On an interface', lines: explanation.interface },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function hereLines({
  isListing,
  addresses,
  bound,
  answering,
  routes,
  reached,
  perhapsReached,
}: NetworkHere): string[] {
  const others = answering.filter((id) => !bound.includes(id));
  return [
    ...(isListing
      ? ['Interfaces and routes are not known: only what is bound in it can be told.']
      : [heldLine(addresses)]),
    ...named('Bound to an address in it', bound, 'listener'),
    ...named(bound.length > 0 ? 'Also answering there' : 'Answering there', others, 'listener'),
    ...(routes === undefined ? [] : routeLines(routes)),
    ...named('Peers in it reach', reached, 'listener'),
    ...named('Peers in it may reach', perhapsReached, 'listener'),
  ];
}

function heldLine(addresses: readonly string[]): string {
  return addresses.length === 0
    ? 'None of the addresses of this host is in it.'
    : `Addresses of this host in it: ${firstFew(addresses, MANY, 'address')}.`;
}

function routeLines(routes: readonly string[]): string[] {
  return routes.length === 0 ? ['No route leads there.'] : named('Routes that lead there', routes, 'route');
}

function named(what: string, words: readonly string[], noun: string): string[] {
  return words.length === 0 ? [] : [`${what}: ${firstFew(words, MANY, noun)}.`];
}
