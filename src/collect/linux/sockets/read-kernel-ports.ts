import type { Interface } from '../../../model/facts.js';
import type { KernelUse } from '../../../model/kernel-use.js';
import type { HostIo } from '../../host-io.js';

/** On which ports the kernel itself receives, so that no process holds the socket. */
export interface KernelPorts {
  /** What it receives for; `protocol` as in `Socket`. */
  useOf(protocol: string, port: number): KernelUse | undefined;
  /** What any port may be of that nothing else is known of: services that take one that is free, sockets of SMC: nothing tells which. */
  perhaps(protocol: string): KernelUse | undefined;
}

/** Where configfs is mounted, systemd.special(7): what targets of storage listen on is set up there. */
const CONFIGFS = '/sys/kernel/config';
const NFSD_PORTS = '/proc/fs/nfsd/portlist';
/** Ports that the lock manager and the callbacks of an NFS client were given; 0: whichever is free. */
const NFS_SETTINGS: readonly (readonly [path: string, protocol: string, subsystem: string])[] = [
  ['/proc/sys/fs/nfs/nlm_tcpport', 'tcp', 'lockd'],
  ['/proc/sys/fs/nfs/nlm_udpport', 'udp', 'lockd'],
  ['/sys/module/nfs/parameters/callback_tcpport', 'tcp', 'nfs callback'],
];
/** Services of the kernel that have a port of their own wherever their module is loaded. */
const FIXED: readonly (readonly [sign: string, endpoint: string, subsystem: string])[] = [
  ['/sys/class/ksmbd-control', 'tcp 445', 'ksmbd'],
  // RDS over TCP: RDS_TCP_PORT of net/rds/tcp.h.
  ['/sys/module/rds_tcp', 'tcp 16385', 'rds'],
  // AFS callbacks: AFS_CM_PORT of fs/afs/afs_cm.h.
  ['/proc/fs/afs', 'udp 7001', 'afs'],
];
/** With SMC the kernel listens by a TCP socket of its own below the one that a process holds (net/smc/af_smc.c). */
const SMC = '/sys/module/smc';

/** By protocol and port: "tcp 2049"; "tcp 0" are those on any port. */
export type KernelServices = ReadonlyMap<string, KernelUse>;

/** Ports of tunnels that no interface of the namespace tells of. */
export interface TunnelPorts {
  /** By port, what it is for: foo over UDP, TIPC, IPVS' synchronization, AF_RXRPC. To be asked for only where it is needed. */
  others(): ReadonlyMap<number, string>;
  /** Of WireGuard in all namespaces: the kernel leaves the socket in the one in which the interface was made. */
  readonly wireGuard: ReadonlySet<number>;
}

/** Ports of tunnels and of the kernel's own services in a namespace with these interfaces. */
export function kernelPorts(
  services: KernelServices,
  interfaces: readonly Interface[],
  tunnels: TunnelPorts,
): KernelPorts {
  const uses = new Map(services);
  for (const { name, kind, tunnelPort } of interfaces)
    if (tunnelPort !== undefined) uses.set(`udp ${tunnelPort}`, { subsystem: kind, interface: name });
  return {
    useOf(protocol, port) {
      const known = uses.get(`${protocol} ${port}`);
      if (known !== undefined || protocol !== 'udp') return known;
      const subsystem = tunnels.others().get(port) ?? (tunnels.wireGuard.has(port) ? 'wireguard' : undefined);
      return subsystem === undefined ? undefined : { subsystem };
    },
    perhaps: (protocol) => services.get(`${protocol} 0`),
  };
}

/** The services of the kernel, which are the same in every namespace. */
export function readKernelServices(io: HostIo): KernelServices {
  const uses = new Map<string, KernelUse>();
  const add = (key: string, subsystem: string) => {
    const others = uses.get(key)?.subsystem;
    uses.set(key, { subsystem: others === undefined ? subsystem : `${others} or ${subsystem}` });
  };
  for (const [path, protocol, subsystem] of NFS_SETTINGS) {
    const text = textOf(io, path);
    if (text !== '') add(`${protocol} ${Number(text)}`, subsystem);
  }
  if (io.inodeOf(SMC).ok) add('tcp 0', 'smc');
  for (const [sign, endpoint, subsystem] of FIXED) if (io.inodeOf(sign).ok) uses.set(endpoint, { subsystem });
  for (const port of targetPorts(io)) uses.set(`tcp ${port}`, { subsystem: 'iscsi target' });
  for (const port of nvmePorts(io)) uses.set(`tcp ${port}`, { subsystem: 'nvmet' });
  const dlm = Number(textOf(io, `${CONFIGFS}/dlm/cluster/tcp_port`));
  if (dlm > 0) uses.set(`tcp ${dlm}`, { subsystem: 'dlm' });
  for (const line of textOf(io, NFSD_PORTS).split('\n'))
    if (line !== '') uses.set(line, { subsystem: 'nfsd' });
  return uses;
}

/** Portals of iSCSI targets: iscsi/TARGET/tpgt_1/np/ADDRESS:PORT. */
function targetPorts(io: HostIo): readonly number[] {
  const portals = below(io, `${CONFIGFS}/target/iscsi`)
    .flatMap((target) => below(io, target))
    .flatMap((group) => below(io, `${group}/np`));
  return portals.map((path) => Number(path.slice(path.lastIndexOf(':') + 1))).filter((port) => port > 0);
}

/** Ports of NVMe targets over TCP: nvmet/ports/NUMBER. */
function nvmePorts(io: HostIo): readonly number[] {
  const ports = below(io, `${CONFIGFS}/nvmet/ports`).filter(
    (port) => textOf(io, `${port}/addr_trtype`) === 'tcp',
  );
  return ports.map((port) => Number(textOf(io, `${port}/addr_trsvcid`))).filter((port) => port > 0);
}

function below(io: HostIo, path: string): readonly string[] {
  const names = io.listDir(path);
  return names.ok ? names.value.map((name) => `${path}/${name}`) : [];
}

function textOf(io: HostIo, path: string): string {
  const text = io.readText(path);
  return text.ok ? text.value.trim() : '';
}
