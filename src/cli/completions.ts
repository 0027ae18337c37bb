import type { CompletionsCommand } from './command.js';
import { bashCompletions } from './completions/bash.js';
import { fishCompletions } from './completions/fish.js';
import { zshCompletions } from './completions/zsh.js';
import type { Terminal } from './terminal.js';

/** Prints the script that completes listenscope in a shell. */
export async function completions({ shell }: CompletionsCommand, terminal: Terminal): Promise<number> {
  const make = { bash: bashCompletions, zsh: zshCompletions, fish: fishCompletions }[shell];
  await terminal.print(make());
  return 0;
}
