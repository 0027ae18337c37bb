import { type Failure, isFailure } from './failure.js';
import { parseArguments } from './parse-arguments.js';
import { show } from './show.js';
import type { Terminal } from './terminal.js';
import { VERSION } from './version.js';

/**
 * Carries out what `argv` (without node and script) asks for. Resolves to the exit status, or to what was wrong. What commands
 * that have a name need is loaded when it is asked for.
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number | Failure> {
  const command = parseArguments(argv);
  if (isFailure(command)) return command;
  switch (command.kind) {
    case 'show':
      return show(command, terminal);
    case 'version':
      await terminal.print(`${VERSION}\n`);
      return 0;
    default:
      return (await import('./perform.js')).perform(command, terminal);
  }
}
