import { capture } from './capture.js';
import { check } from './check.js';
import type { Command } from './command.js';
import { completions } from './completions.js';
import { diff } from './diff.js';
import { explain } from './explain.js';
import type { Failure } from './failure.js';
import { help } from './help.js';
import type { Terminal } from './terminal.js';
import { trace } from './trace.js';
import { watch } from './watch.js';

/** Every command that has a name, and --help. */
export async function perform(
  command: Exclude<Command, { readonly kind: 'show' | 'version' }>,
  terminal: Terminal,
): Promise<number | Failure> {
  switch (command.kind) {
    case 'help':
      return help(command, terminal);
    case 'explain':
      return explain(command, terminal);
    case 'trace':
      return trace(command, terminal);
    case 'check':
      return check(command, terminal);
    case 'diff':
      return diff(command, terminal);
    case 'watch':
      return watch(command, terminal);
    case 'capture':
      return capture(command, terminal);
    case 'schema':
      return (await import('./schema.js')).schema(command, terminal);
    case 'completions':
      return completions(command, terminal);
    default:
      return command satisfies never;
  }
}
