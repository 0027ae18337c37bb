import type { Libc } from './libc.js';

export type BpfCalls = Pick<Libc, 'bpf' | 'errno'>;

/** linux/bpf.h. */
const BPF_LINK_GET_NEXT_ID = 31;
/** Of the part of union bpf_attr that asks for ids: start_id, next_id, open_flags. */
const ATTRIBUTES_SIZE = 12;
const ENOENT = 2;

/**
 * Whether any program is attached to anything by a BPF link, in one call, where to list them takes a program of its own.
 * Undefined when it cannot be told: without CAP_SYS_ADMIN, or on a kernel without links.
 */
export function hasBpfLinks(libc: BpfCalls): boolean | undefined {
  const result = libc.bpf?.(BPF_LINK_GET_NEXT_ID, Buffer.alloc(ATTRIBUTES_SIZE), ATTRIBUTES_SIZE);
  if (result === 0) return true;
  return result === -1 && libc.errno() === ENOENT ? false : undefined;
}
