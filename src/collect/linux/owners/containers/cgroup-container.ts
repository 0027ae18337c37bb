import type { Runtime } from '../../../../model/container.js';
import { guestOfQemu } from '../guests/qemu-command.js';

/** What the path of a control group tells of the container or virtual machine that it was made for. */
export interface CgroupContainer {
  readonly runtime: Runtime;
  /** In full; the name where there is no other. */
  readonly id: string;
  readonly name?: string;
  /** Its process has the network of whoever started it: what listens in the guest itself is not seen. */
  readonly isVirtualMachine?: true;
}

/** "docker-ID.scope", "libpod-ID.scope", "libpod-payload-ID" (podman --cgroups=split), "cri-containerd-ID.scope", "crio-ID.scope", or the id alone. */
const WITH_ID = /^(?:([a-z-]+)-)?([0-9a-f]{64})(?:\.scope)?$/;
/** conmon(8) watches over a container from outside. */
const MONITOR = /-conmon$/;
/** Where podman keeps its control groups; a bare id there is that of a pod: "/libpod_parent/ID/conmon". */
const PODMANS = '/libpod_parent/';
const LXC = /\/(?:lxc\.payload[./]|lxc\/)([^/]+)/;
/**
 * A guest of libvirt: systemd-machined's scope "machine-qemu\x2d1\x2dNAME.scope" (systemd.unit(5) escapes), and where there is no
 * machined, "/machine/qemu-1-NAME.libvirt-qemu".
 */
const LIBVIRT = /\/(?:machine-)?(qemu|lxc)-\d+-(.+?)\.(?:scope|libvirt-(?:qemu|lxc))(?:\/|$)/;
const NSPAWN = /\/(?:systemd-nspawn@(.+?)\.service|machine-(.+?)\.scope)(?:\/|$)/;

/** The innermost container that `path`, below the mount of the hierarchy, is in. */
export function containerOfCgroup(path: string): CgroupContainer | undefined {
  const bareIsPod = path.includes(PODMANS);
  const component = path
    .split('/')
    .findLast((one) => WITH_ID.test(one) && !(bareIsPod && /^[0-9a-f]{64}$/.test(one)));
  const [, prefix = '', id] = WITH_ID.exec(component ?? '') ?? [];
  if (id !== undefined) return MONITOR.test(prefix) ? undefined : { runtime: runtimeOf(prefix, path), id };
  const plain = unescapeUnit(path);
  return (
    named('lxc', LXC.exec(path)?.[1]) ??
    guestOfLibvirt(plain) ??
    named('nspawn', NSPAWN.exec(plain)?.slice(1).find(Boolean))
  );
}

/**
 * With the name that libvirt told QEMU in its command: of a control group's, letters that are
 * neither of ASCII nor digits, dots or hyphens are left out, and the end of a long one.
 */
export function namedByCommand(guest: CgroupContainer, command: readonly string[]): CgroupContainer {
  const name = guest.isVirtualMachine === true ? guestOfQemu(command)?.name : undefined;
  return name === undefined ? guest : { ...guest, name };
}

/** What a container is called where its name is not known: as its runtime prints its id. */
export function shownId<T extends string | undefined>(id: T): T | string {
  return id !== undefined && /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}

function named(runtime: Runtime, name: string | undefined): CgroupContainer | undefined {
  return name === undefined ? undefined : { runtime, id: name, name };
}

function guestOfLibvirt(plain: string): CgroupContainer | undefined {
  const [, driver, name] = LIBVIRT.exec(plain) ?? [];
  const guest = named('libvirt', name);
  return guest !== undefined && driver === 'qemu' ? { ...guest, isVirtualMachine: true } : guest;
}

function runtimeOf(prefix: string, path: string): Runtime {
  if (path.includes('/kubepods')) return 'kubernetes';
  if (prefix === 'docker' || path.includes('/docker/')) return 'docker';
  return /^libpod(-payload)?$/.test(prefix) ? 'podman' : 'unknown';
}

function unescapeUnit(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
