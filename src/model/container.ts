/** A container or virtual machine of this host, as its runtime tells of it, or as its control group names it. */
export interface Container {
  readonly runtime: Runtime;
  /** In full where it is known; what podman(1) and docker(1) print are its first 12 digits. The name where there is none else. */
  readonly id: string;
  /** Hostile, as all names here. */
  readonly name?: string;
  /** As it was asked for: "nginx:1.27". */
  readonly image?: string;
  /** "running", "exited", …: the runtime's word. */
  readonly state?: string;
  readonly compose?: ComposeService;
  readonly pod?: Pod;
  /** "host", "none", "container:ID" (whose namespace it shares) or the network that it was started in. */
  readonly networkMode?: string;
  /** Names of the networks that it is in. */
  readonly networks?: readonly string[];
  /** In the networks that the runtime made for it. */
  readonly addresses?: readonly string[];
  /** What the runtime says that it publishes: intent, not reach. */
  readonly published?: readonly PublishedPort[];
}

export type Runtime =
  | 'docker'
  | 'podman'
  | 'kubernetes'
  | 'lxc'
  | 'libvirt'
  | 'nspawn'
  /** A control group with a container's id, of whatever made it. */
  | 'unknown';

/** Labels com.docker.compose.* of Docker Compose, io.podman.compose.* of podman-compose. */
export interface ComposeService {
  readonly project: string;
  readonly service?: string;
}

/** Containers that share a network namespace, of Kubernetes or of podman. */
export interface Pod {
  readonly name: string;
  /** Kubernetes' own kind of namespace; podman has none. */
  readonly namespace?: string;
}

export interface PublishedPort {
  readonly protocol: string;
  /** Of the host; "0.0.0.0" and "::" are all of them. Absent where only the port is exposed. */
  readonly address: string;
  readonly port: number;
  /** In the container. */
  readonly target: number;
}
