import type { HostIo } from '../../host-io.js';
import { type BpfCalls, hasBpfLinks } from '../owners/bpf/bpf-links.js';
import { PROC_NET } from '../system/proc-net.js';

/** What the kernel as a whole has that decides about packets besides rules, whatever the namespace. */
export interface KernelLayers {
  /** It takes questions on IPsec. To ask where it does not could load a module. */
  readonly xfrm: boolean;
  /** Names of ebtables' own tables. There is no listing of them; that they are loaded is what can be seen. */
  readonly ebtables: readonly string[];
  readonly selinux: boolean;
  /** What bpftool lists, where anything is attached by a BPF link. Its names of devices are those of this thread's namespace. */
  readonly bpfLinks: string | undefined;
}

export async function readKernelLayers(
  io: HostIo,
  { uid, libc }: { readonly uid: number | undefined; readonly libc?: BpfCalls },
): Promise<KernelLayers> {
  const read = (path: string) => {
    const text = io.readText(path);
    return text.ok ? text.value : '';
  };
  const netlinkSockets = read(`${PROC_NET}/netlink`).split('\n');
  return {
    xfrm: netlinkSockets.some((line) => line.trim().split(/\s+/)[1] === String(NETLINK_XFRM)),
    ebtables: [...read('/proc/modules').matchAll(/^ebtable_(filter|nat|broute) /gm)].map(
      ([, name]) => name as string,
    ),
    selinux: read('/sys/fs/selinux/enforce').trim() === '1',
    bpfLinks: await listBpfLinks(io, uid, libc),
  };
}

export const NETLINK_XFRM = 6;

/** Without bpftool they cannot be listed. */
async function listBpfLinks(
  io: HostIo,
  uid: number | undefined,
  libc: BpfCalls | undefined,
): Promise<string | undefined> {
  if (libc !== undefined && hasBpfLinks(libc) === false) return undefined;
  if (uid !== 0 || io.findProgram('bpftool') === undefined) return undefined;
  const result = await io.run('bpftool', ['-j', 'link', 'list']);
  return result.kind === 'exited' && result.code === 0 ? result.stdout : undefined;
}
