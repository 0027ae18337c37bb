import type { Interface } from '../../model/facts.js';
import type { HostIo } from '../host-io.js';

/** On which ports the kernel itself receives, so that no process holds the socket. */
export interface KernelPorts {
  /** `protocol` as in `Socket`. */
  has(protocol: string, port: number): boolean;
}

export const NFSD_PORTS = '/proc/fs/nfsd/portlist';

/**
 * Ports of tunnels, and of the NFS server (nfsd(7): lines such as "tcp 2049"). WireGuard's are not to be had without a
 * protocol of its own: where there is such an interface, any UDP port may be one.
 */
export function readKernelPorts(io: HostIo, interfaces: readonly Interface[]): KernelPorts {
  const nfsd = io.readText(NFSD_PORTS);
  const ports = new Set(nfsd.ok ? nfsd.value.trim().split('\n') : []);
  for (const { tunnelPort } of interfaces) if (tunnelPort !== undefined) ports.add(`udp ${tunnelPort}`);
  const hasWireGuard = interfaces.some(({ kind }) => kind === 'wireguard');
  return {
    has: (protocol, port) => ports.has(`${protocol} ${port}`) || (hasWireGuard && protocol === 'udp'),
  };
}
