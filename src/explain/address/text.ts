import type { Answer } from './answers.js';
import type { AddressExplanation } from './explain-address.js';
import type { Here } from './here.js';

/** One paragraph or list of an explanation. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  /** Lines to copy, not to be wrapped. */
  readonly isVerbatim?: boolean;
}

/** The explanation as sections of sentences, the ones about the host and the port first, what to do last. */
export function explanationSections(explanation: AddressExplanation): readonly Section[] {
  const { bind, source, destination, route, listing, systems, here, port } = explanation;
  const sections: Section[] = [
    {
      title: here?.isListing ? 'In the listing' : 'On this host',
      lines: here === undefined ? [] : hereLines(explanation.address, here),
    },
    {
      title: `Port ${port?.number ?? ''}`,
      lines: port === undefined ? [] : portLines(port.number, port.answers),
    },
    { title: 'To listen on', lines: bind },
    { title: 'As a source', lines: source },
    { title: 'As a destination', lines: destination },
    { title: 'In a routing table', lines: route },
    { title: 'On an interface', lines: explanation.interface },
    { title: 'In netstat and ss', lines: listing },
    { title: 'On other systems', lines: systems.map(({ system, fact }) => `${system}: ${fact}`) },
    { title: 'What would close it', lines: (port?.answers ?? []).flatMap(closingLines), isVerbatim: true },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function hereLines(address: string, here: Here): string[] {
  const lines: string[] = [];
  if (here.isListing)
    lines.push('Interfaces and routes are not known: only what is bound to it can be told.');
  else if (here.interfaces.length > 0)
    lines.push(`${address} is an address of ${here.interfaces.join(', ')}.`);
  else if (here.dialled !== undefined)
    lines.push(`A program here that connects to it talks to ${here.dialled}.`);
  else if (here.isLocal) lines.push(`No interface has it, but a local route delivers it here.`);
  else if (here.isLocal === false)
    lines.push(
      here.route === undefined
        ? 'It is not an address of this host, and no route leads there.'
        : 'It is not an address of this host.',
    );
  else lines.push('Whether it is an address of this host could not be learned.');
  if (here.route !== undefined) lines.push(`The way there: ${here.route}.`);
  if (here.standsFor.length > 0) lines.push(`A server on it answers here at ${here.standsFor.join(', ')}.`);
  if (here.bound.length > 0) lines.push(`Bound to it: ${here.bound.join(', ')}.`);
  const others = here.answering.filter((id) => !here.bound.includes(id));
  if (others.length > 0) lines.push(`Also answering there: ${others.join(', ')}.`);
  if (here.bound.length === 0 && others.length === 0 && here.isLocal)
    lines.push('Nothing here answers at it.');
  return lines;
}

function closingLines({ closing }: Answer): string[] {
  return closing.flatMap(({ title, where, lines, note }) => [
    `- ${title}${where === undefined ? '' : ` (${where})`}:`,
    ...lines.map((line) => `      ${line}`),
    ...(note === undefined ? [] : [`  ${note}`]),
  ]);
}

function portLines(port: number, answers: readonly Answer[]): string[] {
  if (answers.length === 0) return [`Nothing there answers at this address and port ${port}.`];
  return answers.flatMap(({ listener, answers: does, owner, sentences }) => [
    does
      ? `${listener} answers, held by ${owner}.`
      : `${listener}, held by ${owner}, is bound there, but nothing that is sent there reaches it.`,
    ...sentences,
  ]);
}
