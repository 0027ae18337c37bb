import type { Libc } from '../../system/libc.js';

export type BpfCalls = Pick<Libc, 'addressOf' | 'bpf' | 'close' | 'errno'>;

/** linux/bpf.h. */
const BPF_OBJ_GET_INFO_BY_FD = 15;
const BPF_LINK_GET_FD_BY_ID = 30;
const BPF_LINK_GET_NEXT_ID = 31;
/** Of the part of union bpf_attr that asks for ids: start_id, next_id, open_flags. */
const ATTRIBUTES_SIZE = 12;
const NEXT_ID = 4;
const ENOENT = 2;
/**
 * Kinds of links, linux/bpf.h, whose programs no packet passes: for tracing, for lists of the kernel, for its schedulers and the like; and
 * XDP, which the interface tells.
 */
const NO_PACKETS = [1, 2, 4, 6, 7, 8, 9, 12];
const BPF_LINK_TYPE_CGROUP = 3;
/** What programs of a control group may be asked about: BPF_CGROUP_INET_INGRESS and _EGRESS; the rest pass no packets. */
const CGROUP_PACKETS = [0, 1];

/**
 * Whether any program is attached by a BPF link to what packets pass, in a few calls, where to list them takes a program of its
 * own. Undefined when it cannot be told: without CAP_SYS_ADMIN, or on a kernel without links.
 */
export function hasBpfLinks(libc: BpfCalls): boolean | undefined {
  const attributes = Buffer.alloc(ATTRIBUTES_SIZE);
  for (;;) {
    const result = libc.bpf?.(BPF_LINK_GET_NEXT_ID, attributes, ATTRIBUTES_SIZE);
    if (result !== 0) return result === -1 && libc.errno() === ENOENT ? false : undefined;
    const id = attributes.readUInt32LE(NEXT_ID);
    if (mayPassPackets(libc, id)) return true;
    attributes.writeUInt32LE(id, 0);
  }
}

function mayPassPackets(libc: BpfCalls, id: number): boolean {
  const info = infoOf(libc, id);
  if (info === undefined) return true;
  // struct bpf_link_info begins with the type; of a control group the attach type follows its id, in the union at 16.
  const type = info.readUInt32LE(0);
  return type === BPF_LINK_TYPE_CGROUP
    ? CGROUP_PACKETS.includes(info.readUInt32LE(24))
    : !NO_PACKETS.includes(type);
}

/** What the kernel tells of a link; undefined when it is gone or cannot be told. */
function infoOf(libc: BpfCalls, id: number): Buffer | undefined {
  const byId = Buffer.alloc(ATTRIBUTES_SIZE);
  byId.writeUInt32LE(id, 0);
  const fd = libc.bpf?.(BPF_LINK_GET_FD_BY_ID, byId, ATTRIBUTES_SIZE) ?? -1;
  if (fd < 0) return undefined;
  const info = Buffer.alloc(64);
  const ask = Buffer.alloc(16);
  ask.writeUInt32LE(fd, 0);
  ask.writeUInt32LE(info.length, 4);
  ask.writeBigUInt64LE(libc.addressOf(info), 8);
  const result = libc.bpf?.(BPF_OBJ_GET_INFO_BY_FD, ask, ask.length) ?? -1;
  libc.close(fd);
  return result < 0 ? undefined : info;
}
