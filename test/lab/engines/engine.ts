import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findTool } from '../../support/find-tool.js';
import type { Namespace } from '../kernel/namespace.js';
import type { Guest, ListenerSpec } from '../scenario.js';
import type { Place } from './place.js';

/** A container engine of a test's own, whose containers hang off a namespace of the lab. */
export interface Engine {
  /** `docker` or `podman` with these words; its standard output. Throws what it complained of. */
  call(...words: string[]): string;
  readonly place: Place;
  /** Removes the containers, and ends all that was started for them. */
  stop(): void;
}

const IMAGE = 'lab';

/** Gives an engine that has come up its one image: nothing but busybox. */
export function importImage({ call, place: { work } }: Engine): void {
  const image = join(work, 'image');
  for (const folder of ['bin', 'etc']) mkdirSync(join(image, folder), { recursive: true });
  copyFileSync(findTool('busybox') ?? '', join(image, 'bin/busybox'));
  symlinkSync('busybox', join(image, 'bin/sh'));
  const archive = join(work, 'image.tar');
  const made = spawnSync('tar', ['--directory', image, '--create', '--file', archive, '.']);
  if (made.status !== 0) throw new Error(`tar: ${made.stderr}`);
  call('import', archive, IMAGE);
}

/** Starts a container that only waits: listeners are put into its namespace from outside. */
export function runContainer({ call }: Engine, name: string, ...options: string[]): void {
  call('run', '--detach', '--name', name, ...options, IMAGE, '/bin/busybox', 'sleep', '600');
}

/** The network namespace of a running container. */
export function namespaceOf({ call }: Engine, container: string): Namespace {
  const pid = call('inspect', '--format', '{{.State.Pid}}', container).trim();
  const fd = openSync(`/proc/${pid}/ns/net`, 'r');
  return { fd, path: `/proc/${process.pid}/fd/${fd}` };
}

/** A running container as a guest of the lab's host. */
export function guestOf(
  { call }: Engine,
  { name, listeners }: { readonly name: string; readonly listeners: readonly ListenerSpec[] },
  bridge: string,
): Guest {
  const ipv4 = '{{.IPAddress}}/{{.IPPrefixLen}}';
  const ipv6 = '{{.GlobalIPv6Address}}/{{.GlobalIPv6PrefixLen}}';
  const format = `{{range .NetworkSettings.Networks}}${ipv4} ${ipv6}{{end}}`;
  const addresses = call('inspect', '--format', format, name).trim().split(' ');
  return { name, bridge, addresses: addresses.filter((cidr) => !cidr.startsWith('/')), listeners, rules: [] };
}

/** A bridge of the engine with the addresses that the host has there; fe80::1 is Docker's gateway on every one of its bridges. */
export function bridgeOf({ place }: Engine, name: string): { name: string; addresses: string[] } {
  const [found] = JSON.parse(place.inside('ip', '-j', 'address', 'show', name)) as {
    addr_info: { local: string; prefixlen: number; scope: string }[];
  }[];
  const addresses = (found?.addr_info ?? [])
    .filter(({ local, scope }) => scope === 'global' && local !== 'fe80::1')
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`);
  return { name, addresses };
}
