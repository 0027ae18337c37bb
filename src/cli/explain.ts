import { type AddressExplanation, explainAddress } from '../explain/address/explain-address.js';
import { explanationSections } from '../explain/address/text.js';
import { escapeText } from '../export/escape-text.js';
import { reachDocument } from '../export/json.js';
import { jsonText } from '../export/json-text.js';
import { wrap } from '../export/wrap.js';
import { inspect } from '../inspect.js';
import type { ExplainCommand } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { gatherFacts } from './gather-facts.js';
import { proseWidth } from './prose-width.js';
import type { Terminal } from './terminal.js';

/**
 * Explains an address, in general and on this host. What holds everywhere is told even when the host cannot be read;
 * with a port that is a failure, since the question is about the host then.
 */
export async function explain(command: ExplainCommand, terminal: Terminal): Promise<number | Failure> {
  const { address, port, spelling, input, json } = command;
  const facts = await gatherFacts(input, terminal);
  if (isFailure(facts)) {
    if (port !== undefined || input.from !== undefined) return facts;
    terminal.complain(`this host could not be looked at: ${facts.failure}`);
  }
  const audit = isFailure(facts) ? undefined : inspect(facts);
  const addresses = address === 'localhost' ? ['127.0.0.1', '::1'] : [address];
  const explanations = addresses.map((each) => explainAddress(each, audit, port));
  if (json) {
    const documents = explanations.map((each) => ({ ...toDocument(each), spelling }));
    await terminal.print(jsonText(documents.length === 1 ? documents[0] : documents));
    return 0;
  }
  const width = proseWidth(terminal);
  const named =
    address === 'localhost' ? ['localhost is a name for 127.0.0.1 and ::1, and programs try both.', ''] : [];
  const written = spelling.length === 0 ? [] : [...spelling.flatMap((note) => wrap(note, width)), ''];
  await terminal.print(
    [...named, ...written, ...explanations.map((each) => renderExplanation(each, width))].join('\n'),
  );
  return 0;
}

function renderExplanation(explanation: AddressExplanation, width: number): string {
  const { address, title, standards, summary } = explanation;
  const lines = [`${address} — ${title}  [${standards.join(', ')}]`, ...wrap(summary, width)];
  for (const section of explanationSections(explanation)) {
    lines.push('', section.title);
    for (const line of section.lines) {
      const text = escapeText(line);
      const parts = section.isVerbatim ? [text] : wrap(text, width - 2, '  ');
      lines.push(...parts.map((part) => `  ${part}`));
    }
  }
  return `${lines.join('\n')}\n`;
}

function toDocument({ here, port, ...facts }: AddressExplanation): object {
  return { schema_version: 1, ...facts, here: hereDocument(here), port: portDocument(port) };
}

function hereDocument(here: AddressExplanation['here']): object | null {
  if (here === undefined) return null;
  const { hostname, platform, interfaces, standsFor, bound, answering } = here;
  const [isLocal, route, dialled] = [here.isLocal ?? null, here.route ?? null, here.dialled ?? null];
  const local = { interfaces, is_local: isLocal, route, dialled, stands_for: standsFor };
  return { hostname, platform, ...local, bound, answering };
}

function portDocument(port: AddressExplanation['port']): object | null {
  if (port === undefined) return null;
  const answers = port.answers.map((answer) => ({ ...answer, reach: answer.reach.map(reachDocument) }));
  return { number: port.number, answers };
}
