import { hostname, type NetworkInterfaceInfo, networkInterfaces, release } from 'node:os';
import si from 'systeminformation';
import { createHostIo, type RunResult } from '../host-io.js';

/** What systeminformation tells of a socket; which columns of which tool it took them from depends on the system. */
export interface Connection {
  readonly protocol: string;
  readonly localAddress: string;
  readonly localPort: string;
  readonly peerAddress: string;
  readonly peerPort: string;
  readonly state: string;
  readonly pid: number | null;
  readonly process: string;
}

/** What systeminformation tells of an interface, besides what node:os knows better. */
export interface Nic {
  readonly iface: string;
  readonly operstate: string;
  readonly mtu: number | null;
}

/** What systeminformation tells of a process. */
export interface ListedProcess {
  readonly pid: number;
  readonly name: string;
  readonly user: string;
  readonly command: string;
  readonly params: string;
}

/** Everything that the portable collector asks of the system. */
export interface PortableIo {
  readonly platform: string;
  readonly hostname: string;
  readonly kernel: string;
  readonly uid: number | undefined;
  now(): Date;
  /** Every address of every interface that is up: systeminformation keeps only one of each family. */
  addresses(): Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
  osName(): Promise<string>;
  connections(): Promise<readonly Connection[]>;
  nics(): Promise<readonly Nic[]>;
  processes(): Promise<readonly ListedProcess[]>;
  /** A program of the system, without a shell, with a time limit. */
  run(name: string, args: readonly string[]): Promise<RunResult>;
}

/** The real system. systeminformation starts its own programs, through a shell and the PATH that it was given. */
export function createPortableIo(): PortableIo {
  const host = createHostIo();
  return {
    platform: process.platform,
    hostname: hostname(),
    kernel: release(),
    uid: host.uid,
    now: host.now,
    addresses: networkInterfaces,
    osName: async () => {
      const { distro, release: version } = await si.osInfo();
      return `${distro} ${version}`.trim();
    },
    connections: () => si.networkConnections(),
    nics: async () => [await si.networkInterfaces()].flat(),
    processes: async () => (await si.processes()).list,
    run: host.run,
  };
}
