import type { HostIo } from '../../host-io.js';
import { PROC_NET } from '../system/proc-net.js';
import { type BpfCalls, type BpfProgram, hasPrograms, netfilterPrograms } from './bpf/bpf-programs.js';
import { UNREAD, type Unread } from './unread-layer.js';

/** What the kernel as a whole has that decides about packets besides rules, whatever the namespace. */
export interface KernelLayers {
  /** It takes questions on IPsec. To ask where it does not could load a module. */
  readonly xfrm: boolean | Unread;
  /** Names of ebtables' own tables. There is no listing of them; that they are loaded is what can be seen. */
  readonly ebtables: readonly string[] | Unread;
  readonly selinux: boolean;
  /** False when it holds no BPF program at all, so that nothing has to be asked where they are attached. */
  readonly programs: boolean | Unread;
  /** BPF programs at hooks of netfilter; unread without CAP_SYS_ADMIN. */
  readonly netfilterPrograms: readonly BpfProgram[] | Unread;
}

export function readKernelLayers(io: HostIo, libc: BpfCalls | undefined): KernelLayers {
  /** Empty for a file that this kernel does not have. */
  const read = (path: string) => {
    const text = io.readText(path);
    if (text.ok) return text.value;
    return text.why === 'missing' ? '' : undefined;
  };
  const netlinkSockets = read(`${PROC_NET}/netlink`)?.split('\n');
  const modules = read('/proc/modules');
  const programs = libc === undefined ? UNREAD : hasPrograms(libc);
  return {
    xfrm: netlinkSockets?.some((line) => line.trim().split(/\s+/)[1] === String(NETLINK_XFRM)) ?? UNREAD,
    ebtables:
      modules === undefined
        ? UNREAD
        : [...modules.matchAll(/^ebtable_(filter|nat|broute) /gm)].map(([, name]) => name as string),
    selinux: read('/sys/fs/selinux/enforce')?.trim() === '1',
    programs,
    netfilterPrograms: programs === false ? [] : libc === undefined ? UNREAD : netfilterPrograms(libc),
  };
}

export const NETLINK_XFRM = 6;
