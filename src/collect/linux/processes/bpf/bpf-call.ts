import type { Libc } from '../../system/libc.js';

/**
 * EINTR: a signal came. EAGAIN: one came while a program was looked through (do_check in kernel/bpf/verifier.c), or a million files
 * had nothing to tell (bpf_seq_read in kernel/bpf/bpf_iter.c).
 */
export const GOES_ON: ReadonlySet<number> = new Set([4, 11]);
const TRIES = 8;

/** bpf(2) with union bpf_attr as `fill` writes it; -1 when the kernel refuses, or has no such call. */
export function bpfCall(
  libc: Libc,
  command: number,
  size: number,
  fill: (attributes: Buffer) => void,
): number {
  const attributes = Buffer.alloc(size);
  fill(attributes);
  const { bpf } = libc;
  if (bpf === undefined) return -1;
  let result = -1;
  for (let tries = 0; tries < TRIES; tries++) {
    result = bpf(command, attributes, size);
    if (result >= 0 || !GOES_ON.has(libc.errno())) return result;
  }
  return result;
}
