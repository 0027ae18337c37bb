import { handing } from '../forward.js';
import { firstFew } from '../sentence.js';
import type { Answer, PortAnswers } from './answers.js';
import type { Here } from './here/here.js';

/** Ids that a line can name before it is a list to scroll, and those of other namespaces, which matter less. */
const MANY = 8;
const FEW = 3;

/** Who answers at an address and port, and who does not though one might think so. */
export function portLines(
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
function isOfHere({ isLocal, destination, dialled }: Here): boolean {
  return isLocal !== false || destination.isForMany || dialled !== undefined;
}

function elsewhereLine(port: number, elsewhere: readonly string[], { destination }: Here): string {
  return destination.isForMany
    ? `Bound to all addresses, and so taking what comes here for it: ${ids(elsewhere)}.`
    : `On port ${port}, but not at this address: ${ids(elsewhere)}.`;
}

function answerLine(
  { listener, owner, isForward, reach, answers, certain }: Answer,
  { bound }: Here,
): string {
  if (isForward)
    return `${listener}: ${handing(reach)} hands it to ${owner}, whose socket cannot be seen from here.`;
  if (answers) return `${listener} ${certain ? 'answers' : 'may answer'}, held by ${owner}.`;
  return bound.includes(listener)
    ? `${listener}, held by ${owner}, is bound there, but nothing that is sent there reaches it.`
    : `${listener}, held by ${owner}, gets nothing that is sent there.`;
}

function nobodyLine(address: string, port: number, here: Here, isBound: boolean): string {
  if (isBound) return '';
  if (here.isListing) return `Nothing in the listing answers at ${address} on port ${port}.`;
  if (here.destination.isForMany)
    return `No UDP server here gets what other hosts send to ${address} on port ${port}.`;
  if (here.isPartial || (here.isLocal === undefined && here.dialled === undefined))
    return `Nothing is seen to answer at ${address} on port ${port}.`;
  if (here.isLocal || here.elsewhere.length > 0) return `Nothing answers at ${address} on port ${port}.`;
  return `${address} is not this host: who answers there on port ${port} cannot be seen from here.`;
}

function ids(listeners: readonly string[]): string {
  return firstFew(listeners, MANY, 'listener');
}
