import { randomBytes } from 'node:crypto';
import { jsonPieces } from '../export/json-text.js';
import { redact } from '../redact/redact.js';
import type { CaptureCommand } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { gatherFacts } from './gather-facts.js';
import type { Terminal } from './terminal.js';

/** Bytes of the key behind a redacted capture; it is thrown away. */
const KEY_LENGTH = 32;

/** Prints the raw facts of this host, or of an earlier capture: what `--from` reads elsewhere. */
export async function capture(command: CaptureCommand, terminal: Terminal): Promise<number | Failure> {
  const gathered = await gatherFacts(command.input, terminal);
  if (isFailure(gathered)) return gathered;
  const facts = command.redact ? redact(gathered, () => randomBytes(KEY_LENGTH)) : gathered;
  for (const piece of jsonPieces(facts)) if (!(await terminal.print(piece))) break;
  return 0;
}
