import { explainAddress } from '../explain/address/explain-address.js';
import { explainNetwork } from '../explain/address/network/explain-network.js';
import { networkSections } from '../explain/address/network/network-sections.js';
import type { Question } from '../explain/address/question/question.js';
import { explanationSections } from '../explain/address/sections.js';
import { explanationText } from '../export/explanation.js';
import { addressDocument, networkDocument } from '../export/explanation-json.js';
import { jsonText } from '../export/json-text.js';
import { wrap } from '../export/wrap.js';
import { inspect } from '../inspect.js';
import type { Audit } from '../model/audit.js';
import type { ExplainCommand } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { gatherFacts } from './gather-facts.js';
import { proseWidth } from './prose-width.js';
import type { Terminal } from './terminal.js';

/** One explanation, as text and as data. */
export interface Shown {
  text(width: number): string;
  readonly document: object;
}

/**
 * Explains an address or a network, in general and on this host. What holds everywhere is told even when the host cannot
 * be read; with a port that is a failure, since the question is about the host then.
 */
export async function explain(command: ExplainCommand, terminal: Terminal): Promise<number | Failure> {
  const { question, input, json } = command;
  const facts = await gatherFacts(input, terminal);
  if (isFailure(facts)) {
    if (input.from !== undefined || (question.kind === 'address' && question.port !== undefined))
      return facts;
    terminal.complain(`this host could not be looked at: ${facts.failure}`);
  }
  const shown = answersTo(question, isFailure(facts) ? undefined : inspect(facts));
  if (json) {
    const documents = shown.map(({ document }) => ({ ...document, spelling: question.spelling }));
    await terminal.print(jsonText(documents.length === 1 ? documents[0] : documents));
    return 0;
  }
  const width = proseWidth(terminal);
  const written = question.spelling.flatMap((note) => wrap(note, width));
  const preamble = written.length === 0 ? '' : `${written.join('\n')}\n\n`;
  await terminal.print(preamble + shown.map(({ text }) => text(width)).join('\n'));
  return 0;
}

/** The explanations that answer a question: of localhost, one for each of its addresses. */
export function answersTo(question: Question, audit: Audit | undefined): readonly Shown[] {
  if (question.kind === 'network') {
    const explanation = explainNetwork(question.network, audit);
    const text = (width: number) =>
      explanationText(explanation.network, explanation, networkSections(explanation), width);
    return [{ text, document: networkDocument(explanation) }];
  }
  const addresses = question.address === 'localhost' ? ['127.0.0.1', '::1'] : [question.address];
  return addresses.map((address) => {
    const explanation = explainAddress(address, audit, question.port);
    const text = (width: number) =>
      explanationText(address, explanation, explanationSections(explanation), width);
    return { text, document: addressDocument(explanation) };
  });
}
