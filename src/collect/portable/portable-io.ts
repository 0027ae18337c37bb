import { hostname, type NetworkInterfaceInfo, networkInterfaces, release } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import si from 'systeminformation';
import { createHostIo, type RunResult } from '../host-io.js';
import { readSysctls } from '../linux/network/read-sysctls.js';
import { readHost } from '../linux/read-host.js';

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
  /** Settings of Linux that decide delivery; none on other systems, which never let 127/8 in from outside. */
  sysctls(interfaces: readonly string[]): Readonly<Record<string, string>> | undefined;
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
    sysctls: (interfaces) => (process.platform === 'linux' ? readSysctls(host, interfaces).sysctls : {}),
    // systeminformation would start programs through a shell for it, of which `hostname -f` may ask name servers.
    osName: async () =>
      process.platform === 'linux' ? (readHost(host).os ?? '') : await within(osName(), ''),
    connections: () => within(si.networkConnections(), []),
    nics: () => within(nics(), []),
    processes: () => within(processes(), []),
    run: host.run,
  };
}

async function osName(): Promise<string> {
  const { distro, release: version } = await si.osInfo();
  return `${distro} ${version}`.trim();
}

async function nics(): Promise<readonly Nic[]> {
  return [await si.networkInterfaces()].flat();
}

async function processes(): Promise<readonly ListedProcess[]> {
  return (await si.processes()).list;
}

/** PowerShell alone may take ten seconds to start. */
const TIME_LIMIT_MS = 30_000;

/** What `asked` resolves to, or `fallback` when it rejects or takes too long: systeminformation sets no limit of its own. */
async function within<T>(asked: Promise<T>, fallback: T): Promise<T> {
  const limit = new AbortController();
  const late = setTimeout(TIME_LIMIT_MS, fallback, { signal: limit.signal, ref: false }).catch(
    () => fallback,
  );
  try {
    return await Promise.race([asked, late]);
  } catch {
    return fallback;
  } finally {
    limit.abort();
  }
}
