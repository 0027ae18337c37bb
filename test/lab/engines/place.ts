import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DROP_COPIED_NAMESPACES } from '../../support/drop-copied-namespaces.js';
import { findTool } from '../../support/find-tool.js';
import type { Namespace } from '../kernel/namespace.js';

/** Where a container engine of a test's own runs: in a network namespace of the lab, with a file system that it may write to. */
export interface Place {
  /** A directory of its own, which goes when the place ends. */
  readonly work: string;
  /** Runs a program in the place; its standard output. Throws what it complained of. */
  inside(name: string, ...words: string[]): string;
  /** Starts a program in the place, which ends with it at the latest. */
  start(name: string, ...words: string[]): void;
  /** Waits for a condition; throws `complaint`, with what was last logged in the place, when it does not come. */
  waitFor(condition: () => boolean, complaint: string): void;
  /** The root directory of the place, seen from outside. */
  readonly root: string;
  end(): void;
}

export interface PlaceOptions {
  readonly target: Namespace;
  /** Directories of state, which are empty in the place. */
  readonly state: readonly string[];
  /** Shell commands that run first. */
  readonly before: string;
  /** What then runs there for as long as the place lasts. */
  readonly program: readonly string[];
}

/**
 * A fresh sysfs shows the devices of the target, and the control groups go back on top of it. The configuration of the engines and
 * of ufw beside them is a copy.
 */
const SCRIPT = `
work=$1; state=$2; before=$3; shift 3
mkdir "$work/cgroup"
mount --rbind /sys/fs/cgroup "$work/cgroup"
umount -l /sys
mount -t sysfs sysfs /sys
mount --rbind "$work/cgroup" /sys/fs/cgroup
umount -l "$work/cgroup"
${DROP_COPIED_NAMESPACES}
mount -t tmpfs tmpfs /run
mkdir -p /run/lock
: > /run/xtables.lock
for folder in $state; do
  mkdir -p "$folder" "$work/state$folder"
  mount --bind "$work/state$folder" "$folder"
done
for folder in /etc/docker /etc/containers /etc/cni /etc/ufw /etc/default /lib/ufw; do
  [ -d "$folder" ] || continue
  mkdir -p "$work/copy$folder"
  cp -a "$folder/." "$work/copy$folder/"
  mount --bind "$work/copy$folder" "$folder"
done
sh -ec "$before" >&2
: > "$work/ready"
exec "$@"
`;

const START_MS = 30_000;
const SYSTEM_PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin';

/** Makes a place, and waits until its program is about to run. */
export function makePlace({ target, state, before, program }: PlaceOptions): Place {
  const work = mkdtempSync(join(tmpdir(), 'listenscope-engine-'));
  const log = openSync(join(work, 'log'), 'w');
  const env = { PATH: SYSTEM_PATH, LC_ALL: 'C', HOME: work };
  const run = (...words: string[]) => spawn('nsenter', words, { stdio: ['ignore', log, log], env });
  const unshared = [`--net=${target.path}`, '--', 'unshare', '--mount', '--propagation', 'private'];
  const first = run(...unshared, 'sh', '-ec', SCRIPT, 'place', work, state.join(' '), before, ...program);
  const entered = ['--target', String(first.pid), '--mount', '--net', '--'];
  const started: ChildProcess[] = [first];
  const logged = (complaint: string) =>
    `${complaint}:\n${readFileSync(join(work, 'log'), 'utf8').slice(-2000)}`;
  const isReady = () => existsSync(join(work, 'ready'));
  const place: Place = {
    work,
    root: `/proc/${first.pid}/root`,
    inside(name, ...words) {
      const result = spawnSync('nsenter', [...entered, findTool(name) ?? name, ...words], {
        encoding: 'utf8',
        timeout: 60_000,
        env,
        maxBuffer: 1 << 28,
      });
      if (result.status !== 0)
        throw new Error(`${name} ${words.join(' ')}: ${result.error?.message ?? result.stderr}`);
      return result.stdout;
    },
    start(name, ...words) {
      started.push(run(...entered, findTool(name) ?? name, ...words));
    },
    waitFor: (condition, complaint) => waitFor(condition, () => logged(complaint)),
    end() {
      for (const child of started) child.kill('SIGTERM');
      for (const { pid } of started) place.waitFor(() => hasEnded(pid), 'what ran in the place does not end');
      rmSync(work, { recursive: true, force: true });
    },
  };
  try {
    place.waitFor(() => isReady() || hasEnded(first.pid), 'the place does not get ready');
    if (!isReady()) throw new Error(logged('the place could not be made'));
  } catch (error) {
    place.end();
    throw error;
  }
  return place;
}

/** An ended child stays a zombie until Node has heard of it, which it does not while this waits. */
function hasEnded(pid: number | undefined): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

/** Looks every 50 ms. */
function waitFor(condition: () => boolean, complaint: () => string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const end = performance.now() + START_MS; !condition(); Atomics.wait(pause, 0, 0, 50))
    if (performance.now() > end) throw new Error(complaint());
}
