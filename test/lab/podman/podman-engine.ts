import { existsSync } from 'node:fs';
import { type Engine, importImage } from '../engines/engine.js';
import { makePlace } from '../engines/place.js';
import type { Namespace } from '../kernel/namespace.js';

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

/** Makes a place for podman in `target`; the shell commands `before` run first, where it will run. */
export function startPodman(target: Namespace, before = ''): Engine {
  const place = makePlace({
    target,
    state: ['/var/lib/containers'],
    before: `mkdir /run/podman\ncat > /etc/containers/containers.conf << 'END'${CONFIGURATION}END\n${before}`,
    program: ['sleep', '3600'],
  });
  const call = (...words: string[]) => place.inside('podman', '--log-level=error', ...words);
  const engine: Engine = {
    call,
    place,
    stop() {
      try {
        call('pod', 'rm', '--all', '--force', '--time', '0');
        call('rm', '--all', '--force', '--time', '0');
      } finally {
        place.end();
      }
    },
  };
  try {
    importImage(engine);
  } catch (error) {
    engine.stop();
    throw error;
  }
  return engine;
}

/** Starts the service that answers at /run/podman/podman.sock. */
export function serve({ place }: Engine): void {
  const socket = '/run/podman/podman.sock';
  place.start('podman', 'system', 'service', '--time=0', `unix://${socket}`);
  place.waitFor(() => existsSync(`${place.root}${socket}`), 'the service of podman did not start');
}
