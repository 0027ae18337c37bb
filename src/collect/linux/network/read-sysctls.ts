import type { Interface } from '../../../model/facts.js';
import type { Gap } from '../../../model/gap.js';
import type { IpFamily } from '../../../net/address-set.js';
import { type HostIo, readTexts } from '../../host-io.js';
import { DEVICE_SETTINGS, type DeviceSettings } from './parse-device-settings.js';

/** Those of ip-sysctl.rst that decide whether a packet is delivered and its answer can leave, and from which port clients send. */
const OF_ALL: Readonly<Record<IpFamily, readonly string[]>> = {
  ipv4: ['fwmark_reflect', 'tcp_fwmark_accept', 'ip_local_port_range'],
  ipv6: ['bindv6only'],
};
/** Those that only a value of the device's own decides. */
const OWN = ['disable_ipv6'];
/** Those that concern devices of a kind, by the directory that they are in. */
const BY_KIND: Readonly<Record<string, readonly [directory: string, names: readonly string[]]>> = {
  vrf: ['ipv4', ['tcp_l3mdev_accept', 'udp_l3mdev_accept', 'raw_l3mdev_accept']],
  bridge: ['bridge', ['bridge-nf-call-iptables', 'bridge-nf-call-ip6tables']],
};
const FAMILIES = ['ipv4', 'ipv6'] as const;

/** The interfaces by whose own sysctls packets come in: for ports of a bridge or bond the master's count. */
export function devicesWithSysctls(interfaces: readonly Interface[]): string[] {
  const vrfs = new Set(interfaces.filter(({ kind }) => kind === 'vrf').map(({ name }) => name));
  return interfaces.filter(({ master }) => master === undefined || vrfs.has(master)).map(({ name }) => name);
}

export interface SysctlQuestion {
  /** What is known already, by device and for "all". */
  readonly told?: ReadonlyMap<string, DeviceSettings>;
  /** The kinds of devices that there are; any, unless given. */
  readonly kinds?: Iterable<string>;
  /** Nothing gets in from outside, and nothing looks at marks: what concerns neither is left out. */
  readonly sealed?: boolean;
}

/**
 * The sysctls of this thread's network namespace that decide delivery, for `devices` and for "all". One that this kernel does not have
 * (a module that is not loaded, an older version) is absent and no gap.
 */
export function readSysctls(
  io: HostIo,
  devices: readonly string[],
  { told = new Map(), kinds = Object.keys(BY_KIND), sealed = false }: SysctlQuestion = {},
): { readonly sysctls: Readonly<Record<string, string>> | undefined; readonly gaps: readonly Gap[] } {
  const sysctls: Record<string, string> = {};
  const denied: string[] = [];
  // Netlink tells some of them where /proc/sys shows nothing at all, which no kernel's own does.
  let nothing = true;
  const read = (directory: string, names: readonly string[]) => {
    const texts = names.length === 0 ? [] : readTexts(io, `/proc/sys/net/${directory}`, names);
    texts.forEach((text, i) => {
      // In a dotted name, sysctl(8) writes the dots of "eth0.5" as slashes.
      const name = `net.${directory}.${(names[i] ?? '').replace(/[./]/g, (mark) => (mark === '/' ? '.' : '/'))}`;
      if (text.ok) {
        sysctls[name] = text.value.trim();
        nothing = false;
      } else if (text.why !== 'missing') denied.push(name);
    });
  };

  for (const family of FAMILIES) {
    const names = sealed ? [] : [...OF_ALL[family]];
    for (const device of ['all', ...devices]) {
      const known = told.get(device)?.[family];
      for (const key of Object.keys(DEVICE_SETTINGS[family])) {
        const value = known?.[key];
        if (value !== undefined)
          sysctls[`net.${family}.conf.${device.replaceAll('.', '/')}.${key}`] = String(value);
        else if (device !== 'all' || !(sealed || OWN.includes(key))) names.push(`conf/${device}/${key}`);
      }
    }
    read(family, names);
  }
  for (const kind of new Set(kinds)) {
    const [directory, names] = BY_KIND[kind] ?? [];
    if (directory !== undefined && names !== undefined) read(directory, names);
  }
  // Two names of one setting: devinet_sysctl_register in net/ipv4/devinet.c.
  const forwarding = sysctls['net.ipv4.conf.all.forwarding'];
  if (forwarding !== undefined) sysctls['net.ipv4.ip_forward'] = forwarding;
  nothing &&= !sealed;
  const subject = nothing ? '/proc/sys/net' : denied.join(', ');
  if (!nothing && denied.length === 0) return { sysctls, gaps: [] };
  const detail = `${subject} could not be read, so that the kernel's checks of source addresses are not known.`;
  const gap: Gap = { code: 'sysctls-unreadable', subject, detail, remedy: 'run as root, with /proc mounted' };
  return { sysctls: nothing ? undefined : sysctls, gaps: [gap] };
}
