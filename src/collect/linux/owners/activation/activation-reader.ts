import type { Activation } from '../../../../model/activation.js';
import type { Process, Socket } from '../../../../model/facts.js';
import type { Gap } from '../../../../model/gap.js';
import type { HostIo } from '../../../host-io.js';
import { type PortOf, parseInetd, parseXinetd } from './parse-inetd.js';
import { parseSocketUnits } from './parse-socket-units.js';
import { serviceByUnitFiles } from './socket-unit-files.js';

/** Reads what those start that listen for others, and keeps it for as long as they hold the same sockets. */
export interface ActivationReader {
  /** `holders`: the processes that hold `sockets`. Nothing is asked where no such process holds one. */
  read(sockets: readonly Socket[], holders: readonly Process[]): Promise<ActivationReading>;
}

export interface ActivationReading {
  /** Undefined where somebody listens for others and what that is for could not be read. */
  readonly activations: readonly Activation[] | undefined;
  readonly gaps: readonly Gap[];
}

const SHOW = ['show', '--no-pager', '--property=Id,Listen,Triggers,Accept', '--'];
const WAIT_MS = 2000;
const NOTHING: ActivationReading = { activations: [], gaps: [] };

export function createActivationReader(io: HostIo): ActivationReader {
  let last: { readonly key: string; readonly reading: ActivationReading } | undefined;
  return {
    async read(sockets, holders) {
      const listening = new Map(
        holders.flatMap((process) => (isSuperServer(process) ? [[process.pid, process.name]] : [])),
      );
      if (listening.size === 0) return NOTHING;
      const held = sockets.filter(({ pids }) => pids.some((pid) => listening.has(pid)));
      const key = [...listening.keys(), ...held.map(({ inode }) => inode)].join(' ');
      if (last?.key !== key) last = { key, reading: await readNow(io, new Set(listening.values()), held) };
      return last.reading;
    },
  };
}

/** Of the system itself; a user's own systemd is not asked. */
function isSuperServer({ pid, name }: Process): boolean {
  return (pid === 1 && name === 'systemd') || /^(xinetd|inetd|inetutils-inetd|openbsd-inetd)$/.test(name);
}

async function readNow(
  io: HostIo,
  names: ReadonlySet<string>,
  held: readonly Socket[],
): Promise<ActivationReading> {
  const portOf = servicePorts(io);
  const found: Activation[] = [];
  if (names.has('xinetd')) found.push(...parseXinetd(xinetdText(io), portOf));
  if ([...names].some((name) => name.endsWith('inetd') && name !== 'xinetd'))
    found.push(...parseInetd(textOf(io, '/etc/inetd.conf'), portOf));
  if (!names.has('systemd')) return { activations: found, gaps: [] };
  const { activations, complete } = await ofSystemd(
    io,
    held.filter(({ pids }) => pids.includes(1)),
  );
  const all = [...found, ...activations];
  if (complete) return { activations: all, gaps: [] };
  return {
    activations: all.length === 0 ? undefined : all,
    gaps: [
      {
        code: 'owners-unreadable',
        subject: 'socket units of systemd',
        detail: 'Which services the sockets that systemd holds are for could not be asked of it.',
        remedy: 'see whether "systemctl list-sockets" answers',
      },
    ],
  };
}

/**
 * What systemd tells of the units of `held`; where it does not answer in time, as on a host that starts just now, what their files
 * say. systemd opens a socket in the control group of its unit, which names it; without that, all socket units are asked for.
 */
async function ofSystemd(
  io: HostIo,
  held: readonly Socket[],
): Promise<{ readonly activations: readonly Activation[]; readonly complete: boolean }> {
  const units = [...new Set(held.map(unitOf))].sort();
  const known = units.filter((unit) => unit !== undefined);
  const which = known.length === units.length ? known : ['*.socket'];
  const shown = await io.run('systemctl', [...SHOW, ...which], { timeoutMs: WAIT_MS });
  if (shown.kind === 'exited' && shown.code === 0)
    return { activations: parseSocketUnits(shown.stdout), complete: true };
  const services = new Map(known.map((unit) => [unit, serviceByUnitFiles(io, unit)]));
  const activations = held.flatMap((socket): readonly Activation[] => {
    const name = unitOf(socket);
    const starts = name && services.get(name);
    const { protocol, address, port } = socket;
    if (name === undefined || starts === undefined || (protocol !== 'tcp' && protocol !== 'udp')) return [];
    return [{ by: 'systemd', name, starts, protocol, address, port }];
  });
  return {
    activations,
    complete: units.every((unit) => unit !== undefined && services.get(unit) !== undefined),
  };
}

function unitOf({ cgroup }: Socket): string | undefined {
  return /\/([^/]+\.socket)$/.exec(cgroup ?? '')?.[1];
}

/** xinetd.conf with the files of its usual directory: "includedir /etc/xinetd.d". */
function xinetdText(io: HostIo): string {
  const names = io.listDir('/etc/xinetd.d');
  // xinetd passes over names with a dot or a tilde at the end.
  const files = names.ok ? names.value.filter((name) => !/\.|~$/.test(name)) : [];
  return ['/etc/xinetd.conf', ...files.map((name) => `/etc/xinetd.d/${name}`)]
    .map((path) => textOf(io, path))
    .join('\n');
}

function servicePorts(io: HostIo): PortOf {
  let ports: ReadonlyMap<string, number> | undefined;
  return (service, protocol) => {
    ports ??= new Map(
      [...textOf(io, '/etc/services').matchAll(/^([^\s#]+)\s+(\d+)\/(\w+)/gm)].map(
        ([, name, port, of]) => [`${name}/${of}`, Number(port)] as const,
      ),
    );
    return ports.get(`${service}/${protocol}`);
  };
}

function textOf(io: HostIo, path: string): string {
  const text = io.readText(path);
  return text.ok ? text.value : '';
}
