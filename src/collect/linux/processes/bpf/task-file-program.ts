import { Assembler } from './assembler.js';
import { field, RECORD, writeRecord } from './record.js';
import type { SocketLayout, TaskFileLayout } from './task-file-layout.js';

/** linux/magic.h: the file systems of sockets and of namespaces. */
export const SOCKFS_MAGIC = 0x534f434b;
export const NSFS_MAGIC = 0x6e736673;

/** Registers: the arguments of a call, then what survives it. */
const [R0, R1, R2, R3, R4, META, TASK, FD, FILE] = [0, 1, 2, 3, 4, 6, 7, 8, 9] as const;
/** In struct bpf_iter__task_file. */
const CONTEXT = { meta: 0, task: 8, fd: 16, file: 24 } as const;

const BPF_FUNC_sock_from_file = 162;

/**
 * The BPF program of an iterator over all open files (iter/task_file): it writes a record for each that is a socket or a
 * namespace, with the descriptor as its word, and changes nothing. `sockets`: tells of
 * sockets where they are, for which there is a function since Linux 5.11.
 */
export function taskFileProgram(layout: TaskFileLayout, sockets?: SocketLayout): Buffer {
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
  code.unlessEqual(R3, SOCKFS_MAGIC, () => code.endIfNotEqual(R3, NSFS_MAGIC));
  code.store64(field(RECORD.magic), R3);
  code.load64(R4, R2, layout.inodeNumber);
  code.store64(field(RECORD.inode), R4);
  code.store32(field(RECORD.word), FD);
  code.set(R2, 0);
  code.store64(field(RECORD.family), R2);
  if (sockets !== undefined) storeSocket(code, sockets);
  code.load64(R2, TASK, layout.leader);
  writeRecord(code, layout, R2, META);
  return code.finish();
}

/** What cannot be read counts as 0: a socket may be without its inner part. */
function storeSocket(code: Assembler, layout: SocketLayout): void {
  code.move(R1, FILE);
  code.call(BPF_FUNC_sock_from_file);
  code.unlessEqual(R0, 0, () => {
    code.load64(R2, R0, layout.sock);
    code.load16(R3, R2, layout.family);
    code.store16(field(RECORD.family), R3);
    code.load8(R3, R2, layout.state);
    code.store16(field(RECORD.state), R3);
    code.load16(R3, R2, layout.type);
    code.store16(field(RECORD.type), R3);
    code.load64(R2, R2, layout.network);
    code.load32(R3, R2, layout.networkNumber);
    code.store32(field(RECORD.network), R3);
  });
}
