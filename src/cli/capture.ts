import { jsonPieces } from '../export/json-text.js';
import type { CaptureCommand } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { gatherFacts } from './gather-facts.js';
import type { Terminal } from './terminal.js';

/** Prints the raw facts of this host: what `--from` reads elsewhere. */
export async function capture(command: CaptureCommand, terminal: Terminal): Promise<number | Failure> {
  const facts = await gatherFacts(command.input, terminal);
  if (isFailure(facts)) return facts;
  for (const piece of jsonPieces(facts)) if (!(await terminal.print(piece))) break;
  return 0;
}
