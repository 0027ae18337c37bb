import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES, COMMANDS, type CommandRow } from '../../src/cli/commands.js';
import { manualPage } from '../../src/cli/manual/manual-page.js';
import { item, paragraph, plain } from '../../src/cli/manual/roff.js';
import { OPTIONS } from '../../src/cli/options.js';
import { requires } from '../support/requires.js';

const PAGE = manualPage('1.2.3', '2026-11-21');
const HOSTILE = [
  '.TH at the start, \\n[.x] \\fB and \'quotes\' in "the" middle',
  "'quote first: `a` ~/^ – …",
  '--json -n web-01.json',
];

let directory: string;
let page: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'listenscope-manual-'));
  page = join(directory, 'listenscope.1');
  writeFileSync(page, PAGE);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What a program prints of the page, on both streams. */
function outputOf(program: string, ...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return stdout + stderr;
}

describe('the manual page', () => {
  it('has every option with its words, and every command with its examples', () => {
    for (const { name, help } of OPTIONS) {
      expect(PAGE).toContain(`\\fB${plain(`--${name}`)}\\fR`);
      expect(PAGE.replaceAll('\n', ' ')).toContain(plain(help));
    }
    for (const name of COMMAND_NAMES)
      for (const [line] of (COMMANDS[name] as CommandRow).examples) expect(PAGE).toContain(plain(line));
  });

  it('is what the build puts where package.json says', () => {
    const { man } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(man).toEqual(['dist/listenscope.1']);
    expect(readFileSync(man[0], 'utf8').split('\n').slice(1)).toEqual(PAGE.split('\n').slice(1));
  });
});

requires({ tools: ['mandoc'] })('mandoc', () => {
  it('finds nothing to complain of', () => {
    expect(outputOf('mandoc', '-T', 'lint', page)).toBe('');
  });

  it('shows hostile text as it is', () => {
    const path = join(directory, 'hostile.1');
    const texts = HOSTILE.flatMap((text) => [paragraph(plain(text)), item(plain(text), plain(text))]);
    writeFileSync(path, `.TH X 1 2026-11-21\n.SH X\n${texts.join('\n')}\n`);
    const shown = outputOf('mandoc', '-T', 'utf8', '-O', 'width=200', path);
    for (const text of HOSTILE) expect(shown.split(text), text).toHaveLength(4);
  });
});

requires({ tools: ['groff'] })('groff', () => {
  it('has no warning', () => {
    expect(outputOf('groff', '-man', '-ww', '-z', '-Tutf8', page)).toBe('');
  });
});

requires({ tools: ['man', 'lexgrog'] })('man', () => {
  it('shows the page, options to be copied as they are', () => {
    const shown = execFileSync('man', [page], {
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '100', LC_ALL: 'C.UTF-8', MANPAGER: 'cat' },
    });
    for (const { name } of OPTIONS) expect(shown).toContain(`--${name}`);
    expect(shown).toContain(`echo 'eval "$(listenscope completions bash)"' >> ~/.bashrc`);
    expect(shown.match(/^[A-Z][A-Z ]+$/gm)).toEqual([
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'COMMANDS',
      'OPTIONS',
      'EXIT STATUS',
      'ENVIRONMENT',
      'EXAMPLES',
      'SEE ALSO',
    ]);
  });

  it('finds its name and what it is about, for apropos', () => {
    expect(outputOf('lexgrog', page)).toContain(
      '"listenscope - who can reach each listening socket of this host, and why"',
    );
  });
});
