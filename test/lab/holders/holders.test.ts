import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DROP_COPIED_NAMESPACES } from '../../support/drop-copied-namespaces.js';
import { findTool } from '../../support/find-tool.js';
import { requires } from '../../support/requires.js';
import { printedDocument } from '../../support/schemas.js';

const CLI = new URL('../../../dist/cli.cjs', import.meta.url).pathname;

/**
 * Real programs that listen for others, in a network namespace and with a /run and an /etc/xinetd.conf of their own. What they
 * hand on to is busybox on 3000 and 3001. Says "ready" when all of them listen. When its standard input ends so does its
 * first process, and with it all in its namespace of processes.
 */
const SCRIPT = `
work=$1
${DROP_COPIED_NAMESPACES}
mount -t tmpfs tmpfs /run
mkdir -p /run/sshd "$work/www"
ip link set lo up
cd "$work"
ssh-keygen -q -t ed25519 -N '' -f host
ssh-keygen -q -t ed25519 -N '' -f key
cat > sshd.conf <<X
Port 2222
HostKey $work/host
AuthorizedKeysFile $work/key.pub
PermitRootLogin yes
StrictModes no
UsePAM no
PidFile none
X
"$SSHD" -D -f "$work/sshd.conf" &
for port in 3000 3001; do busybox httpd -f -p 127.0.0.1:$port -h "$work/www" & done
to='root@127.0.0.1 -p 2222 -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -i key'
await() { for i in $(seq 200); do ss -tlnH "sport = $1" | grep -q . && return; sleep 0.05; done; echo "nobody listens on $1" >&2; exit 1; }
await 2222
ssh -N -R 9000:127.0.0.1:3000 -L 9001:localhost:3001 -D 9002 $to &
socat TCP-LISTEN:9010,fork,reuseaddr TCP:127.0.0.1:3000 &
cat > xinetd.conf <<X
service say
{
  type = UNLISTED
  port = 7007
  socket_type = stream
  protocol = tcp
  wait = no
  user = root
  server = /bin/cat
}
service red
{
  type = UNLISTED
  port = 7008
  socket_type = stream
  protocol = tcp
  wait = no
  user = root
  redirect = 127.0.0.1 3001
}
X
[ -e /etc/xinetd.conf ] && mount --bind xinetd.conf /etc/xinetd.conf
[ -d /etc/xinetd.d ] && mount -t tmpfs tmpfs /etc/xinetd.d
"$XINETD" -dontfork -f "$work/xinetd.conf" &
for port in 3000 3001 9000 9001 9002 9010 7007 7008; do await $port; done
# A connection through the tunnel of ssh -L, which its far end keeps to what it hands on to.
exec 3<>/dev/tcp/127.0.0.1/9001
echo ready
read -r end
`;

requires({
  root: true,
  platform: 'linux',
  tools: [
    'sshd',
    'ssh',
    'ssh-keygen',
    'socat',
    'xinetd',
    'busybox',
    'ip',
    'ss',
    'unshare',
    'nsenter',
    'bash',
  ],
  paths: [CLI, '/etc/xinetd.conf'],
})('real programs that listen for others', () => {
  let work: string;
  let host: ChildProcess;
  let listeners: readonly Listener[];

  interface Listener {
    readonly port: number;
    readonly address: string;
    readonly explanation: string;
    readonly notes: readonly string[];
    readonly owner: {
      readonly processes: readonly { readonly name: string }[];
      readonly stands_for: object | null;
    };
  }

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'listenscope-holders-'));
    const env = { ...process.env, SSHD: findTool('sshd'), XINETD: findTool('xinetd') };
    const words = [
      '--mount',
      '--net',
      '--propagation',
      'private',
      '--pid',
      '--fork',
      '--mount-proc',
      'bash',
      '-ec',
      SCRIPT,
      'holders',
      work,
    ];
    host = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'inherit'], env });
    const [said] = await Promise.race([once(host.stdout ?? host, 'data'), once(host, 'exit')]);
    expect(String(said)).toBe('ready\n');
    // With processes of its own: where there are thousands, no command line is looked at.
    const first = readFileSync(`/proc/${host.pid}/task/${host.pid}/children`, 'utf8').trim();
    const entered = ['--target', first, '--mount', '--net', '--pid', '--', process.execPath, CLI];
    const ran = spawnSync('nsenter', [...entered, '--json', '--netns', 'current'], { encoding: 'utf8' });
    expect(ran.status).toBe(0);
    ({ listeners } = printedDocument(ran.stdout) as { listeners: readonly Listener[] });
  }, 60_000);
  afterAll(async () => {
    host.stdin?.end();
    await once(host, 'exit');
    rmSync(work, { recursive: true });
  });

  const at = (port: number) => listeners.find((each) => each.port === port && !each.address.includes('::1'));

  it.each([
    [9000, 'sshd', { kind: 'tunnel', by: 'sshd', user: 'root', to: null }],
    [9001, 'ssh', { kind: 'tunnel', by: 'ssh', user: null, to: 'localhost:3001 by way of root@127.0.0.1' }],
    [9010, 'socat', { kind: 'tunnel', by: 'socat', user: null, to: '127.0.0.1:3000' }],
    [7008, 'xinetd', { kind: 'tunnel', by: 'xinetd', user: null, to: '127.0.0.1:3001' }],
    [7007, 'xinetd', { kind: 'service', by: 'xinetd', name: 'say', starts: '/bin/cat' }],
    [2222, 'sshd', null],
  ])('on port %i it is %s, for whom it listens', (port, name, standsFor) => {
    expect(at(port)?.owner.processes.map((each) => each.name)).toContain(name);
    expect(at(port)?.owner.stands_for).toEqual(standsFor);
  });

  it('the SOCKS port of ssh -D leads wherever its clients ask', () => {
    expect(at(9002)?.owner.stands_for).toMatchObject({ by: 'ssh', to: expect.stringContaining('SOCKS') });
  });

  describe('are hints at what only the loopback reaches', () => {
    it('by their command lines', () => {
      const told = [at(3000)?.explanation, ...(at(3000)?.notes ?? [])].join('\n');
      expect(told).toMatch(/ssh \(pid \d+\) and socat \(pid \d+\)/);
    });

    it('by their connections', () => {
      expect(at(3001)?.explanation).toMatch(/by way of sshd \(pid \d+\): a hint/);
    });
  });
});
