import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DROP_COPIED_NAMESPACES } from '../../support/drop-copied-namespaces.js';
import { requires } from '../../support/requires.js';
import { printedDocument } from '../../support/schemas.js';

const CLI = new URL('../../../dist/cli.cjs', import.meta.url).pathname;
/** A user that nobody is. */
const UID = 31235;

/**
 * podman of an ordinary user, in namespaces of its own, with a user database, a /run and a home of its own: containers whose
 * ports rootlessport and slirp4netns publish. No socket of podman answers. Says "ready" when both are up.
 */
const SCRIPT = `
work=$1 uid=$2
mkdir -p "$work/etc" "$work/home/.config/containers" "$work/image/bin"
for file in passwd group subuid subgid; do cat "/etc/$file" > "$work/etc/$file"; done
echo "lone:x:$uid:$uid::$work/home:/bin/sh" >> "$work/etc/passwd"
echo "lone:x:$uid:" >> "$work/etc/group"
for file in subuid subgid; do echo "lone:3200000:65536" >> "$work/etc/$file"; done
for file in passwd group subuid subgid; do mount --bind "$work/etc/$file" "/etc/$file"; done
${DROP_COPIED_NAMESPACES}
mount -t tmpfs tmpfs /run
mkdir -p "/run/user/$uid" /run/lock
umount -l /sys
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /sys/fs/cgroup
mount -t tmpfs -o dev,mode=755 tmpfs /dev/net
mknod -m 666 /dev/net/tun c 10 200
ip link set lo up
ip link add lan0 type veth peer name lan1
ip address add 10.9.9.1/24 dev lan0
ip link set lan0 up
ip link set lan1 up
ip route add default via 10.9.9.2
cp "$(command -v busybox)" "$work/image/bin/"
tar -C "$work/image" -cf "$work/image.tar" .
cat > "$work/home/.config/containers/containers.conf" <<X
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "crun"
[network]
network_backend = "netavark"
X
chown -R "$uid:$uid" "$work/home" "/run/user/$uid"
chmod 700 "/run/user/$uid"
cd "$work/home"
as() {
  setpriv --reuid "$uid" --regid "$uid" --clear-groups env -i HOME="$work/home" USER=lone \
    XDG_RUNTIME_DIR="/run/user/$uid" PATH=/usr/sbin:/usr/bin:/sbin:/bin podman --log-level=error "$@" >&2
}
as import "$work/image.tar" lab
server='lab /bin/busybox httpd -f -p 80'
as run --detach --cgroups=disabled --name web -p 8080:80 $server
as run --detach --cgroups=disabled --name private -p 127.0.0.1:8081:80 $server
as run --detach --cgroups=disabled --name slirp --network slirp4netns:port_handler=slirp4netns -p 8082:80 $server
echo ready
read -r end
`;

/** Asks for a page; what comes back first, or why nothing does. */
const CLIENT = `
const [, host, port] = process.argv;
const socket = require('node:net').connect(Number(port), host, () => socket.write('GET / HTTP/1.0\\r\\n\\r\\n'));
socket.once('data', (data) => { console.log(String(data)); process.exit(); });
socket.once('error', ({ code }) => console.log(code));
`;

requires({
  root: true,
  platform: 'linux',
  tools: [
    'podman',
    'crun',
    'slirp4netns',
    'newuidmap',
    'busybox',
    'ip',
    'tar',
    'setpriv',
    'unshare',
    'nsenter',
  ],
  userNamespaces: true,
  paths: [CLI, '/usr/lib/podman/netavark', '/etc/subuid', '/etc/subgid', '/dev/net'],
})('podman without root', () => {
  let work: string;
  let host: ChildProcess;
  let first: string;
  let document: Document;

  interface Document {
    readonly gaps: readonly object[];
    readonly listeners: readonly {
      readonly id: string;
      readonly exposure: string;
      readonly owner: {
        readonly processes: readonly { readonly name: string }[];
        readonly stands_for: { readonly by: string; readonly container: string | null } | null;
      };
    }[];
    readonly interfaces: readonly { readonly name: string; readonly audience: string }[];
    readonly namespaces: readonly { readonly containers: readonly string[] }[];
  }

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'listenscope-rootless-'));
    chmodSync(work, 0o755);
    const inside = ['--mount', '--net', '--propagation', 'private', '--pid', '--fork', '--mount-proc'];
    host = spawn('unshare', [...inside, 'bash', '-ec', SCRIPT, 'rootless', work, String(UID)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let complaints = '';
    host.stderr?.on('data', (text) => {
      complaints += text;
    });
    const [said] = await Promise.race([once(host.stdout ?? host, 'data'), once(host, 'exit')]);
    expect(String(said), complaints).toBe('ready\n');
    first = readFileSync(`/proc/${host.pid}/task/${host.pid}/children`, 'utf8').trim();
    const ran = within(process.execPath, CLI, '--json');
    document = printedDocument(ran.stdout) as Document;
  }, 90_000);
  afterAll(async () => {
    host.stdin?.end();
    await once(host, 'exit');
    rmSync(work, { recursive: true });
  });

  function within(...command: readonly string[]) {
    const entered = ['--target', first, '--mount', '--net', '--pid', '--', ...command];
    return spawnSync('nsenter', entered, { encoding: 'utf8', timeout: 20_000 });
  }

  const on = (port: number) => document.listeners.find(({ id }) => id.endsWith(`:${port}`));

  it.each([
    [8080, 'rootlessport', 'web', 'private-networks'],
    [8081, 'rootlessport', 'private', 'this-host'],
    [8082, 'slirp4netns', 'slirp', 'private-networks'],
  ])('has on port %i %s for the container %s, reached by %s', (port, by, container, exposure) => {
    expect(on(port)?.owner.processes.map(({ name }) => name)).toContain(by);
    expect(on(port)?.owner.stands_for).toMatchObject({ by, container });
    expect(on(port)?.exposure).toBe(exposure);
  });

  it.each([
    ['10.9.9.1', '8080', 'HTTP/1.1 404 Not Found'],
    ['127.0.0.1', '8080', 'HTTP/1.1 404 Not Found'],
    ['127.0.0.1', '8081', 'HTTP/1.1 404 Not Found'],
    ['10.9.9.1', '8081', 'ECONNREFUSED'],
    ['10.9.9.1', '8082', 'HTTP/1.1 404 Not Found'],
  ])('gives who dials %s:%s the answer %s', (address, port, answer) => {
    const { stdout } = within(process.execPath, '-e', CLIENT, address, port);
    expect(stdout.split('\r')[0]?.trim()).toBe(answer);
  });

  it('has taps of containers, and no way to a VPN', () => {
    const taps = document.interfaces.filter(({ name }) => name.startsWith('tap'));
    expect(taps.map(({ audience }) => audience)).toEqual(taps.map(() => 'containers'));
    expect(taps.length).toBeGreaterThan(0);
  });

  it('names the network namespaces of its containers', () => {
    const names = document.namespaces.flatMap(({ containers }) => containers).sort();
    expect(names).toEqual(['private', 'slirp', 'web']);
    expect(document.gaps).toEqual([]);
  });
});
