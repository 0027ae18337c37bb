import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DROP_COPIED_NAMESPACES } from '../../support/drop-copied-namespaces.js';
import { findTool } from '../../support/find-tool.js';
import type { Namespace } from '../kernel/namespace.js';

/** A Docker engine of a test's own, whose containers hang off a namespace of the lab. */
export interface DockerEngine {
  /** Of dockerd, in whose mount namespace its socket is /run/docker.sock. */
  readonly pid: number;
  /** `docker` with these words; its standard output. Throws what it complained of. */
  docker(...words: string[]): string;
  /** Runs a program where dockerd runs: in the target, with its own /run and /etc. */
  inside(name: string, ...words: string[]): string;
  /** The network namespace of a running container. */
  namespaceOf(container: string): Namespace;
  /** Removes the containers and ends the engine. */
  stop(): void;
}

/**
 * The directories that dockerd writes to are its own, in a mount namespace of its own; so are /run and the configuration of
 * ufw. A fresh sysfs shows the target's devices, and the control groups go back on top of it.
 */
const SCRIPT = `
work=$1; before=$2; shift 2
mount --rbind /sys/fs/cgroup "$work/cgroup"
umount -l /sys
mount -t sysfs sysfs /sys
mount --rbind "$work/cgroup" /sys/fs/cgroup
umount -l "$work/cgroup"
${DROP_COPIED_NAMESPACES}
mount -t tmpfs tmpfs /run
mkdir -p /run/lock /var/lib/docker /var/lib/containerd
: > /run/xtables.lock
mount --bind "$work/docker" /var/lib/docker
mount --bind "$work/containerd" /var/lib/containerd
for folder in /etc/ufw /etc/default /lib/ufw /etc/docker; do
  [ -d "$folder" ] || continue
  mkdir -p "$work/copy$folder"
  cp -a "$folder/." "$work/copy$folder/"
  mount --bind "$work/copy$folder" "$folder"
done
sh -c "$before" >&2
exec dockerd --exec-root /run/docker --pidfile /run/docker.pid --host "unix://$work/docker.sock" --host unix:///run/docker.sock "$@"
`;

const START_MS = 30_000;
const IMAGE = 'lab';

/** Starts dockerd with `options` in `target`; the shell commands `before` run first, where it will run. */
export function startDocker(target: Namespace, options: readonly string[], before = ''): DockerEngine {
  const work = mkdtempSync(join(tmpdir(), 'listenscope-docker-'));
  for (const folder of ['docker', 'containerd', 'cgroup', 'image/bin', 'config'])
    mkdirSync(join(work, folder), { recursive: true });
  const log = openSync(join(work, 'log'), 'w');
  const words = [`--net=${target.path}`, '--', 'unshare', '--mount', '--propagation', 'private'];
  const child = spawn('nsenter', [...words, 'sh', '-ec', SCRIPT, 'dockerd', work, before, ...options], {
    stdio: ['ignore', log, log],
    env: { ...process.env, PATH: SYSTEM_PATH },
  });
  const engine = engineOf(child, work);
  try {
    waitFor(
      START_MS,
      () => isUp(engine),
      () => `dockerd did not start:\n${readFileSync(join(work, 'log'), 'utf8').slice(-2000)}`,
    );
    importImage(engine, work);
  } catch (error) {
    engine.stop();
    throw error;
  }
  return engine;
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin';

function engineOf(child: ChildProcess, work: string): DockerEngine {
  const pid = child.pid ?? 0;
  const call = (name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const result = spawnSync(findTool(name) ?? name, args, {
      encoding: 'utf8',
      timeout: 60_000,
      env: { PATH: SYSTEM_PATH, LC_ALL: 'C', ...env },
      maxBuffer: 1 << 28,
    });
    if (result.status !== 0)
      throw new Error(`${name} ${args.join(' ')}: ${result.error?.message ?? result.stderr}`);
    return result.stdout;
  };
  const docker = (...words: string[]) =>
    call('docker', ['--host', `unix://${work}/docker.sock`, ...words], { DOCKER_CONFIG: `${work}/config` });
  const opened: number[] = [];
  return {
    pid,
    docker,
    inside: (name, ...words) =>
      call('nsenter', ['--target', String(pid), '--mount', '--net', '--', findTool(name) ?? name, ...words]),
    namespaceOf(container) {
      const process = docker('inspect', '--format', '{{.State.Pid}}', container).trim();
      const fd = openSync(`/proc/${process}/ns/net`, 'r');
      opened.push(fd);
      return { fd, path: `/proc/${globalThis.process.pid}/fd/${fd}` };
    },
    stop() {
      try {
        const all = docker('ps', '--all', '--quiet')
          .split('\n')
          .filter((id) => id !== '');
        if (all.length > 0) docker('rm', '--force', ...all);
      } catch {
        // It never came up.
      }
      child.kill('SIGTERM');
      waitFor(
        START_MS,
        () => !existsSync(`/proc/${pid}/ns`) || isZombie(pid),
        () => 'dockerd does not end',
      );
      rmSync(work, { recursive: true, force: true });
    },
  };
}

function isUp(engine: DockerEngine): boolean {
  try {
    engine.docker('version');
    return true;
  } catch {
    return false;
  }
}

/** An ended child stays until Node has heard of it, which it does not while this waits. */
function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

/** An image of nothing but busybox. */
function importImage(engine: DockerEngine, work: string): void {
  copyFileSync(findTool('busybox') ?? '', join(work, 'image/bin/busybox'));
  symlinkSync('busybox', join(work, 'image/bin/sh'));
  const archive = join(work, 'image.tar');
  const made = spawnSync('tar', ['--directory', join(work, 'image'), '--create', '--file', archive, '.']);
  if (made.status !== 0) throw new Error(`tar: ${made.stderr}`);
  engine.docker('import', archive, IMAGE);
}

/** Starts a container that only waits: listeners are put into its namespace from outside. */
export function runContainer(engine: DockerEngine, name: string, ...options: string[]): void {
  engine.docker('run', '--detach', '--name', name, ...options, IMAGE, '/bin/busybox', 'sleep', '600');
}

/** Waits for a condition, looking every 50 ms; throws `complaint` when it does not come. */
function waitFor(limitMs: number, condition: () => boolean, complaint: () => string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const end = performance.now() + limitMs; !condition(); Atomics.wait(pause, 0, 0, 50))
    if (performance.now() > end) throw new Error(complaint());
}
