import { Assembler } from './assembler.js';
import { field, RECORD, writeRecord } from './record.js';
import type { TaskFileLayout } from './task-file-layout.js';

/** linux/magic.h: the file systems of sockets and of namespaces. */
export const SOCKFS_MAGIC = 0x534f434b;
export const NSFS_MAGIC = 0x6e736673;

/** Registers: the arguments of a call, then what survives it. */
const [R1, R2, R3, R4, META, TASK, FD, FILE] = [1, 2, 3, 4, 6, 7, 8, 9] as const;
/** In struct bpf_iter__task_file. */
const CONTEXT = { meta: 0, task: 8, fd: 16, file: 24 } as const;

/**
 * The BPF program of an iterator over all open files (iter/task_file): it writes a record for each that is a socket or a
 * namespace, with the descriptor as its word, and changes nothing.
 */
export function taskFileProgram(layout: TaskFileLayout): Buffer {
  const code = new Assembler();
  code.load64(META, R1, CONTEXT.meta);
  code.load64(TASK, R1, CONTEXT.task);
  code.load32(FD, R1, CONTEXT.fd);
  code.load64(FILE, R1, CONTEXT.file);
  // The last call has neither: it tells that all is seen.
  code.endIfEqual(TASK, 0);
  code.endIfEqual(FILE, 0);
  code.load64(R2, FILE, layout.inode);
  code.load64(R3, R2, layout.superblock);
  code.load64(R3, R3, layout.magic);
  code.skipIfEqual(R3, SOCKFS_MAGIC);
  code.endIfNotEqual(R3, NSFS_MAGIC);
  code.store64(field(RECORD.magic), R3);
  code.load64(R4, R2, layout.inodeNumber);
  code.store64(field(RECORD.inode), R4);
  code.store32(field(RECORD.word), FD);
  code.load64(R2, TASK, layout.leader);
  writeRecord(code, layout, R2, META);
  return code.finish();
}
