import type { Container } from '../../../../model/container.js';
import type { HostIo } from '../../../host-io.js';
import type { CgroupContainer } from './cgroup-container.js';
import { jsonFile } from './json-file.js';
import { listOf, text } from './parse-runtime-list.js';

/* Kubernetes' runtimes write the names of a pod into the configuration that they hand to runc: no API is asked. It takes root. */

/** Where containerd keeps it, by itself and as k3s and RKE2, k0s and MicroK8s start it; and CRI-O, containers-storage. */
const CONFIGURATIONS: readonly ((id: string) => string)[] = [
  ...[
    '/run/containerd',
    '/run/k3s/containerd',
    '/run/k0s/containerd',
    '/var/snap/microk8s/common/run/containerd',
  ].map((state) => (id: string) => `${state}/io.containerd.runtime.v2.task/k8s.io/${id}/config.json`),
  (id) => `/run/containers/storage/overlay-containers/${id}/userdata/config.json`,
];

/** What the runtime of a pod's containers wrote of this one. */
export function podContainer(io: HostIo, { id }: CgroupContainer): Container | undefined {
  for (const pathOf of CONFIGURATIONS) {
    const configuration = configurationAt(io, pathOf(id));
    const told = toldBy(configuration);
    if (told === undefined) continue;
    const { pod, name, image, sandbox = id } = told;
    // The others join what that one has, which may be the network of the host.
    const holder = sandbox === id ? configuration : configurationAt(io, pathOf(sandbox));
    const joined = sandbox === id ? undefined : `container:${sandbox}`;
    return {
      runtime: 'kubernetes',
      id,
      // What holds the namespaces of a pod has no name of its own.
      name: name === undefined ? pod.name : `${pod.name}/${name}`,
      image,
      pod,
      networkMode: hasOwnNetwork(holder) ? joined : 'host',
    };
  }
  return undefined;
}

/** Of config.json of the OCI runtime specification. */
interface Configuration {
  readonly annotations?: Readonly<Record<string, unknown>> | null;
  readonly linux?: { readonly namespaces?: unknown } | null;
}

function configurationAt(io: HostIo, path: string): Configuration | undefined {
  return (jsonFile(io, path) ?? undefined) as Configuration | undefined;
}

/** Undefined counts: what is not known is no sign of the host's. */
function hasOwnNetwork(configuration: Configuration | undefined): boolean {
  const namespaces = listOf<{ readonly type?: unknown } | null>(configuration?.linux?.namespaces);
  return configuration === undefined || namespaces.some((each) => each?.type === 'network');
}

/** As containerd's CRI plugin and CRI-O annotate it. */
function toldBy(configuration: Configuration | undefined): Told | undefined {
  const annotations = configuration?.annotations ?? {};
  return ofContainerd(annotations) ?? ofCrio(annotations);
}

interface Told {
  readonly pod: { readonly name: string; readonly namespace: string };
  /** Undefined of the container that holds the namespaces of the pod. */
  readonly name: string | undefined;
  readonly image: string | undefined;
  /** The id of the container that holds them. */
  readonly sandbox: string | undefined;
}

function ofContainerd(annotations: Readonly<Record<string, unknown>>): Told | undefined {
  const of = (name: string) => text(annotations[`io.kubernetes.cri.${name}`]);
  const [name, namespace] = [of('sandbox-name'), of('sandbox-namespace')];
  if (name === undefined || namespace === undefined) return undefined;
  return {
    pod: { name, namespace },
    name: of('container-name'),
    image: of('image-name'),
    sandbox: of('sandbox-id'),
  };
}

/** Named as dockershim named its own: k8s_NAME_POD_NAMESPACE_UID_ATTEMPT, with the name POD where it holds the namespaces. */
function ofCrio(annotations: Readonly<Record<string, unknown>>): Told | undefined {
  const of = (name: string) => text(annotations[`io.kubernetes.cri-o.${name}`]);
  const [, name, pod, namespace] = /^k8s_([^_]+)_([^_]+)_([^_]+)_/.exec(of('ContainerName') ?? '') ?? [];
  if (pod === undefined || namespace === undefined) return undefined;
  const isSandbox = of('ContainerType') === 'sandbox';
  return {
    pod: { name: pod, namespace },
    name: isSandbox ? undefined : name,
    image: isSandbox ? undefined : of('ImageName'),
    sandbox: of('SandboxID'),
  };
}
