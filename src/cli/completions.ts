import type { CompletionsCommand } from './command.js';
import type { Failure } from './failure.js';

/** Prints the script that completes listenscope in a shell. */
export function completions({ shell }: CompletionsCommand): Failure {
  return { failure: `completions for ${shell} are not available yet` };
}
