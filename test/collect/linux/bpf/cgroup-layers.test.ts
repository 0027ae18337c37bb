import { describe, expect, it } from 'vitest';
import type { BpfProgram } from '../../../../src/collect/linux/firewall/bpf/bpf-programs.js';
import { cgroupLayers } from '../../../../src/collect/linux/firewall/bpf/cgroup-layers.js';
import type { CgroupPrograms } from '../../../../src/collect/linux/firewall/bpf/cgroup-programs.js';
import { UNREAD } from '../../../../src/collect/linux/firewall/unread-layer.js';
import type { Protocol } from '../../../../src/model/facts.js';

const WEB = '/system.slice/web.service';
const UNITS = [{ unit: 'web.service', cgroup: WEB }];
const LISTS = [{ unit: 'web.service', cgroup: WEB, allow: [], deny: ['0.0.0.0/0'] }];
const NONE: CgroupPrograms = { packets: [], datagrams: [], connections: [] };

/** The control groups of each layer, of sockets of TCP and UDP in `groups`, with their programs of packets. */
function layers(
  packets: Readonly<Record<string, readonly BpfProgram[]>>,
  { lists = LISTS, protocol = 'tcp' as Protocol, more = {} as Readonly<Record<string, CgroupPrograms>> } = {},
) {
  const groups = new Map(
    [...Object.keys(packets), ...Object.keys(more)].map((path) => [path, new Set([protocol])]),
  );
  const programsOf = (path: string) => more[path] ?? { ...NONE, packets: packets[path] ?? [] };
  return cgroupLayers(groups, programsOf, UNITS, lists).layers.map(
    ({ cgroups, device, udp }) => cgroups ?? [device, udp],
  );
}

const program = (id: number, name?: string): BpfProgram => ({ id, name });

it('a control group that cannot be asked is a gap, and leaves its sockets in doubt', () => {
  const groups = new Map([['/gone', new Set<Protocol>(['tcp'])]]);
  const { layers: found, gaps } = cgroupLayers(groups, () => UNREAD, [], []);
  expect(found.map(({ kind, cgroups }) => [kind, cgroups])).toEqual([['cgroup-bpf', ['/gone']]]);
  expect(gaps.map(({ detail }) => detail)).toEqual([
    'Whether BPF programs filter the packets of sockets of /gone could not be read.',
  ]);
  // Where nobody may ask, that is told for the namespace.
  expect(cgroupLayers(groups, () => undefined, [], [])).toEqual({ layers: [], gaps: [] });
});

describe('programs of control groups', () => {
  const ofSystemd = [program(1, 'sd_fw_ingress'), program(2, 'sd_fw_egress')];

  it("are no layer where they are systemd's address lists of the unit, also in groups below it", () => {
    expect(layers({ [WEB]: ofSystemd, [`${WEB}/worker`]: ofSystemd })).toEqual([]);
    expect(layers({ [WEB]: [...ofSystemd, program(3, 'sd_restrictif_i')] })).toEqual([[WEB]]);
  });

  it('are one below a unit under whatever name: a container has a systemd of its own', () => {
    const inner = `${WEB}/payload/system.slice/ssh.service`;
    expect(layers({ [WEB]: ofSystemd, [inner]: [...ofSystemd, program(3, 'sd_fw_ingress')] })).toEqual([
      [inner],
    ]);
    expect(layers({ '/machine': ofSystemd })).toEqual([['/machine']]);
  });

  it('without a name are those of an older systemd where the unit has lists', () => {
    expect(layers({ [WEB]: [program(1, '')] })).toEqual([]);
    expect(layers({ [WEB]: [program(1, '')] }, { lists: [] })).toEqual([[WEB]]);
  });

  it('are one layer for all groups with the same', () => {
    expect(layers({ '/a': [program(7, 'x')], '/b': [program(7, 'x')], '/c': [program(8, 'x')] })).toEqual([
      ['/a', '/b'],
      ['/c'],
    ]);
  });

  it('for datagrams concern sockets of UDP, and those for connections of the topmost group what comes over lo', () => {
    const more = { '/': { ...NONE, datagrams: [program(5, 'send')], connections: [program(6, 'connect')] } };
    expect(layers({}, { more, protocol: 'udp' })).toEqual([['/'], ['lo', undefined]]);
    expect(layers({}, { more, protocol: 'tcp' })).toEqual([['lo', undefined]]);
  });
});
