import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTool } from '../support/find-tool.js';
import { addNetworkNamespace, type NetworkNamespace } from '../support/network-namespace.js';
import { type OpenSockets, openSockets } from '../support/open-sockets.js';
import { requires } from '../support/requires.js';
import { openTerminal } from '../tui/support/tmux.js';
import { findings } from './harmless.js';
import { parseStrace, type Trace, traceCommand, tracing } from './strace.js';

const CLI = resolve('dist/cli.cjs');
const SELF = process.execPath;
const FIREWALL = `
table inet filter {
  set trusted { type ipv4_addr; elements = { 10.77.0.9 } }
  chain input { type filter hook input priority 0; policy drop; iif lo accept; ip saddr @trusted tcp dport 27000 accept; }
}`;

describe('what counts as harmless', () => {
  const of = (line: string) =>
    findings([{ tid: 9, calls: parseStrace(line) }], { self: '/usr/bin/node', writes: ['/tmp/told'] });

  it.each([
    'listen(3<TCP:[1]>, 128) = 0',
    'bind(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("0.0.0.0")}, 16) = 0',
    'socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) = 3<socket:[1]>',
    'socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) = 3<socket:[1]>',
    'socket(AF_INET, SOCK_RAW, IPPROTO_RAW) = 3<socket:[1]>',
    'connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="/run/dbus/system_bus_socket"}, 110) = 0',
    'openat(AT_FDCWD</>, "/etc/passwd", O_RDWR|O_CLOEXEC) = 3</etc/passwd>',
    'openat(AT_FDCWD</>, "/tmp/cache", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</tmp/cache>',
    'openat2(3</>, "/dev/watchdog", {flags=O_RDONLY|O_CLOEXEC, resolve=RESOLVE_CACHED}, 24) = 4</dev/watchdog>',
    'unlink("/tmp/told") = 0',
    'mkdirat(AT_FDCWD</>, "/tmp/new", 0777) = -1 EEXIST (File exists)',
    'execve("/bin/sh", ["/bin/sh", "-c", "nft list ruleset"], ["PATH=/bin"]) = 0',
    'execve("/usr/sbin/nft", ["/usr/sbin/nft", "flush", "ruleset"], ["PATH=/bin"]) = 0',
    'execve("/tmp/nft", ["/tmp/nft", "-n", "-j", "list", "ruleset"], ["PATH=/bin"]) = 0',
    'setns(3<mnt:[4026531840]>, CLONE_NEWNS) = -1 EPERM (Operation not permitted)',
    'setns(3<net:[4026531841]>, CLONE_NEWNET) = 0',
    'kill(1, SIGTERM) = 0',
    'ioctl(3<socket:[1]>, SIOCSIFFLAGS, {ifr_name="eth0", ifr_flags=IFF_UP}) = 0',
    'bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3}, 32) = 0',
    'bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_XDP, insn_cnt=2}, 128) = 3',
  ])('is not: %s', (line) => {
    expect(of(line)).toHaveLength(1);
  });

  it.each([
    ['NETLINK_ROUTE', 'RTM_NEWADDR'],
    ['NETLINK_ROUTE', '0x10 /* NLMSG_??? */'],
    ['NETLINK_NETFILTER', 'NFNL_SUBSYS_NFTABLES<<8|NFT_MSG_GETRULE_RESET'],
    ['NETLINK_NETFILTER', '0xa06 /* NLMSG_??? */'],
    ['NETLINK_SOCK_DIAG', 'SOCK_DESTROY_BACKPORT'],
    ['NETLINK_XFRM', '0x13 /* NLMSG_??? */'],
    ['NETLINK_GENERIC', '0x20 /* NLMSG_??? */'],
  ])('is not: %s, %s', (protocol, type) => {
    const socket = `socket(AF_NETLINK, SOCK_RAW, ${protocol}) = 3<socket:[1]>\n`;
    const ask = `sendto(3<socket:[1]>, [{nlmsg_len=20, nlmsg_type=${type}, nlmsg_flags=NLM_F_REQUEST}], 20, 0, NULL, 0) = 20`;
    expect(of(socket + ask)).toHaveLength(1);
    expect(of(socket + ask.replace(type, type.startsWith('R') ? 'RTM_GETADDR' : type))).toHaveLength(
      protocol === 'NETLINK_ROUTE' && type.startsWith('R') ? 0 : 1,
    );
  });
});

const callsOf = (trace: Trace) => trace.flatMap(({ calls }) => calls);

requires({
  root: true,
  platform: 'linux',
  tools: ['strace', 'ip', 'nft', 'iptables-legacy', 'iptables-nft', 'ipset', 'tmux'],
  paths: ['dist/cli.cjs'],
})('run as root, by its system calls', () => {
  let host: NetworkNamespace;
  let guest: NetworkNamespace;
  let directory: string;
  const servers: OpenSockets[] = [];
  let enter: readonly string[];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'listenscope-calls-'));
    host = addNetworkNamespace();
    guest = addNetworkNamespace();
    host.ip(`link add lan0 type veth peer name eth0 netns ${guest.name}
      addr add 10.77.0.1/24 dev lan0
      link set lan0 up
      route add 10.78.0.0/16 via 10.77.0.9 dev lan0`);
    guest.ip('addr add 10.77.0.2/24 dev eth0\nlink set eth0 up');
    enter = [findTool('ip') ?? 'ip', 'netns', 'exec', host.name];
    inside('nft', ['-f', '-'], FIREWALL);
    inside('iptables-legacy', ['-A', 'INPUT', '-p', 'tcp', '--dport', '27001', '-j', 'ACCEPT']);
    inside('ipset', ['create', 'trusted', 'hash:ip']);
    inside('iptables-nft', ['-A', 'INPUT', '-m', 'set', '--match-set', 'trusted', 'src', '-j', 'ACCEPT']);
    inside('ip6tables-nft', ['-A', 'INPUT', '-p', 'tcp', '--dport', '27001', '-j', 'DROP']);
    servers.push(await openSockets(['tcp:0.0.0.0:27000', 'udp:[::]:27001'], { namespace: host.name }));
    servers.push(await openSockets(['tcp:0.0.0.0:80'], { namespace: guest.name }));
    writeFileSync(join(directory, 'before.json'), inside(SELF, [CLI, '--json']));
    writeFileSync(join(directory, 'capture.json'), inside(SELF, [CLI, 'capture']));
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    host.remove();
    guest.remove();
    rmSync(directory, { recursive: true });
  });

  function inside(name: string, args: readonly string[], input = ''): string {
    const [program = '', ...words] = [...enter, findTool(name) ?? name, ...args];
    return execFileSync(program, words, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  }

  it.each([
    ['--json', /tcp\/0\.0\.0\.0:27000/],
    ['', /0\.0\.0\.0:27000/],
    ['--format html', /<html/],
    ['-x -0 --vsock', /0\.0\.0\.0:27000/],
    ['capture --redact', /"format"/],
    ['explain 10.77.0.1:27000', /0\.0\.0\.0:27000/],
    ['trace 10.77.0.9 10.77.0.1:27000', /10\.77\.0\.1:27000/],
    ['diff DIRECTORY/before.json --port 27000', /^$/],
    ['--from DIRECTORY/capture.json', /0\.0\.0\.0:27000/],
  ])('listenscope %s only looks', async (words, shows) => {
    const args = words.replace('DIRECTORY', directory).split(' ').filter(Boolean);
    const { trace, stdout, stderr } = await traceCommand(enter, [SELF, CLI, ...args]);
    expect(stderr).not.toMatch(/rror/);
    expect(stdout).toMatch(shows);
    expect(callsOf(trace).length).toBeGreaterThan(20);
    expect(findings(trace, { self: SELF })).toEqual([]);
  });

  it('listenscope check writes the policy that it is told to write, and looks whether it holds', async () => {
    const file = join(directory, 'policy.yaml');
    const init = await traceCommand(enter, [SELF, CLI, 'check', '--init', '--policy', file]);
    expect(existsSync(file)).toBe(true);
    expect(findings(init.trace, { self: SELF, writes: [file] })).toEqual([]);
    const check = await traceCommand(enter, [SELF, CLI, 'check', '--policy', file]);
    expect(check.stdout).not.toBe('');
    expect(findings(check.trace, { self: SELF })).toEqual([]);
  });

  it('without koffi, by the programs of the system, only looks', async () => {
    cpSync('dist', join(directory, 'alone'), { recursive: true });
    const { trace, stdout } = await traceCommand(enter, [SELF, join(directory, 'alone/cli.cjs'), '--json']);
    const started = callsOf(trace).filter(({ name }) => name === 'execve');
    expect(started.some(({ args }) => args.includes('"addr"'))).toBe(true);
    expect(stdout).toMatch(/tcp\/0\.0\.0\.0:27000/);
    expect(findings(trace, { self: SELF })).toEqual([]);
  });

  it('listenscope watch only looks, again and again', async () => {
    const watched = tracing(enter);
    const shell = await openTerminal('calls-watch', 120, 20);
    try {
      await shell.type(`clear; ${[...watched.command, SELF, CLI, 'watch', '--port', '27003'].join(' ')}`);
      await shell.until(/watching \d+ listeners/);
      const late = await openSockets(['tcp:127.0.0.1:27003'], { namespace: host.name });
      await shell.until(/opened +tcp.127\.0\.0\.1:27003/);
      await late.close();
      await shell.until(/closed +tcp.127\.0\.0\.1:27003/);
      await shell.press('C-c');
      await shell.until(/shell>/);
      expect(findings(watched.read(), { self: SELF })).toEqual([]);
    } finally {
      await shell.close();
      watched.remove();
    }
  });

  it('the view writes only the file that it is told to write', async () => {
    const viewed = tracing(enter);
    const shell = await openTerminal('calls-view', 120, 30);
    const file = join(directory, 'told.md');
    try {
      await shell.type(`clear; ${[...viewed.command, SELF, CLI].join(' ')}`);
      await shell.until(/0\.0\.0\.0:27000/);
      await shell.press('3');
      await shell.until(/CHAIN +POLICY/);
      await shell.press('1', 'e', 'C-u');
      await shell.send(`${file}\r`);
      await shell.until(/told\.md\./);
      await shell.press('q');
      await shell.until(/shell>/);
      expect(existsSync(file)).toBe(true);
      const trace = viewed.read();
      expect(findings(trace, { self: SELF }).filter((line) => line.includes(file))).toHaveLength(1);
      expect(findings(trace, { self: SELF, writes: [file] })).toEqual([]);
    } finally {
      await shell.close();
      viewed.remove();
    }
  });
});
