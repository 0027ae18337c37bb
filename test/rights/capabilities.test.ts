import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTool } from '../support/find-tool.js';
import { addNetworkNamespace, type NetworkNamespace } from '../support/network-namespace.js';
import { type OpenSockets, openSockets } from '../support/open-sockets.js';
import { requires } from '../support/requires.js';

/** A user that nobody is. */
const UID = 31234;
const HOLDERS = ['dac_read_search', 'sys_ptrace'];
const RULES = ['net_admin', 'net_raw', 'dac_read_search'];
const NAMESPACES = ['sys_ptrace', 'sys_admin'];
const FIREWALL = `
table inet filter {
  chain input { type filter hook input priority 0; policy drop; tcp dport 27100 accept; }
}`;

interface Answer {
  readonly gaps: readonly {
    readonly code: string;
    readonly subject: string | null;
    readonly remedy: string | null;
  }[];
  readonly listeners: readonly {
    readonly id: string;
    readonly owner: { readonly processes: readonly unknown[] };
  }[];
}

requires({
  root: true,
  platform: 'linux',
  tools: ['setpriv', 'ip', 'nft', 'iptables-legacy', 'iptables-nft', 'ipset'],
  paths: ['dist/cli.cjs'],
})('what each right adds', () => {
  let host: NetworkNamespace;
  let directory: string;
  let entering: readonly string[];
  let servers: OpenSockets;
  let own: ChildProcess;

  beforeAll(async () => {
    // Where a user without rights can read it.
    directory = mkdtempSync(join(tmpdir(), 'listenscope-rights-'));
    chmodSync(directory, 0o755);
    cpSync(process.execPath, join(directory, 'node'));
    cpSync('dist', join(directory, 'dist'), { recursive: true });
    for (const name of ['koffi', '@koromix'])
      cpSync(join('node_modules', name), join(directory, 'node_modules', name), { recursive: true });
    host = addNetworkNamespace();
    entering = [findTool('ip') ?? 'ip', 'netns', 'exec', host.name];
    inside('nft', ['-f', '-'], FIREWALL);
    inside('iptables-legacy', ['-A', 'INPUT', '-p', 'tcp', '--dport', '27101', '-j', 'ACCEPT']);
    inside('ipset', ['create', 'trusted', 'hash:ip']);
    inside('iptables-nft', ['-A', 'INPUT', '-m', 'set', '--match-set', 'trusted', 'src', '-j', 'ACCEPT']);
    servers = await openSockets(['tcp:0.0.0.0:27100'], { namespace: host.name });
    const serve = "require('node:net').createServer().listen(27101, '0.0.0.0', () => console.log('ready'))";
    const [program = '', ...words] = [...entering, ...asUser([]), join(directory, 'node'), '-e', serve];
    own = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(own.stdout ?? own, 'data');
  });
  afterAll(async () => {
    own.kill();
    await Promise.all([servers.close(), once(own, 'exit')]);
    host.remove();
    rmSync(directory, { recursive: true });
  });

  function inside(name: string, args: readonly string[], input = ''): string {
    const [program = '', ...words] = [...entering, findTool(name) ?? name, ...args];
    return execFileSync(program, words, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  }

  /** Words that run a command as a user without rights but these. */
  function asUser(capabilities: readonly string[]): readonly string[] {
    const only = ['-all', ...capabilities.map((name) => `+${name}`)].join(',');
    const user = [`--reuid=${UID}`, `--regid=${UID}`, '--clear-groups', '--no-new-privs'];
    const rights = [`--bounding-set=${only}`, `--inh-caps=${only}`, `--ambient-caps=${only}`];
    return [findTool('setpriv') ?? 'setpriv', ...user, ...rights];
  }

  function answerWith(capabilities: readonly string[], ...args: readonly string[]): Answer {
    const [setpriv = '', ...words] = asUser(capabilities);
    const command = [join(directory, 'node'), join(directory, 'dist/cli.cjs'), '--json', ...args];
    const answer: Answer = JSON.parse(inside(setpriv, [...words, ...command]));
    // Not what the rest of this machine is short of; containers that run on it tell their names to root and their own group.
    const forWantOfRights = answer.gaps.filter(
      ({ code, remedy }) => remedy?.startsWith('run as root') === true && code !== 'containers-unreadable',
    );
    return { ...answer, gaps: forWantOfRights };
  }

  function lacks(answer: Answer): readonly string[] {
    return [...new Set(answer.gaps.map(({ code }) => code))].toSorted();
  }

  it('without any: sockets, who holds those of the same user, interfaces and routes, and a gap for the rest', () => {
    const answer = answerWith([]);
    expect(lacks(answer)).toEqual([
      'firewall-unreadable',
      'namespaces-unreadable',
      'outside-layer-unreadable',
      'owners-unreadable',
    ]);
    const holders = new Map(answer.listeners.map(({ id, owner }) => [id, owner.processes.length]));
    expect(holders).toEqual(
      new Map([
        ['tcp/0.0.0.0:27100', 0],
        ['tcp/0.0.0.0:27101', 1],
      ]),
    );
  });

  it('each gap names the capabilities that mend it', () => {
    for (const { code, subject, remedy } of answerWith([]).gaps) {
      const named = [...(remedy ?? '').matchAll(/CAP_([A-Z_]+)/g)].map(([, name = '']) => name.toLowerCase());
      expect(named).not.toEqual([]);
      const left = answerWith(named).gaps.filter((gap) => gap.code === code);
      expect(left.filter((gap) => code === 'namespaces-unreadable' || gap.subject === subject)).toEqual([]);
    }
  });

  it('CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE: who holds each socket', () => {
    const answer = answerWith(HOLDERS);
    expect(lacks(answer)).toEqual([
      'firewall-unreadable',
      'namespaces-unreadable',
      'outside-layer-unreadable',
    ]);
    expect(answer.listeners.every(({ owner }) => owner.processes.length > 0)).toBe(true);
    for (const one of HOLDERS) expect(lacks(answerWith([one]))).toContain('owners-unreadable');
  });

  it('CAP_NET_ADMIN: the rules of nftables; with CAP_NET_RAW and CAP_DAC_READ_SEARCH, those of iptables-legacy and ipset', () => {
    const subjects = (capabilities: readonly string[]) =>
      answerWith(capabilities, '--netns', 'current')
        .gaps.filter(({ code }) => code.startsWith('firewall'))
        .map(({ subject }) => subject);
    expect(subjects([])).toContain('firewall');
    expect(subjects(['net_admin'])).toContain('iptables');
    expect(subjects(['net_admin'])).not.toContain('firewall');
    expect(subjects(RULES)).toEqual([]);
  });

  it('CAP_SYS_PTRACE and CAP_SYS_ADMIN: the other network namespaces', () => {
    expect(lacks(answerWith(NAMESPACES))).not.toContain('namespaces-unreadable');
    for (const one of NAMESPACES) expect(lacks(answerWith([one]))).toContain('namespaces-unreadable');
  });

  it('all of them, as the README says it: nothing is missing', () => {
    const all = [...new Set([...RULES, ...HOLDERS, ...NAMESPACES])];
    expect(answerWith(all).gaps).toEqual([]);
    const withoutNamespaces = all.filter((name) => name !== 'sys_admin');
    expect(answerWith(withoutNamespaces, '--netns', 'current').gaps).toEqual([]);
    const readme = readFileSync('README.md', 'utf8');
    expect(readme).toContain(`-all,${all.map((name) => `+${name}`).join(',')}`);
    for (const name of all) expect(readme).toContain(`CAP_${name.toUpperCase()}`);
  });
});
