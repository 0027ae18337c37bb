import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DROP_COPIED_NAMESPACES } from '../../support/drop-copied-namespaces.js';
import { requires } from '../../support/requires.js';
import { printedDocument } from '../../support/schemas.js';

const CLI = new URL('../../../dist/cli.cjs', import.meta.url).pathname;

/**
 * Two containers of LXC, one with a network of its own behind a bridge and one with that of its host, each with a web server, in
 * namespaces of their own, with a /run and a /var/lib/lxc of their own. Says "ready" when both are up.
 */
const SCRIPT = `
work=$1 own=$2 shared=$3
mount --rbind /sys/fs/cgroup "$work/cgroup"
umount -l /sys
mount -t sysfs sysfs /sys
mount --rbind "$work/cgroup" /sys/fs/cgroup
umount -l "$work/cgroup"
${DROP_COPIED_NAMESPACES}
mount -t tmpfs tmpfs /run
mkdir -p /run/lock /var/lib/lxc
mount --bind "$work/lxc" /var/lib/lxc
ip link set lo up
ip link add lxcbr0 type bridge
ip address add 10.0.3.1/24 dev lxcbr0
ip link set lxcbr0 up
printf 'lxc.apparmor.profile = unconfined\nlxc.net.0.type = none\n' > "$work/shared.conf"
cat > "$work/own.conf" <<X
lxc.apparmor.profile = unconfined
lxc.net.0.type = veth
lxc.net.0.link = lxcbr0
lxc.net.0.flags = up
lxc.net.0.ipv4.address = 10.0.3.5/24
X
# What LXC leaves for the next container goes, unless it was there before.
before=$(ls -d /sys/fs/cgroup/*/lxc.pivot 2> /dev/null || true)
stop() {
  for each in "$own" "$shared"; do lxc-stop --kill --name "$each" || true; done
  [ -n "$before" ] || rmdir /sys/fs/cgroup/*/lxc.pivot 2> /dev/null || true
}
trap stop EXIT
start() {
  lxc-create --name "$1" --template busybox --config "$work/$2.conf" > /dev/null
  lxc-start --name "$1" --daemon
  lxc-attach --name "$1" -- /bin/busybox httpd -p "$3"
}
start "$own" own 8000 >&2
start "$shared" shared 8001 >&2
echo ready
read -r end
`;

requires({
  root: true,
  platform: 'linux',
  tools: ['lxc-create', 'lxc-start', 'lxc-attach', 'busybox', 'ip', 'unshare', 'nsenter', 'bash'],
  paths: [CLI, '/usr/share/lxc/templates/lxc-busybox'],
})('containers of LXC', () => {
  // Control groups of one name are told apart by numbers behind it.
  const [own, shared] = [`own-${process.pid}`, `shared.${process.pid}`];
  let work: string;
  let host: ChildProcess;
  let document: Document;

  interface Document {
    readonly listeners: readonly {
      readonly id: string;
      readonly owner: { readonly processes: readonly { readonly container: string | null }[] };
    }[];
    readonly namespaces: readonly { readonly containers: readonly string[] }[];
    readonly containers: readonly { readonly runtime: string; readonly name: string }[];
  }

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'listenscope-lxc-'));
    for (const folder of ['cgroup', 'lxc']) mkdirSync(join(work, folder));
    const inside = ['--mount', '--net', '--propagation', 'private', '--pid', '--fork', '--mount-proc'];
    host = spawn('unshare', [...inside, 'bash', '-ec', SCRIPT, 'lxc', work, own, shared], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [said] = await Promise.race([once(host.stdout ?? host, 'data'), once(host, 'exit')]);
    expect(String(said)).toBe('ready\n');
    const first = readFileSync(`/proc/${host.pid}/task/${host.pid}/children`, 'utf8').trim();
    const entered = ['--target', first, '--mount', '--net', '--pid', '--', process.execPath, CLI];
    const ran = spawnSync('nsenter', [...entered, '--json'], { encoding: 'utf8' });
    document = printedDocument(ran.stdout) as Document;
  }, 60_000);
  afterAll(async () => {
    host.stdin?.end();
    await once(host, 'exit');
    rmSync(work, { recursive: true });
  });

  it('are known by name, whether they have a network of their own or that of the host', () => {
    expect(document.containers.map(({ runtime, name }) => `${runtime} ${name}`).sort()).toEqual([
      `lxc ${own}`,
      `lxc ${shared}`,
    ]);
    const holders = new Map(
      document.listeners.map(({ id, owner }) => [id, owner.processes[0]?.container ?? null]),
    );
    expect(holders.get(`tcp/[::]:8000@${own}`)).toBe(own);
    expect(holders.get('tcp/[::]:8001')).toBe(shared);
  });

  it('name the network namespace that was made for them, and no other', () => {
    expect(document.namespaces.flatMap(({ containers }) => containers)).toEqual([own]);
  });
});
