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
/** A reader of the kernel's lists, this program's own among them: no packet passes it. */
const BPF_LINK_TYPE_ITER = 4;

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
    if (typeOf(libc, id) !== BPF_LINK_TYPE_ITER) return true;
    attributes.writeUInt32LE(id, 0);
  }
}

/** The type of a link; undefined when it is gone or cannot be told. */
function typeOf(libc: BpfCalls, id: number): number | undefined {
  const byId = Buffer.alloc(ATTRIBUTES_SIZE);
  byId.writeUInt32LE(id, 0);
  const fd = libc.bpf?.(BPF_LINK_GET_FD_BY_ID, byId, ATTRIBUTES_SIZE) ?? -1;
  if (fd < 0) return undefined;
  // struct bpf_link_info begins with the type.
  const info = Buffer.alloc(64);
  const ask = Buffer.alloc(16);
  ask.writeUInt32LE(fd, 0);
  ask.writeUInt32LE(info.length, 4);
  ask.writeBigUInt64LE(libc.addressOf(info), 8);
  const result = libc.bpf?.(BPF_OBJ_GET_INFO_BY_FD, ask, ask.length) ?? -1;
  libc.close(fd);
  return result < 0 ? undefined : info.readUInt32LE(0);
}
