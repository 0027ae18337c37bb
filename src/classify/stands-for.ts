import type { Activation } from '../model/activation.js';
import type { Facts, Process, Socket } from '../model/facts.js';
import type { StandsFor } from '../model/stands-for.js';
import { containerBehind } from './stands-for/container-behind.js';
import { tunnelOf } from './stands-for/tunnel-of.js';

/** What of a socket tells for whom its holders stand in. */
export type HeldSocket = Pick<Socket, 'protocol' | 'address' | 'port' | 'cgroup'>;

/** Whom `processes`, which hold `socket`, stand in for; undefined for a server of its own. */
export function standsFor(
  socket: HeldSocket,
  processes: readonly Process[],
  facts: Pick<Facts, 'containers' | 'activations'>,
): StandsFor | undefined {
  return (
    serviceStarted(socket, processes, facts.activations ?? []) ??
    first(processes, activated) ??
    first(processes, (process) => containerBehind(socket, process, facts.containers ?? [])) ??
    first(processes, (process) => tunnelOf(socket, process))
  );
}

const SUPER_SERVERS: Readonly<Record<Activation['by'], RegExp>> = {
  systemd: /^systemd$/,
  xinetd: /^xinetd$/,
  inetd: /inetd$/,
};

/** The units are those that the first process knows; the systemd of a user or of a container has others. */
function isSuperServer({ pid, name }: Process, by: Activation['by']): boolean {
  return SUPER_SERVERS[by].test(name) && (by !== 'systemd' || pid === 1);
}

function serviceStarted(
  { protocol, address, port, cgroup }: HeldSocket,
  processes: readonly Process[],
  activations: readonly Activation[],
): StandsFor | undefined {
  const candidates = activations.filter(
    (each) =>
      each.protocol === protocol &&
      each.port === port &&
      processes.some((process) => isSuperServer(process, each.by)),
  );
  // systemd opens a socket in the control group of its unit.
  const unit = cgroup?.slice(cgroup.lastIndexOf('/') + 1);
  const found =
    candidates.find(({ name }) => name === unit) ??
    candidates.find((each) => each.address === address) ??
    candidates.find((each) => each.address === undefined);
  if (found?.to !== undefined) return { kind: 'tunnel', by: found.by, to: found.to };
  return found && { kind: 'service', by: found.by, starts: found.starts, name: found.name };
}

/** systemd-socket-activate(1) by the name that the kernel keeps, and its options that take a value. */
const ACTIVATE = { name: 'systemd-socket-', program: 'systemd-socket-activate' } as const;
const WITH_VALUE: ReadonlySet<string> = new Set(['-l', '--listen', '-E', '--setenv', '--fdname']);

/** What systemd-socket-activate starts: systemd-socket-activate -l 8080 PROGRAM … */
function activated({ name, command: [self = '', ...words] }: Process): StandsFor | undefined {
  if (name !== ACTIVATE.name || !self.endsWith(ACTIVATE.program)) return undefined;
  const at = words.findIndex((word, i) => !word.startsWith('-') && !WITH_VALUE.has(words[i - 1] ?? ''));
  const starts = words[at];
  return starts === undefined
    ? undefined
    : { kind: 'service', by: 'systemd', starts, name: ACTIVATE.program };
}

function first<T>(processes: readonly Process[], of: (process: Process) => T | undefined): T | undefined {
  for (const process of processes) {
    const found = of(process);
    if (found !== undefined) return found;
  }
  return undefined;
}
