import { isFailure } from './cli/failure.js';
import { run } from './cli/run.js';
import { createTerminal } from './cli/terminal.js';
import { escapeText } from './export/escape-text.js';

/** The command: argv in, exit status out. The only place that ends the process, and the only one that catches bugs. */
async function main(): Promise<void> {
  const terminal = createTerminal();
  try {
    const outcome = await run(process.argv.slice(2), terminal);
    if (isFailure(outcome)) terminal.complain(escapeText(outcome.failure));
    process.exitCode = isFailure(outcome) ? 2 : outcome;
  } catch (error) {
    terminal.complain(describeBug(error, terminal.env.LISTENSCOPE_DEBUG !== undefined));
    process.exitCode = 2;
  }
}

function describeBug(error: unknown, inDetail: boolean): string {
  if (inDetail && error instanceof Error) return error.stack ?? error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `this should not happen: ${escapeText(message)} (LISTENSCOPE_DEBUG=1 shows where)`;
}

void main();
