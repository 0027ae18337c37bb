import type { Interface } from '../../../model/facts.js';
import type { OutsideLayer } from '../../../model/firewall-facts.js';
import type { HostIo } from '../../host-io.js';
import type { Netlink } from '../netlink/netlink.js';
import { PROC_NET } from '../system/proc-net.js';
import type { FirewallContext } from './firewall-context.js';
import { parseBpfLinks } from './parse-bpf-links.js';
import { type KernelLayers, NETLINK_XFRM, readKernelLayers } from './read-kernel-layers.js';
import { readTrafficControl } from './read-outside-traffic-control.js';

/**
 * Looks for what decides about packets of one namespace besides the rules of its firewall, and reports only what is there.
 * Nothing here costs more than a few system calls, but for bpftool where there are BPF links.
 */
export async function readOutsideLayers(
  io: HostIo,
  context: FirewallContext,
): Promise<readonly OutsideLayer[]> {
  const { netlink } = context;
  const interfaces = context.interfaces ?? [];
  const beside = [...readDevices(netlink, interfaces), ...readIpvs(io)];
  const kernel = await (context.kernel?.() ?? readKernelLayers(io, context));
  return [
    ...beside,
    ...ebtablesLayers(kernel, interfaces),
    ...(kernel.xfrm ? await readIpsec(io, netlink) : []),
    ...(kernel.selinux ? [SELINUX] : []),
    ...bpfLayers(io, kernel, context),
  ];
}

const SELINUX: OutsideLayer = {
  kind: 'selinux',
  detail: 'SELinux is enforcing; packet labels are not looked at.',
};

/** Devices with an XDP program, ports of Open vSwitch, and filters of traffic control on what comes in. */
function readDevices(
  netlink: Netlink | undefined,
  interfaces: readonly Interface[],
): readonly OutsideLayer[] {
  const layers = interfaces.flatMap(({ name: device, xdp, kind }): OutsideLayer[] => {
    if (xdp) return [{ kind: 'xdp', device, detail: `An XDP program is attached to ${device}.` }];
    if (kind === 'openvswitch')
      return [{ kind: 'openvswitch', device, detail: `${device} belongs to Open vSwitch.` }];
    return [];
  });
  const filtered = netlink === undefined ? [] : readTrafficControl(netlink, interfaces);
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

/** Only a bridge passes packets through them. */
function ebtablesLayers(
  { ebtables }: KernelLayers,
  interfaces: readonly Interface[],
): readonly OutsideLayer[] {
  const detail = `The ebtables tables ${ebtables.join(', ')} are loaded; bridged packets may meet them.`;
  const bridged = interfaces.some(({ kind }) => kind === 'bridge');
  return bridged && ebtables.length > 0 ? [{ kind: 'ebtables', detail }] : [];
}

const XFRM_MSG_GETSA = 0x12;
const XFRM_MSG_GETPOLICY = 0x15;
const SIZEOF_USERSA_ID = 24;
const SIZEOF_USERPOLICY_ID = 64;

/** IPsec policies and associations. */
async function readIpsec(io: HostIo, netlink: Netlink | undefined): Promise<readonly OutsideLayer[]> {
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

/** Programs attached by BPF links. */
function bpfLayers(
  io: HostIo,
  { bpfLinks }: KernelLayers,
  { elsewhere = false }: FirewallContext,
): readonly OutsideLayer[] {
  if (bpfLinks === undefined) return [];
  const namespace = io.readLink('/proc/thread-self/ns/net');
  const layers = parseBpfLinks(bpfLinks, namespace.ok ? namespace.value : undefined);
  // Of a device in another namespace bpftool tells the number alone, and calls it what has that number in its own.
  return elsewhere ? layers.filter(({ kind }) => kind !== 'tc') : layers;
}
