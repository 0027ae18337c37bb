import type { Container } from '../../../../model/container.js';
import type { HostIo } from '../../../host-io.js';
import type { CgroupContainer } from './cgroup-container.js';
import { jsonFile, parsedJson } from './json-file.js';
import { composeOf, listOf, text } from './parse-runtime-list.js';
import { podContainer } from './pod-files.js';

/* What runtimes keep in files of a container: names where no socket answers. Those of Docker, podman and the runtimes of Kubernetes take root. */

/** What files tell of each of `seen`; those of which they tell nothing are left as they are. */
export function describeFromFiles(io: HostIo, seen: readonly CgroupContainer[]): readonly Container[] {
  let stored: ReadonlyMap<string, Container> | undefined;
  let logged: ReadonlyMap<string, Container> | undefined;
  const loggedContainer = (id: string) => {
    logged ??= kubernetesContainers(io);
    return logged.get(id);
  };
  return seen.map((each): Container => {
    switch (each.runtime) {
      case 'docker':
        return dockerContainer(io, each) ?? each;
      case 'podman':
        stored ??= podmanContainers(io);
        return stored.get(each.id) ?? each;
      case 'kubernetes':
      case 'unknown':
        return podContainer(io, each) ?? loggedContainer(each.id) ?? each;
      default:
        return { runtime: each.runtime, id: each.id, name: each.name };
    }
  });
}

function dockerContainer(io: HostIo, { id, runtime }: CgroupContainer): Container | undefined {
  const config = jsonFile(io, `/var/lib/docker/containers/${id}/config.v2.json`) as {
    readonly Name?: unknown;
    readonly Config?: {
      readonly Image?: unknown;
      readonly Labels?: Readonly<Record<string, unknown>> | null;
    };
  } | null;
  if (config === null) return undefined;
  const { Image, Labels } = config.Config ?? {};
  return {
    runtime,
    id,
    name: text(config.Name)?.replace(/^\//, ''),
    image: text(Image),
    compose: composeOf(Labels ?? {}),
  };
}

const STORAGE = '/var/lib/containers/storage';

/** The lists of containers-storage, which podman and CRI-O share, one for each of its drivers: `metadata` is JSON in JSON. */
function podmanContainers(io: HostIo): ReadonlyMap<string, Container> {
  const folders = io.listDir(STORAGE);
  const drivers = folders.ok ? folders.value.filter((name) => name.endsWith('-containers')) : [];
  const listed = drivers.flatMap((driver) => listOf(jsonFile(io, `${STORAGE}/${driver}/containers.json`)));
  const containers = new Map<string, Container>();
  for (const entry of listed) {
    const { id, names, metadata } = (entry ?? {}) as {
      readonly id?: unknown;
      readonly names?: unknown;
      readonly metadata?: unknown;
    };
    if (typeof id !== 'string') continue;
    const { 'image-name': image } = (parsedJson(text(metadata) ?? '{}') ?? {}) as Readonly<
      Record<string, unknown>
    >;
    containers.set(id, { runtime: 'podman', id, name: text(listOf(names)[0]), image: text(image) });
  }
  return containers;
}

/** kubelet links every container's log: /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log. */
function kubernetesContainers(io: HostIo): ReadonlyMap<string, Container> {
  const logs = io.listDir('/var/log/containers');
  const containers = new Map<string, Container>();
  for (const log of logs.ok ? logs.value : []) {
    const [, pod, namespace, name, id] = /^([^_]+)_([^_]+)_(.+)-([0-9a-f]{64})\.log$/.exec(log) ?? [];
    if (pod === undefined || namespace === undefined || id === undefined) continue;
    containers.set(id, {
      runtime: 'kubernetes',
      id,
      name: `${pod}/${name}`,
      pod: { name: pod, namespace },
    });
  }
  return containers;
}
