import type { AuditedListener } from '../../model/audit.js';
import type { Process } from '../../model/facts.js';
import { endpoint } from '../endpoint.js';
import type { Advice } from './advice.js';

const PODMAN = ['conmon', 'rootlessport', 'netavark', 'pasta', 'pasta.avx2', 'passt.avx2', 'slirp4netns'];

/** Programs that hold a port for a container, or else undefined: the port is closed where it was published. */
export function publishAdvice(listener: AuditedListener): Advice | undefined {
  for (const process of listener.owner.processes) {
    const tool = publisher(process, listener.port);
    if (tool !== undefined) return republish(tool, listener.port, containerPort(process) ?? 'PORT');
  }
  return undefined;
}

/** The container tool that published this port by the process that holds it. */
function publisher({ name }: Process, port: number): 'docker' | 'podman' | undefined {
  if (name === 'docker-proxy') return 'docker';
  if (name === 'dockerd') return port === 2375 || port === 2376 ? undefined : 'docker';
  return PODMAN.includes(name) ? 'podman' : undefined;
}

/** How to publish `port` so that only this machine gets to the port `inside` the container. */
export function republish(tool: 'docker' | 'podman', port: number, inside: string): Advice {
  const mapping = `${endpoint('127.0.0.1', port)}:${inside}`;
  return {
    title: 'Publish the port on this machine only',
    where: `${tool} run, or "ports:" in a compose file`,
    lines: [`-p ${mapping}`, `ports: ["${mapping}"]`],
    note:
      tool === 'docker'
        ? 'Make the container anew. Rules of ufw and of zones in firewalld do not stop ports that Docker publishes.'
        : 'Make the container anew.',
  };
}

/** docker-proxy carries it on its command line: -container-port 80. */
function containerPort({ command }: Process): string | undefined {
  const at = command.indexOf('-container-port');
  const value = at < 0 ? undefined : command[at + 1];
  return value !== undefined && /^\d+$/.test(value) ? value : undefined;
}
