import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../src/cli/commands.js';
import { LINUX_SS, WINDOWS_NETSTAT } from '../collect/pasted/listings.js';
import { printedDocument } from '../support/schemas.js';

/** The built command: `npm test` builds it first. */
const COMMAND = 'dist/cli.cjs';

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command with pipes for stdin, stdout and stderr, which it so never takes for a terminal. */
function listenscope(args: readonly string[], input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: 'pipe' });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk) => stdout.push(chunk));
  child.stderr.on('data', (chunk) => stderr.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) =>
      resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  }).then((ran) => {
    if (/^[[{]/.test(ran.stdout)) printedDocument(ran.stdout);
    return ran;
  });
}

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'listenscope-cli-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

describe('the command', () => {
  it('tells its version and its help on stdout', async () => {
    expect(await listenscope(['--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(await listenscope(['--help'])).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    [['--prot'], 'listenscope: unknown option --prot; did you mean --proto?\n'],
    [['--from', '/nonexistent/file'], 'listenscope: cannot read /nonexistent/file: there is no such file\n'],
    [['--from', '/'], 'listenscope: cannot read /: it is a directory\n'],
    [
      ['x\x1b[2J\ny'],
      `listenscope: unknown command "x\\x1b[2J\\ny"; there are ${COMMAND_NAMES.join(', ')}\n`,
    ],
  ])('bad usage %j is one escaped line on stderr and status 2', async (args, stderr) => {
    expect(await listenscope(args)).toEqual({ status: 2, stdout: '', stderr });
  });

  it('unusable input is one line and status 2, whatever it is', async () => {
    const inputs = [
      '',
      'hello',
      '{',
      '{}',
      '{"schema_version":1}',
      '{"format":1}',
      '[]',
      '\0\0\0',
      '{"format":1,"namespaces":[{}]}',
    ];
    for (const input of inputs) {
      const { status, stdout, stderr } = await listenscope(['--json', '--from', '-'], input);
      expect({ input, status, stdout }).toEqual({ input, status: 2, stdout: '' });
      expect(stderr).toMatch(/^listenscope: stdin [^\n]+\n$/);
    }
  });

  it('a full disk is said on stderr, with status 2', async () => {
    if (!existsSync('/dev/full')) return;
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [COMMAND, '--help'], { stdio: ['ignore', full, 'pipe'] });
    const stderr: Buffer[] = [];
    child.stderr?.on('data', (chunk) => stderr.push(chunk));
    const status = await new Promise((resolve) => child.on('close', resolve));
    closeSync(full);
    expect(status).toBe(2);
    expect(Buffer.concat(stderr).toString()).toMatch(
      /^listenscope: the answer could not be written: ENOSPC[^\n]*\n$/,
    );
  });

  it('a reader that has seen enough is no error', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `tcp LISTEN 0 5 127.0.0.1:${i + 1} 0.0.0.0:*\n`).join(
      '',
    );
    const path = file('many.txt', rows);
    const child = spawn(
      'sh',
      ['-c', `"$1" "$2" --json --from "$3" | head -c 10; exit 0`, 'sh', process.execPath, COMMAND, path],
      { stdio: 'pipe' },
    );
    const stderr: Buffer[] = [];
    child.stderr.on('data', (chunk) => stderr.push(chunk));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect({ status, stderr: Buffer.concat(stderr).toString() }).toEqual({ status: 0, stderr: '' });
  });
});

describe('--from', () => {
  it('explains a pasted listing from stdin', async () => {
    const { status, stdout } = await listenscope(['--json', '--from', '-'], LINUX_SS);
    expect(status).toBe(0);
    const document = JSON.parse(stdout);
    expect(document.complete).toBe(false);
    expect(document.gaps[0].code).toBe('input-incomplete');
    expect(document.listeners.map(({ id }: { id: string }) => id)).toContain('tcp/[fe80::1%eth0]:22');
  });

  it('says below the table of a pasted listing what its addresses mean', async () => {
    const { stdout } = await listenscope(['--from', '-'], WINDOWS_NETSTAT);
    expect(stdout).toMatch(/^ {2}127\.0\.0\.1 +A server on 127\.0\.0\.1 answers at 127\.0\.0\.1 only/m);
    expect(stdout).toContain('Established (1): a connection in use');
  });

  it('reads what PowerShell redirected, in UTF-16', async () => {
    const path = file(
      'netstat.txt',
      Buffer.from(`\ufeff${WINDOWS_NETSTAT.replaceAll('\n', '\r\n')}`, 'utf16le'),
    );
    const { status, stdout } = await listenscope(['--from', path, '--port', '135', '-t']);
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => line.includes(':135 '))).toHaveLength(2);
  });

  it('filters with the words of the command line, in table and document alike', async () => {
    const path = file('ss.txt', LINUX_SS);
    const { stdout } = await listenscope(['--from', path, '--process', 'nginx', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      summary: { listeners: 1 },
      listeners: [{ id: 'tcp/0.0.0.0:443' }],
    });
    expect((await listenscope(['--from', path, '-u', '-4'])).stdout.match(/^.*udp .*$/gm)).toHaveLength(1);
  });
});

describe('--format', () => {
  it.each([
    ['table', /^REACHED BY/],
    ['json', /^\{\n {2}"schema_version": 1,/],
    ['ndjson', /^\{"schema_version":1,.*"kind":"host"/],
    ['csv', /^hostname,captured_at,.*\r\n/],
    ['markdown', /^# Who can reach/],
    ['html', /^<!doctype html>\n/],
    ['prometheus', /^# HELP listenscope_/],
  ])('%s is printed whole, with the listeners that the filters leave', async (format, start) => {
    const from = ['--from', 'test/fixtures/hosts/ufw-default/facts.json'];
    const { status, stdout, stderr } = await listenscope([...from, '--format', format, '--port', '22']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(start);
    expect(stdout).toContain('0.0.0.0:22');
    expect(stdout).not.toContain('[::]:546');
  });

  it('for people accounts for every line of a pasted listing', async () => {
    for (const format of ['markdown', 'html']) {
      const { stdout } = await listenscope(['--from', '-', '--format', format], WINDOWS_NETSTAT);
      expect(stdout).toContain('Established (1): a connection in use');
    }
  });
});

describe('explain', () => {
  it('says of 127.0.0.2 that 127.0.0.1 does not reach it', async () => {
    const { stdout, status } = await listenscope([
      'explain',
      '127.0.0.2:80',
      '--from',
      file('a.txt', LINUX_SS),
    ]);
    expect(status).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain('answers at 127.0.0.2 and nowhere else: not at 127.0.0.1');
  });

  it('gives the same as data', async () => {
    const { stdout } = await listenscope([
      'explain',
      'fe80::1%eth0',
      '--json',
      '--from',
      file('b.txt', LINUX_SS),
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      schema_version: 1,
      address: 'fe80::1%eth0',
      kind: 'link-local',
      here: { bound: ['tcp/[fe80::1%eth0]:22'] },
      port: null,
    });
  });
});

describe('diff', () => {
  it('tells what opened and closed, with status 1; nothing with status 0', async () => {
    const before = file('before.json', (await listenscope(['--json', '--from', '-'], LINUX_SS)).stdout);
    const changed = LINUX_SS.replace('0.0.0.0:443', '0.0.0.0:444');
    const after = file('after.json', (await listenscope(['--json', '--from', '-'], changed)).stdout);
    expect(await listenscope(['diff', before, before])).toEqual({ status: 0, stdout: '', stderr: '' });
    const { status, stdout } = await listenscope(['diff', before, after]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^opened .*tcp 0\.0\.0\.0:444/m);
    expect(stdout).toMatch(/^closed .*tcp 0\.0\.0\.0:443/m);
    const json = JSON.parse((await listenscope(['diff', before, after, '--json'])).stdout);
    expect(json.changes.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['closed', 'opened']);
  });

  it('refuses what is no audit', async () => {
    const { status, stderr } = await listenscope(['diff', file('x.json', '{"a":1}'), file('y.json', '{}')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^listenscope: .*x\.json cannot be compared: [^\n]+\n$/);
  });
});
