import { hostname, release } from 'node:os';
import type { HostFacts } from '../../model/facts.js';
import type { HostIo } from '../host-io.js';

/** Who this host is: uname(2) and os-release(5). */
export function readHost(io: HostIo): HostFacts {
  const osRelease = ['/etc/os-release', '/usr/lib/os-release']
    .map((path) => io.readText(path))
    .find((text) => text.ok);
  return {
    hostname: hostname(),
    platform: 'linux',
    os: osRelease === undefined ? undefined : parsePrettyName(osRelease.value),
    kernel: release(),
    uid: io.uid,
  };
}

/** PRETTY_NAME, quoted as in a shell. */
export function parsePrettyName(text: string): string | undefined {
  const value = /^PRETTY_NAME=(.*)$/m.exec(text)?.[1]?.trim();
  return value?.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(.)/g, '$1');
}
