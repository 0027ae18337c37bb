import { isLoopback } from '../addresses.js';
import { firstFew, joinWords } from '../sentence.js';
import type { Answer, PortAnswers } from './answers.js';
import type { AddressExplanation } from './explain-address.js';
import type { Here } from './here.js';
import type { Section } from './section.js';

/** Ids that a line can name before it is a list to scroll. */
const MANY = 8;
const FEW = 3;

/**
 * The explanation as sections of sentences: what was asked for first, the port and the host at hand; then what holds
 * everywhere; what to do last.
 */
export function explanationSections(explanation: AddressExplanation): readonly Section[] {
  const { address, bind, source, destination, route, listing, systems, here, port } = explanation;
  const sections: Section[] = [
    {
      title: `Port ${port?.number ?? ''}`,
      lines: port === undefined || here === undefined ? [] : portLines(address, port, here),
    },
    {
      title: here?.isListing ? 'In the listing' : 'On this host',
      lines: here === undefined ? [] : hereLines(explanation.address, here),
    },
    { title: 'To listen on', lines: bind },
    { title: 'To connect to', lines: destination },
    { title: 'As a source', lines: source },
    { title: 'In a routing table', lines: route },
    { title: 'On an interface', lines: explanation.interface },
    { title: 'In netstat and ss', lines: listing },
    { title: 'On other systems', lines: systems.map(({ system, fact }) => `${system}: ${fact}`) },
    { title: 'What would close it', lines: (port?.answers ?? []).flatMap(closingLines), isVerbatim: true },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function hereLines(address: string, here: Here): string[] {
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
  if (here.isForMany) return groupLines(address, here);
  if (isLocal) return ['No interface has it, but a local route delivers it here.'];
  if (firstOf !== undefined)
    return [`It is the first address of ${firstOf}, the network's own: by custom no host has it.`];
  if (zones.length > 0)
    return [
      `Which link is meant is not said; there are ${joinWords(
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

function wayLines({ route, routeDevice, hasPolicyRules, isForMany, zones }: Here): string[] {
  if (route === undefined || zones.length > 0) return [];
  const rules = hasPolicyRules ? ['Rules of ip rule may choose another way.'] : [];
  // To a group or a broadcast address no router passes anything on: of the route only the interface counts.
  if (isForMany && routeDevice !== undefined)
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

function closingLines({ closing }: Answer): string[] {
  return closing.flatMap(({ title, where, lines, note }) => [
    `- ${title}${where === undefined ? '' : ` (${where})`}:`,
    ...lines.map((line) => `      ${line}`),
    ...(note === undefined ? [] : [`  ${note}`]),
  ]);
}

function portLines(
  address: string,
  { number, answers, elsewhere, inOtherNamespaces }: PortAnswers,
  here: Here,
): string[] {
  return [
    ...answers.flatMap((answer) => [answerLine(answer, here), ...answer.sentences]),
    ...(answers.some((answer) => answer.answers)
      ? []
      : [nobodyLine(address, number, here, answers.length > 0)]),
    ...(elsewhere.length > 0 && isOfHere(here) ? [elsewhereLine(number, elsewhere, here)] : []),
    ...(inOtherNamespaces.length > 0
      ? [
          `Other network namespaces, those of containers too, have this address for themselves; on port ${number} there: ${firstFew(inOtherNamespaces, FEW, 'listener')}.`,
        ]
      : []),
  ].filter((line) => line !== '');
}

/** Of another host's address, what listens here on the port says nothing. */
function isOfHere({ isLocal, isForMany, dialled }: Here): boolean {
  return isLocal !== false || isForMany || dialled !== undefined;
}

function elsewhereLine(port: number, elsewhere: readonly string[], { isForMany }: Here): string {
  return isForMany
    ? `Bound to all addresses, and so taking what comes here for it: ${ids(elsewhere)}.`
    : `On port ${port}, but not at this address: ${ids(elsewhere)}.`;
}

function answerLine({ listener, owner, isForward, answers, certain }: Answer, { bound }: Here): string {
  if (isForward) return `${listener}: NAT hands it to ${owner}, whose socket cannot be seen from here.`;
  if (answers) return `${listener} ${certain ? 'answers' : 'may answer'}, held by ${owner}.`;
  return bound.includes(listener)
    ? `${listener}, held by ${owner}, is bound there, but nothing that is sent there reaches it.`
    : `${listener}, held by ${owner}, gets nothing that is sent there.`;
}

function nobodyLine(address: string, port: number, here: Here, isBound: boolean): string {
  if (isBound) return '';
  if (here.isListing) return `Nothing in the listing answers at ${address} on port ${port}.`;
  if (here.isForMany) return `No UDP server is bound to ${address} on port ${port}.`;
  if (here.isLocal === undefined && here.dialled === undefined)
    return `Nothing is seen to answer at ${address} on port ${port}.`;
  if (here.isLocal || here.elsewhere.length > 0) return `Nothing answers at ${address} on port ${port}.`;
  return `${address} is not this host: who answers there on port ${port} cannot be seen from here.`;
}
