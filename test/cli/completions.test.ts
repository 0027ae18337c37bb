import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES, optionsOf } from '../../src/cli/commands.js';
import { bashCompletions } from '../../src/cli/completions/bash.js';
import { fishCompletions } from '../../src/cli/completions/fish.js';
import { zshCompletions } from '../../src/cli/completions/zsh.js';
import { OPTIONS } from '../../src/cli/options.js';
import { AUDIENCES } from '../../src/model/listener.js';
import { addNetworkNamespace } from '../support/network-namespace.js';
import { missingOf, requires } from '../support/requires.js';
import { bashOffers, fishOffers, type ShellPlace, zshOffers } from '../support/shell-completion.js';

const SHELLS = {
  bash: { make: bashCompletions, ask: bashOffers },
  zsh: { make: zshCompletions, ask: zshOffers },
  fish: { make: fishCompletions, ask: fishOffers },
};

describe.each(Object.entries(SHELLS))('%s', (shell, { make, ask }) => {
  requires({ tools: [shell] })('completes', () => {
    let root: string;
    let place: ShellPlace;
    const offers = (line: string) => ask(place)(line);

    beforeAll(() => {
      root = mkdtempSync(join(tmpdir(), 'listenscope-shell-'));
      const [script, directory, home] = [join(root, 'script'), join(root, 'files'), join(root, 'home')];
      for (const each of [directory, home]) mkdirSync(each);
      writeFileSync(script, make());
      for (const name of ['web-01.json', 'web 02.json']) writeFileSync(join(directory, name), '{}');
      place = { script, directory, home };
    });
    afterAll(() => rmSync(root, { recursive: true }));

    it('the commands, in the place of one', async () => {
      expect(await offers('listenscope ')).toEqual(COMMAND_NAMES.toSorted());
      expect(await offers('listenscope --json ex')).toEqual(['explain']);
      expect(await offers('listenscope --port 22 ex')).toEqual(['explain']);
      expect(await offers('listenscope --process explain ex')).toEqual(['explain']);
    });

    it.each(['show', ...COMMAND_NAMES] as const)('every long option of %s, and no other', async (name) => {
      const all = await offers(`listenscope ${name === 'show' ? '' : `${name} `}--`);
      const named = all.map((word) => word.replace(/=$/, ''));
      expect(named).toEqual(
        optionsOf(name)
          .map((row) => `--${row.name}`)
          .toSorted(),
      );
    });

    it('the values that an option takes', async () => {
      expect(await offers('listenscope --exposure ')).toEqual(['none', ...AUDIENCES].toSorted());
      expect(await offers('listenscope diff --scope lo')).toEqual(['loopback-only']);
      const joined = await offers('listenscope --scope=lo');
      expect(joined.map((word) => word.replace('--scope=', ''))).toEqual(['loopback-only']);
    });

    it('the values that an option takes with this command', async () => {
      expect(await offers('listenscope --proto s')).toEqual(['sctp']);
      expect(await offers('listenscope trace --proto ')).toEqual(['tcp', 'udp']);
    });

    it('files where a file is due', async () => {
      const files = async (line: string) =>
        (await offers(line)).map((word) => word.replace('\\', '')).toSorted();
      for (const before of ['--from', 'trace --from', 'check --policy', 'diff', 'diff x.json'])
        expect(await files(`listenscope ${before} we`)).toEqual(['web 02.json', 'web-01.json']);
    });

    it('nothing that was given and counts once; filters again', async () => {
      expect(await offers('listenscope --json --js')).toEqual([]);
      expect(await offers('listenscope -t --tc')).toEqual([]);
      expect((await offers('listenscope --port 22 --por')).map((word) => word.replace('=', ''))).toEqual([
        '--port',
      ]);
    });

    it('the shells that there are completions for, and the commands that there is help for', async () => {
      expect(await offers('listenscope completions ')).toEqual(['bash', 'fish', 'zsh']);
      expect(await offers('listenscope help tr')).toEqual(['trace']);
    });

    it.skipIf(missingOf({ root: true, tools: ['ip'], platform: 'linux' }).length > 0)(
      'interfaces where one is due, without taking their names for commands',
      async () => {
        const namespace = addNetworkNamespace();
        try {
          namespace.ip(`link add wan0 type bridge
                        link add $(>pwned) type veth peer name \`>pwned\``);
          const offer = ask({ ...place, namespace: namespace.name });
          expect(await offer('listenscope trace --via wa')).toEqual(['wan0']);
          expect(await offer('listenscope trace --via ')).toHaveLength(4);
          expect(existsSync(join(place.directory, 'pwned'))).toBe(false);
        } finally {
          namespace.remove();
        }
      },
    );
  });
});

it('every option of the table is completed in some place', () => {
  for (const { make } of Object.values(SHELLS))
    for (const { name } of OPTIONS) expect(make()).toContain(name);
});
