import type { Process } from '../../model/facts.js';

/** The setting of a well-known server that says at which addresses it listens. */
export interface ServerSetting {
  /** Names that the process may have: the kernel keeps 15 bytes of them. */
  readonly programs: readonly string[];
  /** What else tells the server, where programs of that name differ. */
  readonly when?: (process: Process, port: number) => boolean;
  /** As its makers write it. */
  readonly server: string;
  /** File, section or command line that holds the setting. */
  readonly where: string;
  readonly lines: (bind: Bind) => readonly string[];
  readonly note?: string;
}

/** The loopback address that is to replace the present one. */
export interface Bind {
  /** "127.0.0.1", or "::1" for a listener that takes IPv6 only. */
  readonly address: string;
  /** "127.0.0.1:80", "[::1]:80". */
  readonly endpoint: string;
  readonly port: number;
}

/** True when one of the words of the command line contains `part`. */
export function commandHas(part: string): (process: Process) => boolean {
  return (process) => process.command.some((word) => word.includes(part));
}
