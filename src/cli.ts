import { isFailure } from './cli/failure.js';
import { run } from './cli/run.js';
import { createTerminal, type Terminal } from './cli/terminal.js';
import { escapeText } from './export/escape-text.js';

/** The command: argv in, exit status out. The only place that ends the process, and the only one that catches bugs. */
async function main(): Promise<void> {
  const terminal = createTerminal();
  try {
    const outcome = await run(process.argv.slice(2), terminal);
    const failure = isFailure(outcome) ? outcome.failure : unwritten(terminal);
    if (failure !== undefined) terminal.complain(escapeText(failure));
    process.exitCode = failure === undefined && !isFailure(outcome) ? outcome : 2;
  } catch (error) {
    terminal.complain(describeBug(error, terminal.env.LISTENSCOPE_DEBUG !== undefined));
    process.exitCode = 2;
  }
}

function unwritten(terminal: Terminal): string | undefined {
  const failure = terminal.writeFailure();
  return failure && `the answer could not be written: ${failure}`;
}

function describeBug(error: unknown, inDetail: boolean): string {
  if (inDetail && error instanceof Error) return error.stack ?? error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `this should not happen: ${escapeText(message)} (LISTENSCOPE_DEBUG=1 shows where)`;
}

void main();
