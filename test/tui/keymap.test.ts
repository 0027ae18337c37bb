import { describe, expect, it } from 'vitest';
import { helpDocument } from '../../src/tui/documents/help.js';
import { BINDINGS, commandFor, type Mode } from '../../src/tui/keymap.js';

const MODES: readonly Mode[] = ['browse', 'page', 'prompt', 'end', 'copy'];

describe('the table of keys', () => {
  it.each(MODES)('gives no key two meanings in mode %s', (mode) => {
    const keys = BINDINGS.filter(({ modes }) => modes.includes(mode)).flatMap((binding) => binding.keys);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('is what the help screen is made of', () => {
    const help = helpDocument(200)
      .map((spans) => spans.map(({ text }) => text).join(''))
      .join('\n');
    for (const { help: words } of BINDINGS) expect(help).toContain(words ?? '');
  });

  it('has a help or a question of its own for every key of the list', () => {
    const silent = BINDINGS.filter(({ modes, help }) => modes.includes('browse') && help === undefined);
    expect(silent).toEqual([]);
  });

  it('types every other character into a prompt', () => {
    expect(commandFor('prompt', 'q')).toEqual({ type: 'edit', edit: { kind: 'insert', text: 'q' } });
    expect(commandFor('prompt', 'space')).toEqual({ type: 'edit', edit: { kind: 'insert', text: ' ' } });
    expect(commandFor('prompt', 'pageup')).toBeUndefined();
  });

  it('ends a process on y alone: Enter and every other key say no', () => {
    expect(commandFor('end', 'y')).toEqual({ type: 'end-process' });
    for (const key of ['enter', 'space', 'Y', 'n', 'q', 'escape', 'K']) {
      expect(commandFor('end', key)).toEqual({ type: 'cancel' });
    }
  });
});
