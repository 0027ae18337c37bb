import type { Command } from './command.js';
import { type Failure, isFailure } from './failure.js';
import { parseArguments } from './parse-arguments.js';
import type { Terminal } from './terminal.js';
import { VERSION } from './version.js';

/** Carries out what `argv` (without node and script) asks for. Resolves to the exit status, or to what was wrong. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number | Failure> {
  const command = parseArguments(argv);
  return isFailure(command) ? command : perform(command, terminal);
}

/** Each command's module is loaded when it is asked for. */
async function perform(command: Command, terminal: Terminal): Promise<number | Failure> {
  switch (command.kind) {
    case 'help':
      return (await import('./help.js')).help(command, terminal);
    case 'version':
      await terminal.print(`${VERSION}\n`);
      return 0;
    case 'show':
      return (await import('./show.js')).show(command, terminal);
    case 'explain':
      return (await import('./explain.js')).explain(command, terminal);
    case 'trace':
      return (await import('./trace.js')).trace(command, terminal);
    case 'check':
      return { failure: 'check is not available yet' };
    case 'diff':
      return (await import('./diff.js')).diff(command, terminal);
    case 'watch':
      return (await import('./watch.js')).watch(command, terminal);
    case 'capture':
      return (await import('./capture.js')).capture(command, terminal);
    case 'completions':
      return (await import('./completions.js')).completions(command, terminal);
    default:
      return command satisfies never;
  }
}
