import type { Container, PublishedPort, Runtime } from '../../../../model/container.js';

/** One member of GET /containers/json, Docker Engine API 1.24 and later, which podman serves alike. All of it may be missing. */
interface ListedContainer {
  readonly Id?: unknown;
  readonly Names?: unknown;
  readonly Image?: unknown;
  readonly State?: unknown;
  readonly Labels?: Readonly<Record<string, unknown>> | null;
  readonly Ports?: unknown;
  readonly HostConfig?: { readonly NetworkMode?: unknown } | null;
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, ListedNetwork | null>> | null };
}

interface ListedPort {
  readonly IP?: unknown;
  readonly PrivatePort?: unknown;
  readonly PublicPort?: unknown;
  readonly Type?: unknown;
}

interface ListedNetwork {
  readonly IPAddress?: unknown;
  readonly GlobalIPv6Address?: unknown;
}

/** The list of containers that the socket of `runtime` answers with; undefined when it is none. */
export function parseRuntimeList(answer: unknown, runtime: Runtime): readonly Container[] | undefined {
  if (!Array.isArray(answer)) return undefined;
  return answer.flatMap((listed: ListedContainer | null) => {
    const id = text(listed?.Id);
    return listed === null || id === undefined ? [] : [containerOf(listed, id, runtime)];
  });
}

function containerOf(listed: ListedContainer, id: string, runtime: Runtime): Container {
  const labels = listed.Labels ?? {};
  const networks = Object.entries(listed.NetworkSettings?.Networks ?? {});
  return {
    runtime,
    id,
    name: text(listOf(listed.Names)[0])?.replace(/^\//, ''),
    image: text(listed.Image),
    state: text(listed.State),
    compose: composeOf(labels),
    pod: podOf(labels),
    networkMode: text(listed.HostConfig?.NetworkMode),
    networks: networks.map(([name]) => name),
    addresses: networks.flatMap(([, network]) => [
      ...present(text(network?.IPAddress)),
      ...present(text(network?.GlobalIPv6Address)),
    ]),
    published: listOf<ListedPort | null>(listed.Ports).flatMap((port) => publishedPort(port ?? {})),
  };
}

/** What the labels of a container say of Compose. */
export function composeOf(labels: Readonly<Record<string, unknown>>): Container['compose'] {
  const project = text(labels['com.docker.compose.project'] ?? labels['io.podman.compose.project']);
  const service = text(labels['com.docker.compose.service'] ?? labels['io.podman.compose.service']);
  return project === undefined ? undefined : { project, service };
}

/** What kubelet has its container runtimes write beside a container. */
export function podOf(labels: Readonly<Record<string, unknown>>): Container['pod'] {
  const name = text(labels['io.kubernetes.pod.name']);
  const namespace = text(labels['io.kubernetes.pod.namespace']);
  return name === undefined || namespace === undefined ? undefined : { name, namespace };
}

/**
 * By the id of each container: the name of its pod, as GET /libpod/pods/json of podman answers. Its API for Docker's clients
 * knows none.
 */
export function parsePods(answer: unknown): ReadonlyMap<string, string> {
  const pods = new Map<string, string>();
  for (const pod of listOf<{ readonly Name?: unknown; readonly Containers?: unknown } | null>(answer)) {
    const name = text(pod?.Name);
    for (const member of listOf<{ readonly Id?: unknown } | null>(pod?.Containers)) {
      const id = text(member?.Id);
      if (name !== undefined && id !== undefined) pods.set(id, name);
    }
  }
  return pods;
}

function publishedPort({ IP, PrivatePort, PublicPort, Type }: ListedPort): readonly PublishedPort[] {
  if (typeof PrivatePort !== 'number' || typeof PublicPort !== 'number') return [];
  const address = text(IP) ?? '0.0.0.0';
  return [{ protocol: text(Type) ?? 'tcp', address, port: PublicPort, target: PrivatePort }];
}

/** The members of what should be a list. */
export function listOf<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value : [];
}

/** A text with something in it. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function present<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
