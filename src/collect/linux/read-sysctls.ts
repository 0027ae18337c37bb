import type { Interface } from '../../model/facts.js';
import type { Gap } from '../../model/gap.js';
import type { HostIo } from '../host-io.js';
import { DEVICE_SETTINGS, type DeviceSettings } from './parse-device-settings.js';

/** Those of ip-sysctl.rst that decide whether a packet is delivered and whether its answer can leave. */
const GLOBAL = [
  'net.ipv4.ip_forward',
  'net.ipv4.fwmark_reflect',
  'net.ipv4.tcp_fwmark_accept',
  'net.ipv6.bindv6only',
  'net.ipv6.fwmark_reflect',
];
/** Those that concern devices of a kind. */
const BY_KIND: Readonly<Record<string, readonly string[]>> = {
  vrf: ['net.ipv4.tcp_l3mdev_accept', 'net.ipv4.udp_l3mdev_accept', 'net.ipv4.raw_l3mdev_accept'],
  bridge: ['net.bridge.bridge-nf-call-iptables', 'net.bridge.bridge-nf-call-ip6tables'],
};
const FAMILIES = ['ipv4', 'ipv6'] as const;

/** The interfaces by whose own sysctls packets come in: for ports of a bridge or bond the master's count. */
export function devicesWithSysctls(interfaces: readonly Interface[]): string[] {
  const vrfs = new Set(interfaces.filter(({ kind }) => kind === 'vrf').map(({ name }) => name));
  return interfaces.filter(({ master }) => master === undefined || vrfs.has(master)).map(({ name }) => name);
}

/**
 * The sysctls of this thread's network namespace that decide delivery, for `devices` and for "all", and those that concern only devices
 * of one of `kinds`. One that this kernel does
 * not have (a module that is not loaded, an older version) is absent and no gap. What is in `told` is not read again.
 */
export function readSysctls(
  io: HostIo,
  devices: readonly string[],
  told: ReadonlyMap<string, DeviceSettings> = new Map(),
  kinds: Iterable<string> = Object.keys(BY_KIND),
): { readonly sysctls: Readonly<Record<string, string>> | undefined; readonly gaps: readonly Gap[] } {
  const sysctls: Record<string, string> = {};
  const denied: string[] = [];
  // Netlink tells some of them where /proc/sys shows nothing at all, which no kernel's own does.
  let nothing = true;
  const read = (name: string, path: string) => {
    const text = io.readText(`/proc/sys/${path}`);
    if (text.ok) {
      sysctls[name] = text.value.trim();
      nothing = false;
    } else if (text.why !== 'missing') denied.push(name);
  };
  for (const name of [...GLOBAL, ...[...new Set(kinds)].flatMap((kind) => BY_KIND[kind] ?? [])])
    read(name, name.replaceAll('.', '/'));
  for (const device of ['all', ...devices])
    for (const family of FAMILIES) {
      const known = told.get(device)?.[family];
      // In a dotted name, sysctl(8) writes the dots of "eth0.5" as slashes.
      const dotted = `net.${family}.conf.${device.replaceAll('.', '/')}`;
      for (const key of Object.keys(DEVICE_SETTINGS[family])) {
        const value = known?.[key];
        if (value === undefined) read(`${dotted}.${key}`, `net/${family}/conf/${device}/${key}`);
        else sysctls[`${dotted}.${key}`] = String(value);
      }
    }
  const subject = nothing ? '/proc/sys/net' : denied.join(', ');
  if (!nothing && denied.length === 0) return { sysctls, gaps: [] };
  const detail = `${subject} could not be read, so that the kernel's checks of source addresses are not known.`;
  const gap: Gap = { code: 'sysctls-unreadable', subject, detail, remedy: 'run as root, with /proc mounted' };
  return { sysctls: nothing ? undefined : sysctls, gaps: [gap] };
}
