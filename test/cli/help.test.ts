import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES, COMMANDS, type CommandRow, optionsOf } from '../../src/cli/commands.js';
import { isFailure } from '../../src/cli/failure.js';
import { helpText } from '../../src/cli/help.js';
import { OPTIONS } from '../../src/cli/options.js';
import { parseArguments } from '../../src/cli/parse-arguments.js';

const PAGES = ['show', ...COMMAND_NAMES] as const;

describe('the help of the command', () => {
  const page = helpText('show', 80);

  it('names every command with what follows it, and what it does', () => {
    for (const name of COMMAND_NAMES) {
      const { usage, help }: CommandRow = COMMANDS[name];
      expect(page).toContain(`  ${usage.replace('listenscope ', '')}  `);
      expect(page.replace(/\s+/g, ' ')).toContain(help);
    }
  });

  it('fits a screen', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(69);
  });
});

describe.each(PAGES)('the help of %s', (name) => {
  const page = helpText(name, 80);

  it('tells how it is used, its options and the values that they take, examples and exit status', () => {
    expect(page).toContain(`Usage: ${COMMANDS[name].usage}`);
    for (const { name: option, choices = [] } of optionsOf(name)) {
      expect(page).toContain(`--${option}`);
      for (const choice of choices) expect(page).toContain(choice);
    }
    expect(page).toContain('\nExamples\n  ');
    expect(page).toContain('\nExit status\n  0  ');
  });

  it('has no option that it does not take', () => {
    const taken = optionsOf(name).map((row) => row.name);
    const others = OPTIONS.filter((row) => !taken.includes(row.name));
    const lines = page.slice(page.indexOf('\n\n'), page.indexOf('\nExamples\n'));
    for (const other of others) expect(lines).not.toMatch(new RegExp(`^  .{4}--${other.name}\\b`, 'm'));
  });

  it.each([60, 80, 100])('fits %i columns, words of commands to copy apart', (width) => {
    const lines = helpText(name, width).split('\n');
    expect(lines.filter((line) => line.length > width && !line.includes('listenscope '))).toEqual([]);
  });

  it('has examples that are valid command lines', () => {
    const { examples }: CommandRow = COMMANDS[name];
    for (const [line] of examples) {
      const words = /listenscope(.*?)(?:[>)|]|$)/.exec(line)?.[1]?.trim().split(/\s+/) ?? [];
      const command = parseArguments(words.filter((word) => word !== ''));
      expect(isFailure(command) ? `${line}: ${command.failure}` : undefined).toBeUndefined();
    }
  });
});

it('an option means with a command what the command makes of it', () => {
  expect(helpText('trace', 100)).toContain('the protocol of the packet');
  expect(helpText('trace', 100)).not.toContain('sctp');
  expect(helpText('show', 100)).toContain('sctp');
});
