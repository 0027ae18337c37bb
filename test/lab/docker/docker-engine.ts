import { type Engine, importImage } from '../engines/engine.js';
import { makePlace } from '../engines/place.js';
import type { Namespace } from '../kernel/namespace.js';

/** Starts dockerd with `options` in `target`; the shell commands `before` run first, where it will run. */
export function startDocker(target: Namespace, options: readonly string[], before = ''): Engine {
  // The socket is also where a client looks for it by itself.
  const own = [
    '--exec-root',
    '/run/docker',
    '--pidfile',
    '/run/docker.pid',
    '--host',
    'unix:///run/docker.sock',
  ];
  const place = makePlace({
    target,
    state: ['/var/lib/docker', '/var/lib/containerd'],
    before,
    program: ['dockerd', ...own, ...options],
  });
  const call = (...words: string[]) => place.inside('docker', ...words);
  const engine: Engine = {
    call,
    place,
    stop() {
      try {
        const all = call('ps', '--all', '--quiet').split('\n').filter(Boolean);
        if (all.length > 0) call('rm', '--force', ...all);
      } catch {
        // It never came up.
      }
      place.end();
    },
  };
  try {
    place.waitFor(() => answers(engine), 'dockerd did not start');
    importImage(engine);
  } catch (error) {
    engine.stop();
    throw error;
  }
  return engine;
}

function answers({ call }: Engine): boolean {
  try {
    call('version');
    return true;
  } catch {
    return false;
  }
}
