import type { Libc } from '../../system/libc.js';
import { UNREAD, type Unread } from '../unread-layer.js';

export type BpfCalls = Pick<Libc, 'addressOf' | 'bpf' | 'close' | 'errno' | 'open'>;

/** A BPF program that is attached somewhere. */
export interface BpfProgram {
  readonly id: number;
  /** Letters, digits, "_" and "."; empty for one without a name, undefined where it may not be told. */
  readonly name: string | undefined;
}

/** Where programs see packets or decide where they go: enum bpf_attach_type of linux/bpf.h. */
export const ATTACH = {
  cgroupIngress: 0,
  cgroupEgress: 1,
  cgroupConnect4: 10,
  cgroupConnect6: 11,
  cgroupSendmsg4: 14,
  cgroupSendmsg6: 15,
  skLookup: 36,
  tcxIngress: 46,
  tcxEgress: 47,
  netkitPrimary: 54,
  netkitPeer: 55,
} as const;

const BPF_PROG_GET_NEXT_ID = 11;
const BPF_PROG_GET_FD_BY_ID = 13;
const BPF_OBJ_GET_INFO_BY_FD = 15;
const BPF_PROG_QUERY = 16;
const BPF_LINK_GET_FD_BY_ID = 30;
const BPF_LINK_GET_NEXT_ID = 31;
const BPF_LINK_TYPE_NETFILTER = 10;
const BPF_F_QUERY_EFFECTIVE = 1;
/** The kernel attaches 64 to one place at most (BPF_CGROUP_MAX_PROGS, BPF_MPROG_MAX); to control groups above as many again. */
const MOST_PROGRAMS = 256;

const ENOENT = 2;
const ENODEV = 19;
const EINVAL = 22;
const ENOSYS = 38;
const EOPNOTSUPP = 95;
/** Nothing is attached: the place is gone, or this kernel has no such places. */
const NOTHING: ReadonlySet<number> = new Set([ENOENT, ENODEV, EINVAL, ENOSYS, EOPNOTSUPP]);

/** Whether the kernel holds any program at all; who asks needs CAP_SYS_ADMIN. */
export function hasPrograms(libc: BpfCalls): boolean | Unread {
  const next = nextId(libc, BPF_PROG_GET_NEXT_ID, 0);
  return next === UNREAD ? UNREAD : next !== undefined;
}

/**
 * The programs that are attached to `target`, with or without a link: the descriptor of a control group or a network namespace, or the
 * index of a device in the namespace of this thread. `inherited`: those of the control groups above as well. Takes CAP_NET_ADMIN.
 */
export function attachedPrograms(
  libc: BpfCalls,
  target: number,
  attachType: number,
  inherited = false,
): readonly BpfProgram[] | Unread {
  const ids = Buffer.alloc(4 * MOST_PROGRAMS);
  const attributes = Buffer.alloc(64);
  attributes.writeUInt32LE(target, 0);
  attributes.writeUInt32LE(attachType, 4);
  if (inherited) attributes.writeUInt32LE(BPF_F_QUERY_EFFECTIVE, 8);
  attributes.writeBigUInt64LE(libc.addressOf(ids), 16);
  attributes.writeUInt32LE(MOST_PROGRAMS, 24);
  if (call(libc, BPF_PROG_QUERY, attributes) < 0) return NOTHING.has(libc.errno()) ? [] : UNREAD;
  const count = Math.min(attributes.readUInt32LE(24), MOST_PROGRAMS);
  return Array.from({ length: count }, (_, place) => {
    const id = ids.readUInt32LE(4 * place);
    return { id, name: nameOf(libc, id) };
  });
}

/** Those at hooks of netfilter, in whatever network namespace: which, the kernel does not tell. They are attached by links alone. */
export function netfilterPrograms(libc: BpfCalls): readonly BpfProgram[] | Unread {
  const found: BpfProgram[] = [];
  for (let id: number | Unread | undefined = 0; ; ) {
    id = nextId(libc, BPF_LINK_GET_NEXT_ID, id);
    if (id === UNREAD) return UNREAD;
    if (id === undefined) return found;
    // struct bpf_link_info: type, id, prog_id.
    const info = infoOf(libc, BPF_LINK_GET_FD_BY_ID, id, 64);
    if (info?.readUInt32LE(0) !== BPF_LINK_TYPE_NETFILTER) continue;
    const program = info.readUInt32LE(8);
    found.push({ id: program, name: nameOf(libc, program) });
  }
}

/** 'the BPF program "cil_from_netdev"', 'the BPF programs "a" and "b"'. */
export function programWords(programs: readonly BpfProgram[]): string {
  const names = [...new Set(programs.map(({ id, name }) => (name ? `"${name}"` : `number ${id}`)))];
  const [last = '', ...others] = names.reverse();
  return others.length === 0
    ? `the BPF program ${last}`
    : `the BPF programs ${others.reverse().join(', ')} and ${last}`;
}

function nameOf(libc: BpfCalls, id: number): string | undefined {
  // struct bpf_prog_info: the name is 16 bytes at 64.
  const info = infoOf(libc, BPF_PROG_GET_FD_BY_ID, id, 80);
  return info?.toString('latin1', 64, 80).replace(/\0.*$/s, '');
}

/** The id after `id`; undefined after the last. */
function nextId(libc: BpfCalls, command: number, id: number): number | Unread | undefined {
  // start_id, next_id, open_flags.
  const attributes = Buffer.alloc(12);
  attributes.writeUInt32LE(id, 0);
  if (call(libc, command, attributes) < 0) return NOTHING.has(libc.errno()) ? undefined : UNREAD;
  return attributes.readUInt32LE(4);
}

/** What the kernel tells of the object with an id; undefined when it is gone or may not be told. */
function infoOf(libc: BpfCalls, command: number, id: number, size: number): Buffer | undefined {
  const byId = Buffer.alloc(12);
  byId.writeUInt32LE(id, 0);
  const fd = call(libc, command, byId);
  if (fd < 0) return undefined;
  const info = Buffer.alloc(size);
  const ask = Buffer.alloc(16);
  ask.writeUInt32LE(fd, 0);
  ask.writeUInt32LE(size, 4);
  ask.writeBigUInt64LE(libc.addressOf(info), 8);
  const result = call(libc, BPF_OBJ_GET_INFO_BY_FD, ask);
  libc.close(fd);
  return result < 0 ? undefined : info;
}

function call({ bpf }: BpfCalls, command: number, attributes: Buffer): number {
  return bpf?.(command, attributes, attributes.length) ?? -1;
}
