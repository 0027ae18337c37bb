import type { OutsideLayer } from '../../model/firewall-facts.js';
import type { HostIo } from '../host-io.js';
import { hasBpfLinks } from './bpf/bpf-links.js';
import type { FirewallContext } from './collect.js';
import { NETLINK_ROUTE, type Netlink } from './netlink.js';
import { parseBpfLinks } from './parse-bpf-links.js';
import { parseRtnlLink } from './parse-rtnl-link.js';
import { readTrafficControl } from './read-outside-traffic-control.js';
import { PROC_NET } from './read-sockets.js';

const RTM_GETLINK = 18;

/**
 * Looks for what decides about packets besides the rules of the firewall, and reports only what is there. Nothing here
 * costs more than a few system calls, but for bpftool where there are BPF links.
 */
export async function readOutsideLayers(
  io: HostIo,
  context: FirewallContext,
): Promise<readonly OutsideLayer[]> {
  const { netlink } = context;
  return [
    ...(netlink === undefined ? [] : readDevices(netlink)),
    ...readIpvs(io),
    ...readEbtables(io),
    ...(await readIpsec(io, netlink)),
    ...readSecurityModules(io),
    ...(await readBpfLinks(io, context)),
  ];
}

/** Devices with an XDP program, ports of Open vSwitch, and filters of traffic control on what comes in. */
function readDevices(netlink: Netlink): readonly OutsideLayer[] {
  const request = Buffer.alloc(16);
  const answer = netlink.dump(NETLINK_ROUTE, RTM_GETLINK, request);
  if (!answer.ok) return [];
  const links = answer.messages.flatMap(({ payload }) => parseRtnlLink(payload)?.link ?? []);
  const layers = links.flatMap((link): OutsideLayer[] => {
    const device = link.name;
    if (link.xdp) return [{ kind: 'xdp', device, detail: `An XDP program is attached to ${device}.` }];
    if (link.kind === 'openvswitch')
      return [{ kind: 'openvswitch', device, detail: `${device} belongs to Open vSwitch.` }];
    return [];
  });
  const filtered = readTrafficControl(netlink, links);
  return [
    ...layers,
    ...filtered.map(
      (device): OutsideLayer => ({
        kind: 'tc',
        device,
        detail: `Traffic control filters what comes in by ${device}.`,
      }),
    ),
  ];
}

/** Virtual services take packets in the input hook, before any socket. Three lines are the heading. */
function readIpvs(io: HostIo): readonly OutsideLayer[] {
  const text = io.readText(`${PROC_NET}/ip_vs`);
  const services = text.ok
    ? text.value.split('\n').filter((line) => /^(TCP|UDP|SCTP|FWM)\b/.test(line)).length
    : 0;
  return services === 0 ? [] : [{ kind: 'ipvs', detail: `IPVS has ${services} virtual services.` }];
}

/** The old ebtables has no listing in /proc; a loaded table is what can be seen. */
function readEbtables(io: HostIo): readonly OutsideLayer[] {
  const modules = io.readText('/proc/modules');
  const tables = modules.ok
    ? [...modules.value.matchAll(/^ebtable_(filter|nat|broute) /gm)].map(([, name]) => name)
    : [];
  return tables.length === 0
    ? []
    : [
        {
          kind: 'ebtables',
          detail: `The ebtables tables ${tables.join(', ')} are loaded; bridged packets may meet them.`,
        },
      ];
}

const NETLINK_XFRM = 6;
const XFRM_MSG_GETSA = 0x12;
const XFRM_MSG_GETPOLICY = 0x15;
const SIZEOF_USERSA_ID = 24;
const SIZEOF_USERPOLICY_ID = 64;

/** IPsec policies and associations. Opening the protocol could load its module: ask only when the kernel has it already. */
async function readIpsec(io: HostIo, netlink: Netlink | undefined): Promise<readonly OutsideLayer[]> {
  const sockets = io.readText(`${PROC_NET}/netlink`);
  const lines = sockets.ok ? sockets.value.split('\n') : [];
  if (!lines.some((line) => line.trim().split(/\s+/)[1] === String(NETLINK_XFRM))) return [];
  const found = netlink === undefined ? await ipsecByIp(io) : ipsecByNetlink(netlink);
  return found ? [{ kind: 'ipsec', detail: 'The host has IPsec policies.' }] : [];
}

function ipsecByNetlink(netlink: Netlink): boolean {
  const has = (type: number, size: number) => {
    const answer = netlink.dump(NETLINK_XFRM, type, Buffer.alloc(size));
    return answer.ok && answer.messages.length > 0;
  };
  return has(XFRM_MSG_GETPOLICY, SIZEOF_USERPOLICY_ID) || has(XFRM_MSG_GETSA, SIZEOF_USERSA_ID);
}

async function ipsecByIp(io: HostIo): Promise<boolean> {
  const result = await io.run('ip', ['xfrm', 'policy']);
  return result.kind === 'exited' && result.code === 0 && result.stdout.trim() !== '';
}

function readSecurityModules(io: HostIo): readonly OutsideLayer[] {
  const enforcing = io.readText('/sys/fs/selinux/enforce');
  return enforcing.ok && enforcing.value.trim() === '1'
    ? [{ kind: 'selinux', detail: 'SELinux is enforcing; packet labels are not looked at.' }]
    : [];
}

/** Programs attached by BPF links. Without bpftool they cannot be listed. */
async function readBpfLinks(io: HostIo, { uid, libc }: FirewallContext): Promise<readonly OutsideLayer[]> {
  if (libc !== undefined && hasBpfLinks(libc) === false) return [];
  if (uid !== 0 || io.findProgram('bpftool') === undefined) return [];
  const result = await io.run('bpftool', ['-j', 'link', 'list']);
  if (result.kind !== 'exited' || result.code !== 0) return [];
  const namespace = io.readLink('/proc/thread-self/ns/net');
  return parseBpfLinks(result.stdout, namespace.ok ? namespace.value : undefined);
}
