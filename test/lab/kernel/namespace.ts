import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { findTool } from '../../support/find-tool.js';
import { CLONE_NEWNET } from './constants.js';
import { checked, libc } from './libc.js';

/**
 * A network namespace held by a file descriptor of this process and by nothing else: it has no name to collide with, and
 * the kernel removes it with its links, addresses and rules when the process ends, however that happens.
 */
export interface Namespace {
  readonly fd: number;
  /** A path by which other programs of this machine can enter it, while it lives. */
  readonly path: string;
}

/** Makes an empty namespace. The calling thread is back in its own when this returns. */
export function createNamespace(): Namespace {
  const home = openSync('/proc/thread-self/ns/net', 'r');
  try {
    checked('unshare', libc().unshare(CLONE_NEWNET));
    const fd = openSync('/proc/thread-self/ns/net', 'r');
    return { fd, path: `/proc/${process.pid}/fd/${fd}` };
  } finally {
    checked('setns', libc().setns(home, CLONE_NEWNET));
    closeSync(home);
  }
}

/** Lets go of it. Sockets and processes that still live in it keep it alive. */
export function closeNamespace(namespace: Namespace): void {
  closeSync(namespace.fd);
}

/**
 * Runs `work` inside `namespace`: sockets that it opens belong there for good, programs that it starts run there, and
 * what it writes to /proc/sys/net counts there. `work` has to be synchronous, since the whole thread moves.
 */
export function within<T>(namespace: Namespace, work: () => T): T {
  const home = openSync('/proc/thread-self/ns/net', 'r');
  checked('setns', libc().setns(namespace.fd, CLONE_NEWNET));
  try {
    return work();
  } finally {
    checked('setns', libc().setns(home, CLONE_NEWNET));
    closeSync(home);
  }
}

/** Runs a command in `namespace` with `input` on its standard input; throws with its message when it fails. */
export function command(namespace: Namespace, name: string, args: readonly string[], input = ''): string {
  const path = findTool(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  const options = { input, encoding: 'utf8', env, timeout: 60_000, maxBuffer: 1 << 28 } as const;
  const result = within(namespace, () => spawnSync(path, args, options));
  if (result.status !== 0) {
    const why = result.error?.message ?? `status ${result.status}`;
    throw new Error(`${name} ${args.join(' ')}: ${why}\n${result.stderr}\n${input}`);
  }
  return result.stdout;
}

/**
 * Sets sysctls by their path below /proc/sys, in order. Slashes only, so that device names may hold dots. With
 * `ifThere` those that this kernel does not have are passed over.
 */
export function setSysctls(
  namespace: Namespace,
  values: Readonly<Record<string, string | number>>,
  { ifThere = false } = {},
): void {
  within(namespace, () => {
    for (const [name, value] of Object.entries(values)) {
      const path = `/proc/sys/${name}`;
      if (!ifThere || existsSync(path)) writeFileSync(path, String(value));
    }
  });
}
