import type { Container } from '../../model/container.js';
import type { Process } from '../../model/facts.js';
import type { StandsFor } from '../../model/stands-for.js';
import type { HeldSocket } from '../stands-for.js';

type ContainerBehind = Extract<StandsFor, { kind: 'container' }>;

/** Programs that hold a published port for a container and do nothing else. */
export const FORWARDERS: ReadonlySet<string> = new Set([
  'conmon',
  'rootlessport',
  'rootlesskit',
  'slirp4netns',
  'pasta',
  'pasta.avx2',
  // As pasta calls itself too, on processors with AVX2.
  'passt',
  'passt.avx2',
]);

/** The container whose published port `process` holds. */
export function containerBehind(
  socket: HeldSocket,
  process: Process,
  containers: readonly Container[],
): ContainerBehind | undefined {
  if (process.name === 'docker-proxy') return behindDockerProxy(process, containers);
  const monitored = process.name === 'conmon' ? optionOf(process.command, '-n', '--name') : undefined;
  const publishing = publisherOf(socket, containers, monitored);
  // Without the userland proxy dockerd holds the port itself, and never accepts; the rest of what it holds is its own.
  if (process.name === 'dockerd') return publishing && { ...publishing, by: 'dockerd' };
  if (!FORWARDERS.has(process.name)) return undefined;
  if (publishing === undefined && monitored === undefined && process.name === 'conmon') return undefined;
  const container =
    monitored ?? publishing?.container ?? process.entered ?? ofApiSocket(process.command, containers);
  return { kind: 'container', ...publishing, container, by: process.name };
}

/** slirp4netns --api-socket /run/user/1000/libpod/tmp/ID.net, by which podman has it publish ports */
function ofApiSocket(command: readonly string[], containers: readonly Container[]): string | undefined {
  const [, id] = /([0-9a-f]{64})\.net$/.exec(optionOf(command, '--api-socket', '-a') ?? '') ?? [];
  return id && (containers.find((each) => each.id === id)?.name ?? id.slice(0, 12));
}

/** docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80 */
function behindDockerProxy({ command }: Process, containers: readonly Container[]): ContainerBehind {
  const address = optionOf(command, '-container-ip');
  const port = Number(optionOf(command, '-container-port') ?? Number.NaN);
  const owner = containers.find(
    ({ addresses }) => address !== undefined && addresses?.includes(address) === true,
  );
  return {
    kind: 'container',
    by: 'docker-proxy',
    container: owner?.name ?? owner?.id.slice(0, 12),
    address,
    port: Number.isNaN(port) ? undefined : port,
  };
}

function publisherOf(
  { protocol, address, port }: HeldSocket,
  containers: readonly Container[],
  preferred: string | undefined,
): Omit<ContainerBehind, 'by'> | undefined {
  const publishers = containers.flatMap(({ id, name, pod, runtime, addresses, published }) => {
    const found = published?.find(
      (each) => each.protocol === protocol && each.port === port && isAt(each.address, address),
    );
    if (found === undefined) return [];
    return [
      {
        kind: 'container' as const,
        container: name ?? id.slice(0, 12),
        // podman tells of each container of a pod what the pod publishes.
        pod: runtime === 'podman' ? pod?.name : undefined,
        address: addresses?.[0],
        port: found.target,
      },
    ];
  });
  return publishers.find(({ container }) => container === preferred) ?? publishers[0];
}

/** Both wildcards are the same intent: podman binds one socket for them. */
function isAt(published: string, bound: string): boolean {
  const plain = (address: string) => address.replace(/^::ffff:/, '').replace(/^::$/, '0.0.0.0');
  return plain(published) === plain(bound);
}

function optionOf(command: readonly string[], ...names: readonly string[]): string | undefined {
  const at = command.findIndex((word) => names.includes(word));
  return at < 0 ? undefined : command[at + 1];
}
