import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { requires } from '../support/requires.js';

const run = promisify(execFile);
const CLI = resolve('dist/cli.cjs');

requires({ root: true, platform: 'linux', tools: ['unshare', 'ip', 'nft', 'perl', 'setpriv'] })(
  'as root',
  () => {
    it('programs that somebody put into PATH are not run', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'listenscope-planted-'));
      const ran = join(folder, 'ran');
      try {
        for (const name of ['nft', 'ss', 'ip', 'iptables-save', 'iptables-legacy-save', 'ipset']) {
          writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} >> ${ran}\n`);
          chmodSync(join(folder, name), 0o755);
        }
        // The rules are there to be read, so that the real nft has to be.
        const script = `/usr/sbin/nft add table inet x && PATH=${folder}:$PATH && exec ${process.execPath} ${CLI} --json --netns current`;
        const { stdout } = await run('unshare', ['-n', 'sh', '-c', script]);
        expect(JSON.parse(stdout).gaps).toEqual([]);
        expect(existsSync(ran)).toBe(false);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('names of tables that are commands of nft are not run', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'listenscope-tables-'));
      try {
        // A chain on a device, of which nft's JSON leaves something out: its text is asked for by the name of the table.
        const name = 'x; add table inet planted; list table netdev x';
        const chain = {
          family: 'netdev',
          table: name,
          name: 'c',
          type: 'filter',
          hook: 'ingress',
          dev: 'lo',
          prio: 0,
          policy: 'accept',
        };
        const tables = [name, 'x'].map((each) => ({ add: { table: { family: 'netdev', name: each } } }));
        const rules = join(folder, 'rules.json');
        writeFileSync(rules, JSON.stringify({ nftables: [...tables, { add: { chain } }] }));
        const script = `ip link set lo up && nft -j -f ${rules} && ${process.execPath} ${CLI} --json --netns current > ${folder}/audit && exec nft list tables`;
        const { stdout } = await run('unshare', ['-n', 'sh', '-c', script]);
        expect(stdout).toBe(`table netdev ${name}\ntable netdev x\n`);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('processes that hidepid hides are a gap, not none', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'listenscope-nobody-'));
      try {
        // Nobody may be let into the folder of the sources.
        cpSync('dist', join(folder, 'dist'), { recursive: true });
        cpSync('node_modules/@koromix', join(folder, 'node_modules/@koromix'), { recursive: true });
        chmodSync(folder, 0o755);
        const perl =
          'socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in(80, INADDR_ANY)) or die; listen($s, 5); system @ARGV';
        const asNobody = 'setpriv --reuid 65534 --regid 65534 --clear-groups';
        const script = `mount -o remount,hidepid=2 /proc && exec perl -MSocket -e '${perl}' ${asNobody} ${process.execPath} ${folder}/dist/cli.cjs --json --netns current`;
        const { stdout } = await run('unshare', [
          '-mnpf',
          '--kill-child',
          '--mount-proc',
          'sh',
          '-c',
          script,
        ]);
        const { complete, listeners, gaps } = JSON.parse(stdout);
        expect(complete).toBe(false);
        expect(listeners).toMatchObject([{ id: 'tcp/0.0.0.0:80', owner: { kind: 'unknown' } }]);
        expect(gaps).toContainEqual(expect.objectContaining({ code: 'owners-unreadable' }));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('/proc that shows nothing is a gap, and no error', async () => {
      const script = `ip link set lo up; mount -t tmpfs none /proc && exec ${process.execPath} ${CLI} --json`;
      const { stdout, stderr } = await run('unshare', ['-mn', 'sh', '-c', script]);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toMatchObject({ complete: false });
    });
  },
);
