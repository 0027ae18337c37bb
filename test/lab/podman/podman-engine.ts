import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DROP_COPIED_NAMESPACES } from '../../support/drop-copied-namespaces.js';
import { findTool } from '../../support/find-tool.js';
import type { Namespace } from '../kernel/namespace.js';

/** podman of a test's own, whose containers hang off a namespace of the lab. */
export interface PodmanEngine {
  /** `podman` with these words; its standard output. Throws what it complained of. */
  podman(...words: string[]): string;
  /** Runs a program where podman runs: in the target, with its own /run and /etc. */
  inside(name: string, ...words: string[]): string;
  /** Starts the service that answers at /run/podman/podman.sock. */
  serve(): void;
  /** The network namespace of a running container. */
  namespaceOf(container: string): Namespace;
  /** Removes the containers, and all that was started for them. */
  stop(): void;
}

/** As in the Docker engine beside: own state, own /run and /etc, a sysfs that shows the target's devices. */
const SCRIPT = `
work=$1; before=$2
mount --rbind /sys/fs/cgroup "$work/cgroup"
umount -l /sys
mount -t sysfs sysfs /sys
mount --rbind "$work/cgroup" /sys/fs/cgroup
umount -l "$work/cgroup"
${DROP_COPIED_NAMESPACES}
mount -t tmpfs tmpfs /run
mkdir -p /run/lock /run/podman /var/lib/containers /etc/containers /etc/cni
: > /run/xtables.lock
mount --bind "$work/containers" /var/lib/containers
for folder in /etc/ufw /etc/default /lib/ufw /etc/containers /etc/cni; do
  [ -d "$folder" ] || continue
  mkdir -p "$work/copy$folder"
  cp -a "$folder/." "$work/copy$folder/"
  mount --bind "$work/copy$folder" "$folder"
done
cp "$work/containers.conf" /etc/containers/containers.conf
sh -c "$before" >&2
: > "$work/ready"
exec sleep 3600
`;

const CONFIGURATION = `
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
[network]
network_backend = "netavark"
`;

const IMAGE = 'lab';
const START_MS = 30_000;
const SYSTEM_PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin';

/** Makes a place for podman in `target`; the shell commands `before` run first, where it will run. */
export function startPodman(target: Namespace, before = ''): PodmanEngine {
  const work = mkdtempSync(join(tmpdir(), 'listenscope-podman-'));
  for (const folder of ['containers', 'cgroup', 'image/bin', 'image/etc'])
    mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(join(work, 'containers.conf'), CONFIGURATION);
  const log = openSync(join(work, 'log'), 'w');
  const words = [`--net=${target.path}`, '--', 'unshare', '--mount', '--propagation', 'private'];
  const env = { PATH: SYSTEM_PATH, LC_ALL: 'C', HOME: work };
  const place = spawn('nsenter', [...words, 'sh', '-ec', SCRIPT, 'podman', work, before], {
    stdio: ['ignore', log, log],
    env,
  });
  const pid = place.pid ?? 0;
  const started: number[] = [];
  const entered = ['--target', String(pid), '--mount', '--net', '--'];
  const inside = (name: string, ...args: string[]) => {
    const result = spawnSync('nsenter', [...entered, findTool(name) ?? name, ...args], {
      encoding: 'utf8',
      timeout: 60_000,
      env,
      maxBuffer: 1 << 28,
    });
    if (result.status !== 0)
      throw new Error(`${name} ${args.join(' ')}: ${result.error?.message ?? result.stderr}`);
    return result.stdout;
  };
  const engine: PodmanEngine = {
    podman: (...args) => inside('podman', '--log-level=error', ...args),
    inside,
    serve() {
      const socket = '/run/podman/podman.sock';
      const service = spawn(
        'nsenter',
        [...entered, findTool('podman') ?? 'podman', 'system', 'service', '--time=0', `unix://${socket}`],
        { stdio: ['ignore', log, log], env },
      );
      started.push(service.pid ?? 0);
      waitFor(
        START_MS,
        () => existsSync(`/proc/${pid}/root${socket}`),
        () => 'the service of podman did not start',
      );
    },
    namespaceOf(container) {
      const process = engine.podman('inspect', '--format', '{{.State.Pid}}', container).trim();
      const fd = openSync(`/proc/${process}/ns/net`, 'r');
      return { fd, path: `/proc/${globalThis.process.pid}/fd/${fd}` };
    },
    stop() {
      try {
        engine.podman('pod', 'rm', '--all', '--force', '--time', '0');
        engine.podman('rm', '--all', '--force', '--time', '0');
      } catch {
        // It never came up.
      }
      for (const each of [...started, pid]) process.kill(each, 'SIGKILL');
      rmSync(work, { recursive: true, force: true });
    },
  };
  try {
    waitFor(
      START_MS,
      () => existsSync(join(work, 'ready')),
      () => `no place for podman:\n${readFileSync(join(work, 'log'), 'utf8').slice(-2000)}`,
    );
    importImage(engine, work);
  } catch (error) {
    engine.stop();
    throw error;
  }
  return engine;
}

/** An image of nothing but busybox. */
function importImage(engine: PodmanEngine, work: string): void {
  copyFileSync(findTool('busybox') ?? '', join(work, 'image/bin/busybox'));
  symlinkSync('busybox', join(work, 'image/bin/sh'));
  const archive = join(work, 'image.tar');
  const made = spawnSync('tar', ['--directory', join(work, 'image'), '--create', '--file', archive, '.']);
  if (made.status !== 0) throw new Error(`tar: ${made.stderr}`);
  engine.podman('import', archive, IMAGE);
}

/** Starts a container that only waits: listeners are put into its namespace from outside. */
export function runContainer(engine: PodmanEngine, name: string, ...options: string[]): void {
  engine.podman('run', '--detach', '--name', name, ...options, IMAGE, '/bin/busybox', 'sleep', '600');
}

/** Waits for a condition, looking every 50 ms; throws `complaint` when it does not come. */
function waitFor(limitMs: number, condition: () => boolean, complaint: () => string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const end = performance.now() + limitMs; !condition(); Atomics.wait(pause, 0, 0, 50))
    if (performance.now() > end) throw new Error(complaint());
}
