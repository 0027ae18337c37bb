import type { Protocol } from '../../../../model/facts.js';
import type { OutsideLayer, UnitAddressFilter } from '../../../../model/firewall-facts.js';
import type { ListeningUnit } from '../read-unit-address-filters.js';
import { type OutsideReading, UNREAD } from '../unread-layer.js';
import { type BpfProgram, programWords } from './bpf-programs.js';
import type { ProgramsOf } from './cgroup-programs.js';

/**
 * What the BPF programs of control groups may do to the sockets in them, without those by which systemd keeps to the address lists that
 * `filters` tell. Control groups with the same programs share a layer.
 */
export function cgroupLayers(
  groups: ReadonlyMap<string, ReadonlySet<Protocol>>,
  programsOf: ProgramsOf,
  units: readonly ListeningUnit[],
  filters: readonly UnitAddressFilter[],
): OutsideReading {
  const layers = new Map<string, OutsideLayer & { cgroups: string[] }>();
  const add = (group: string, programs: readonly BpfProgram[], udp: boolean) => {
    if (programs.length === 0) return;
    const key = `${udp} ${programs.map(({ id }) => id)}`;
    const known = layers.get(key);
    if (known !== undefined) known.cgroups.push(group);
    else layers.set(key, { kind: 'cgroup-bpf', cgroups: [group], ...detailOf(programs, udp) });
  };
  const unread: string[] = [];
  for (const [group, protocols] of groups) {
    const programs = programsOf(group);
    if (programs === UNREAD) unread.push(group);
    if (programs === UNREAD || programs === undefined) continue;
    add(group, notOfSystemd(group, programs.packets, programsOf, units, filters), false);
    if (protocols.has('udp') || protocols.has('udplite')) add(group, programs.datagrams, true);
  }
  const found = [...layers.values(), ...ofClients(programsOf('/'))];
  return unread.length === 0 ? { layers: found, gaps: [] } : withUnread(found, unread);
}

function withUnread(layers: readonly OutsideLayer[], cgroups: readonly string[]): OutsideReading {
  const [kind, unknown] = ['cgroup-bpf', 'BPF programs filter the packets of'] as const;
  const layer = { kind, cgroups, detail: `Whether ${unknown} its control group could not be read.` };
  const detail = `Whether ${unknown} sockets of ${cgroups.join(', ')} could not be read.`;
  return {
    layers: [...layers, layer],
    gaps: [{ code: 'outside-layer-unreadable', subject: 'BPF programs', detail }],
  };
}

function detailOf(programs: readonly BpfProgram[], udp: boolean): { detail: string; udp?: boolean } {
  const words = programWords(programs);
  return udp
    ? { detail: `Where the datagrams of its control group go is decided by ${words}.`, udp }
    : { detail: `The packets of its control group are filtered by ${words}.` };
}

/** Programs of the topmost control group see to all that processes of this host send. */
function ofClients(programs: ReturnType<ProgramsOf>): readonly OutsideLayer[] {
  if (programs === undefined || programs === UNREAD || programs.connections.length === 0) return [];
  const words = programWords(programs.connections);
  const detail = `Where programs of this host connect to is decided by ${words}.`;
  return [{ kind: 'cgroup-bpf', device: 'lo', detail, mayRedirect: true }];
}

/**
 * IPAddressAllow= and IPAddressDeny= are programs that systemd attaches to the unit and the slices above it, under these names, before
 * version 250 under none. What a control group below the unit has besides is somebody else's, and so are other programs.
 */
const OF_SYSTEMD = /^sd_fw_(in|e)gress$/;

function notOfSystemd(
  group: string,
  programs: readonly BpfProgram[],
  programsOf: ProgramsOf,
  units: readonly ListeningUnit[],
  filters: readonly UnitAddressFilter[],
): readonly BpfProgram[] {
  const unit = units.find(({ cgroup }) => group === cgroup || group.startsWith(`${cgroup}/`));
  const ofUnit = unit && programsOf(unit.cgroup);
  if (unit === undefined || ofUnit === undefined || ofUnit === UNREAD) return programs;
  const hasLists = filters.some(({ cgroup }) => cgroup === unit.cgroup);
  const isUnderstood = ({ name }: BpfProgram) =>
    name === undefined || name === '' ? hasLists : OF_SYSTEMD.test(name);
  const understood = new Set(ofUnit.packets.filter(isUnderstood).map(({ id }) => id));
  return programs.filter(({ id }) => !understood.has(id));
}
