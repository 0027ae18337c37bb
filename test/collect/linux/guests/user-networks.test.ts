import { describe, expect, it } from 'vitest';
import type { HostIo } from '../../../../src/collect/host-io.js';
import { createUserNetworks } from '../../../../src/collect/linux/owners/guests/user-networks.js';
import { iface } from '../../../reach/a-host.js';
import { fakeHost } from '../firewall/fake-host.js';

interface Holder {
  readonly name: string;
  readonly command: readonly string[];
  readonly device: string;
}

/** A host with these holders of tap devices, by pid, and the namespaces of further pids. */
function hostOf(
  holders: Readonly<Record<number, Holder>>,
  spaces: Readonly<Record<number, string>> = {},
): HostIo {
  const files: Record<string, string> = {};
  const links: Record<string, string> = {};
  for (const [pid, { name, command, device }] of Object.entries(holders)) {
    files[`/proc/${pid}/comm`] = `${name}\n`;
    files[`/proc/${pid}/cmdline`] = `${command.join('\0')}\0`;
    files[`/proc/${pid}/fd/5`] = '';
    files[`/proc/${pid}/fdinfo/5`] = `pos:\t86\niff:\t${device}\n`;
    links[`/proc/${pid}/fd/5`] = '/dev/net/tun';
  }
  for (const [pid, id] of Object.entries(spaces)) links[`/proc/${pid}/ns/net`] = id;
  const { io } = fakeHost({ files });
  return {
    ...io,
    listDir: (path) => {
      const listed = io.listDir(path);
      return listed.ok ? { ok: true, value: [...new Set(listed.value)] } : listed;
    },
    readLink: (path) => {
      const value = links[path];
      return value === undefined ? io.readLink(path) : { ok: true, value };
    },
  };
}

describe('the tap device of a rootless container', () => {
  const tap = iface('tap0', ['10.0.2.100/24'], { kind: 'tun', type: 1 });
  const slirp = (pid: number): Holder => ({
    name: 'slirp4netns',
    command: ['slirp4netns', '--configure', String(pid), 'tap0'],
    device: 'tap0',
  });
  const programs = (io: HostIo, places: Readonly<Record<string, typeof tap>>) =>
    [...createUserNetworks(io)(new Map(Object.entries(places).map(([id, one]) => [id, [one]]))).values()].map(
      (list) => list?.[0]?.userNetwork,
    );

  it('is known by the command line of the program that holds it', () => {
    const io = hostOf({ 70: slirp(60) }, { 60: 'net:[2]' });
    expect(programs(io, { 'net:[2]': tap, 'net:[3]': tap })).toEqual(['slirp4netns', undefined]);
  });

  it('is known by its name where no other has it', () => {
    const pasta = { name: 'pasta.avx2', command: ['pasta', '--netns', '/run/gone'], device: 'eth9' };
    const own = iface('eth9', ['10.1.0.2/24'], { kind: 'tun', type: 1 });
    expect(programs(hostOf({ 70: pasta }), { 'net:[2]': own })).toEqual(['pasta']);
    expect(programs(hostOf({ 70: pasta }), { 'net:[2]': own, 'net:[3]': own })).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is none that another program holds, that carries no Ethernet, or that is a port of a bridge', () => {
    const vpn = { name: 'openvpn', command: ['openvpn'], device: 'tap0' };
    expect(programs(hostOf({ 70: vpn }), { 'net:[2]': tap })).toEqual([undefined]);
    const io = hostOf({ 70: slirp(60) }, { 60: 'net:[2]' });
    expect(programs(io, { 'net:[2]': { ...tap, type: 65534 } })).toEqual([undefined]);
    expect(programs(io, { 'net:[2]': { ...tap, master: 'br0' } })).toEqual([undefined]);
  });
});
