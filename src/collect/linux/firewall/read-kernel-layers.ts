import type { HostIo } from '../../host-io.js';
import { type BpfCalls, hasBpfLinks } from '../owners/bpf/bpf-links.js';
import { PROC_NET } from '../system/proc-net.js';
import { UNREAD, type Unread } from './unread-layer.js';

/** What the kernel as a whole has that decides about packets besides rules, whatever the namespace. */
export interface KernelLayers {
  /** It takes questions on IPsec. To ask where it does not could load a module. */
  readonly xfrm: boolean | Unread;
  /** Names of ebtables' own tables. There is no listing of them; that they are loaded is what can be seen. */
  readonly ebtables: readonly string[] | Unread;
  readonly selinux: boolean;
  /**
   * What bpftool lists, where anything that packets pass is attached by a BPF link; undefined where nothing tells of such. Its names of
   * devices are those of this thread's namespace.
   */
  readonly bpfLinks: string | Unread | undefined;
}

export async function readKernelLayers(
  io: HostIo,
  { uid, libc }: { readonly uid: number | undefined; readonly libc?: BpfCalls },
): Promise<KernelLayers> {
  /** Empty for a file that this kernel does not have. */
  const read = (path: string) => {
    const text = io.readText(path);
    if (text.ok) return text.value;
    return text.why === 'missing' ? '' : undefined;
  };
  const netlinkSockets = read(`${PROC_NET}/netlink`)?.split('\n');
  const modules = read('/proc/modules');
  return {
    xfrm: netlinkSockets?.some((line) => line.trim().split(/\s+/)[1] === String(NETLINK_XFRM)) ?? UNREAD,
    ebtables:
      modules === undefined
        ? UNREAD
        : [...modules.matchAll(/^ebtable_(filter|nat|broute) /gm)].map(([, name]) => name as string),
    selinux: read('/sys/fs/selinux/enforce')?.trim() === '1',
    bpfLinks: await listBpfLinks(io, uid, libc),
  };
}

export const NETLINK_XFRM = 6;

/** Without bpftool they cannot be listed. */
async function listBpfLinks(
  io: HostIo,
  uid: number | undefined,
  libc: BpfCalls | undefined,
): Promise<string | Unread | undefined> {
  const has = libc === undefined ? undefined : hasBpfLinks(libc);
  if (has === false) return undefined;
  // Where the kernel tells of none, as it does to nobody without the right, nothing says that there are any.
  const nothing = has === true ? UNREAD : undefined;
  if (uid !== 0 || io.findProgram('bpftool') === undefined) return nothing;
  const result = await io.run('bpftool', ['-j', 'link', 'list']);
  return result.kind === 'exited' && result.code === 0 ? result.stdout : nothing;
}
