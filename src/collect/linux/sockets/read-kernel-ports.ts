import type { Interface, KernelUse } from '../../../model/facts.js';
import type { HostIo } from '../../host-io.js';

/** On which ports the kernel itself receives, so that no process holds the socket. */
export interface KernelPorts {
  /** What it receives for; `protocol` as in `Socket`. */
  useOf(protocol: string, port: number): KernelUse | undefined;
}

const NFSD_PORTS = '/proc/fs/nfsd/portlist';
/** Ports that the lock manager and the callbacks of an NFS client were given; 0: whichever is free, which nothing tells. */
const NFS_SETTINGS: readonly (readonly [path: string, protocol: string, subsystem: string])[] = [
  ['/proc/sys/fs/nfs/nlm_tcpport', 'tcp', 'lockd'],
  ['/proc/sys/fs/nfs/nlm_udpport', 'udp', 'lockd'],
  ['/sys/module/nfs/parameters/callback_tcpport', 'tcp', 'nfs callback'],
];
/** Services of the kernel that have a port of their own wherever their module is loaded. */
const FIXED: readonly (readonly [sign: string, endpoint: string, subsystem: string])[] = [
  ['/sys/class/ksmbd-control', 'tcp 445', 'ksmbd'],
  // AFS callbacks: AFS_CM_PORT of fs/afs/afs_cm.h.
  ['/proc/fs/afs', 'udp 7001', 'afs'],
];

/** By protocol and port: "tcp 2049". */
export type KernelServices = ReadonlyMap<string, KernelUse>;

/**
 * Ports of tunnels, of NFS (nfsd(7): lines such as "tcp 2049"), of SMB in the kernel and of AFS. WireGuard's are not to be had
 * without a protocol of its own: where there is such an interface, any UDP port that no process holds may be one.
 */
export function kernelPorts(services: KernelServices, interfaces: readonly Interface[]): KernelPorts {
  const uses = new Map(services);
  for (const { name, kind, tunnelPort } of interfaces)
    if (tunnelPort !== undefined) uses.set(`udp ${tunnelPort}`, { subsystem: kind, interface: name });
  const wireGuards = interfaces.filter(({ kind }) => kind === 'wireguard');
  const [only, ...others] = wireGuards;
  const wireGuard = only && {
    subsystem: 'wireguard',
    interface: others.length === 0 ? only.name : undefined,
  };
  return {
    useOf: (protocol, port) =>
      uses.get(`${protocol} ${port}`) ?? (protocol === 'udp' ? wireGuard : undefined),
  };
}

/** The services of the kernel, which are the same in every namespace. */
export function readKernelServices(io: HostIo): KernelServices {
  const uses = new Map<string, KernelUse>();
  for (const [path, protocol, subsystem] of NFS_SETTINGS) {
    const port = Number(textOf(io, path));
    if (port > 0) uses.set(`${protocol} ${port}`, { subsystem });
  }
  for (const [sign, endpoint, subsystem] of FIXED) if (io.inodeOf(sign).ok) uses.set(endpoint, { subsystem });
  for (const line of textOf(io, NFSD_PORTS).split('\n'))
    if (line !== '') uses.set(line, { subsystem: 'nfsd' });
  return uses;
}

function textOf(io: HostIo, path: string): string {
  const text = io.readText(path);
  return text.ok ? text.value.trim() : '';
}
