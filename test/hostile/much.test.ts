import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requires } from '../support/requires.js';

const run = promisify(execFile);
const CLI = resolve('dist/cli.cjs');
const LISTEN =
  'socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, sockaddr_in(80, INADDR_ANY)) or die; listen($s, 5);';
const LINK =
  'ip link set lo up; ip link add near type veth peer name far; ip address add 192.0.2.1/24 dev near; ip link set near up; ip link set far up';
/** Long enough for a machine that does something else as well, and no endless loop. */
const LIMIT_MS = 30_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'listenscope-much-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command where `setUp` (of a shell) came before, by a process that listens on port 80 and runs `more` of Perl first. */
async function amid(setUp: string, args: string, more = ''): Promise<string> {
  const perl = `use Socket; ${LISTEN} ${more} system @ARGV`;
  const command = `${process.execPath} ${CLI} ${args} --netns current`;
  const script = `${LINK}; ${setUp} && exec perl -e "$0" ${command}`;
  const options = { timeout: LIMIT_MS, maxBuffer: 2 ** 28 };
  return (await run('unshare', ['-mnpf', '--kill-child', '--mount-proc', 'sh', '-c', script, perl], options))
    .stdout;
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const CHAIN = 'chain input { type filter hook input priority 0; policy drop;';
const openTo = (audit: string) => {
  const [listener] = JSON.parse(audit).listeners;
  const entries: { interface: string; verdict: string; reason: { code: string }; sources: string[] }[] =
    listener.reach;
  return entries.filter((entry) => entry.interface === 'near' && entry.verdict !== 'blocked');
};
const NEIGHBOURS = {
  verdict: 'allowed',
  sources: [
    '192.0.2.0/32',
    '192.0.2.2/31',
    '192.0.2.4/30',
    '192.0.2.8/29',
    '192.0.2.16/28',
    '192.0.2.32/27',
    '192.0.2.64/26',
  ],
};

requires({ root: true, platform: 'linux', tools: ['unshare', 'ip', 'nft', 'perl'] })('within seconds', () => {
  it('5,000 chains are followed', async () => {
    const chains = upTo(5000).map((i) => `chain c${i} { ip saddr 192.0.2.0/25 tcp dport ${i + 1} accept; }`);
    const jumps = upTo(5000).map((i) => `jump c${i}`);
    const rules = file(
      'chains.nft',
      `table inet t {\n${chains.join('\n')}\n${CHAIN}\n${jumps.join('\n')}\n}\n}\n`,
    );
    expect(openTo(await amid(`nft -f ${rules}`, '--json'))).toMatchObject([NEIGHBOURS]);
  });

  it('sets of many ranges that overlap are looked into', async () => {
    const range = (set: number, i: number) =>
      `10.${(i * 7) % 256}.${(i * 13 + set) % 256}.${i % 200}-10.${(i * 7) % 256}.${(i * 13 + set) % 256}.${(i % 200) + 50}`;
    const sets = upTo(10).map((set) => {
      const elements = upTo(5000).map((i) => range(set, i));
      return `set s${set} { type ipv4_addr; flags interval; auto-merge; elements = { ${elements.join(', ')}, 192.0.2.0/${25 + (set % 8)} }; }`;
    });
    const lookUps = upTo(10).map((set) => `ip saddr @s${set} tcp dport 80 accept`);
    const rules = file(
      'sets.nft',
      `table inet t {\n${sets.join('\n')}\n${CHAIN}\n${lookUps.join('\n')}\n}\n}\n`,
    );
    const open = openTo(await amid(`nft -f ${rules}`, '--json'));
    expect(open.flatMap(({ sources }) => sources)).toEqual(expect.arrayContaining(NEIGHBOURS.sources));
  });

  it('chains that each jump twice to the next, of which there are 32,768 ways, are followed or told to be too complex', async () => {
    const chains = upTo(15).map((i) =>
      i === 0
        ? 'chain c0 { ip saddr 192.0.2.0/25 tcp dport 80 accept; }'
        : `chain c${i} { jump c${i - 1}; jump c${i - 1}; }`,
    );
    const rules = file('jumps.nft', `table inet t {\n${chains.join('\n')}\n${CHAIN} jump c14; }\n}\n`);
    const open = openTo(await amid(`nft -f ${rules}`, '--json'));
    const isTold = open.some(
      ({ verdict, reason }) => verdict === 'conditional' && reason.code === 'too-complex',
    );
    if (!isTold) expect(open).toMatchObject([NEIGHBOURS]);
  });

  it('rules that jump in a circle, which no kernel takes, are too complex', async () => {
    const rules = file(
      'circle.nft',
      `table inet t { chain a { accept; }\nchain b { jump a; }\n${CHAIN} jump b; }\n}\n`,
    );
    const captured = JSON.parse(await amid(`nft -f ${rules}`, 'capture'));
    for (const { rule } of captured.namespaces[0].firewall.nft.nftables)
      if (rule?.chain === 'a') rule.expr = [{ jump: { target: 'b' } }];
    const { stdout } = await run(
      process.execPath,
      [CLI, '--json', '--from', file('circle.json', JSON.stringify(captured))],
      { timeout: LIMIT_MS },
    );
    const entries = openTo(stdout);
    expect(entries).not.toEqual([]);
    for (const { verdict, reason } of entries)
      expect([verdict, reason.code]).toEqual(['conditional', 'too-complex']);
  });

  it('100,000 descriptors of one socket are looked through, and all its holders told', async () => {
    const holders =
      'pipe(my $r, my $w); for (1..100) { if (!fork) { use POSIX; for (1..1000) { POSIX::dup(fileno $s) // last } syswrite $w, "x"; close $w; sleep 1000 } } close $w; for (my $n = 0; $n < 100;) { $n += sysread($r, my $b, 200) || last }';
    const audit = JSON.parse(await amid('ulimit -n $(ulimit -Hn)', '--json', holders));
    expect(audit.complete).toBe(true);
    expect(audit.listeners[0].owner.processes).toHaveLength(101);
  });
});
