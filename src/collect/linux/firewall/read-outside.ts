import type { Interface } from '../../../model/facts.js';
import type { HostIo } from '../../host-io.js';
import type { Netlink } from '../netlink/netlink.js';
import { rightsFor } from '../system/rights.js';
import { programWords } from './bpf/bpf-programs.js';
import { readNamespacePrograms, unreadPrograms } from './bpf/namespace-programs.js';
import type { FirewallContext } from './firewall-context.js';
import { type KernelLayers, NETLINK_XFRM, readKernelLayers } from './read-kernel-layers.js';
import { readTrafficControl } from './read-outside-traffic-control.js';
import {
  layer,
  NO_LAYERS,
  type OutsideReading,
  together,
  UNREAD,
  type Unread,
  unreadLayer,
} from './unread-layer.js';

/**
 * Looks for what decides about packets of one namespace besides the rules of its firewall, and reports what is there and what could
 * not be read. Nothing here costs more than a few system calls.
 */
export async function readOutsideLayers(io: HostIo, context: FirewallContext): Promise<OutsideReading> {
  const { netlink } = context;
  const interfaces = context.interfaces ?? [];
  const beside = [attachedTo(interfaces), await trafficControl(io, netlink, interfaces)];
  const kernel = context.kernel?.() ?? readKernelLayers(io, context.libc);
  return together([
    ...beside,
    ebtablesLayers(kernel, interfaces),
    await ipsecLayers(io, kernel, netlink),
    kernel.selinux ? SELINUX : NO_LAYERS,
    bpfLayers(io, kernel, context),
  ]);
}

const SELINUX = layer('selinux', 'SELinux is enforcing; packet labels are not looked at.');

/** Devices with an XDP program, and ports of Open vSwitch. */
function attachedTo(interfaces: readonly Interface[]): OutsideReading {
  return together(
    interfaces.map(({ name: device, xdp, kind }) => {
      const mayRedirect = true;
      if (xdp) return layer('xdp', `An XDP program is attached to ${device}.`, device, { mayRedirect });
      if (kind === 'openvswitch')
        return layer('openvswitch', `${device} belongs to Open vSwitch.`, device, { mayRedirect });
      return NO_LAYERS;
    }),
  );
}

/** Filters of traffic control. */
async function trafficControl(
  io: HostIo,
  netlink: Netlink | undefined,
  interfaces: readonly Interface[],
): Promise<OutsideReading> {
  const found = await readTrafficControl(io, netlink, interfaces);
  const remedy = netlink === undefined ? 'apt install iproute2' : 'see what "tc filter show" says';
  const unread = (what: string, device?: string) =>
    unreadLayer('tc', 'traffic control', `traffic control filters what ${what}`, remedy, device);
  if (found === UNREAD) return unread('comes in');
  return together(
    found.map(({ device, egress, effect }) => {
      const what = `${egress ? 'leaves' : 'comes in'} by ${device}`;
      if (effect === UNREAD) return unread(what, device);
      if (effect === 'drop')
        return layer('tc', `Traffic control filters what ${what}.`, device, egress ? { egress } : {});
      const detail = `Traffic control filters, changes or redirects what ${what}.`;
      const mayAssign = effect === 'any' || undefined;
      return layer('tc', detail, device, egress ? { egress } : { mayRedirect: true, mayAssign });
    }),
  );
}

/** Only a bridge passes packets through them. */
function ebtablesLayers({ ebtables }: KernelLayers, interfaces: readonly Interface[]): OutsideReading {
  const bridged = interfaces.some(({ kind }) => kind === 'bridge');
  if (!bridged || ebtables.length === 0) return NO_LAYERS;
  if (ebtables === UNREAD)
    return unreadLayer('ebtables', 'ebtables', 'tables of ebtables are loaded', 'run as root');
  const detail = `The ebtables tables ${ebtables.join(', ')} are loaded; bridged packets may meet them.`;
  return layer('ebtables', detail);
}

const XFRM_MSG_GETSA = 0x12;
const XFRM_MSG_GETPOLICY = 0x15;
const SIZEOF_USERSA_ID = 24;
const SIZEOF_USERPOLICY_ID = 64;

/** IPsec policies and associations. */
async function ipsecLayers(
  io: HostIo,
  { xfrm }: KernelLayers,
  netlink: Netlink | undefined,
): Promise<OutsideReading> {
  if (xfrm === false) return NO_LAYERS;
  const found =
    xfrm === UNREAD ? UNREAD : netlink === undefined ? await ipsecByIp(io) : ipsecByNetlink(netlink);
  if (found === UNREAD)
    return unreadLayer('ipsec', 'IPsec', 'the host has IPsec policies', rightsFor('nftables', io.uid));
  return found ? layer('ipsec', 'The host has IPsec policies.') : NO_LAYERS;
}

function ipsecByNetlink(netlink: Netlink): boolean | Unread {
  const answers = [
    netlink.dump(NETLINK_XFRM, XFRM_MSG_GETPOLICY, Buffer.alloc(SIZEOF_USERPOLICY_ID)),
    netlink.dump(NETLINK_XFRM, XFRM_MSG_GETSA, Buffer.alloc(SIZEOF_USERSA_ID)),
  ];
  if (answers.some((answer) => answer.ok && answer.messages.length > 0)) return true;
  return answers.every(({ ok }) => ok) ? false : UNREAD;
}

async function ipsecByIp(io: HostIo): Promise<boolean | Unread> {
  const result = await io.run('ip', ['xfrm', 'policy']);
  return result.kind === 'exited' && result.code === 0 ? result.stdout.trim() !== '' : UNREAD;
}

/** BPF programs that are attached to what packets pass, but for XDP. */
function bpfLayers(
  io: HostIo,
  { programs, netfilterPrograms }: KernelLayers,
  { libc, enter, interfaces = [] }: FirewallContext,
): OutsideReading {
  if (programs === false) return NO_LAYERS;
  const remedy = rightsFor('nftables', io.uid);
  if (libc?.bpf === undefined) return unreadPrograms(undefined);
  const atHooks =
    netfilterPrograms === UNREAD || netfilterPrograms.length === 0
      ? NO_LAYERS
      : layer('netfilter-bpf', `At a hook of netfilter is ${programWords(netfilterPrograms)}.`);
  return together([readNamespacePrograms(libc, interfaces, remedy, enter), atHooks]);
}
