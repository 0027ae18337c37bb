import type { Answer } from './answers.js';
import type { AddressExplanation } from './explain-address.js';
import { hereLines } from './here-lines.js';
import { portLines } from './port-lines.js';
import type { Section } from './section.js';

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
    { title: 'What would close it', lines: closingLines(port?.answers ?? []), isVerbatim: true },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

/** Two listeners of one published port are closed alike: said once. */
function closingLines(answers: readonly Answer[]): string[] {
  const advice = answers.flatMap(({ closing }) => closing);
  const once = new Map(advice.map((each) => [JSON.stringify(each), each]));
  return [...once.values()].flatMap(({ title, where, lines, note }) => [
    `- ${title}${where === undefined ? '' : ` (${where})`}:`,
    ...lines.map((line) => `      ${line}`),
    ...(note === undefined ? [] : [`  ${note}`]),
  ]);
}
