import { Assembler } from './assembler.js';
import { field, RECORD, writeRecord } from './record.js';
import type { TaskLayout, ThreadLayout } from './task-file-layout.js';

const BPF_FUNC_get_current_task = 35;
/** Registers: the result of a call, its arguments, then what survives it. */
const [R0, R1, R2, R3, R4, R5, META, TASK, READER, LEADER] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
/** In struct bpf_iter__task. */
const CONTEXT = { meta: 0, task: 8 } as const;

/**
 * The BPF program of an iterator over all threads (iter/task): it writes two records, one for the first thread of its process and
 * one for itself, for each that is in another network namespace than that, or whose first thread has ended; and for the thread that
 * reads, with 1 as their word, by which that knows its own level.
 */
export function threadProgram(layout: TaskLayout, threads: ThreadLayout): Buffer {
  const code = new Assembler();
  code.load64(META, R1, CONTEXT.meta);
  code.load64(TASK, R1, CONTEXT.task);
  // The last call has none: it tells that all is seen.
  code.endIfEqual(TASK, 0);
  code.call(BPF_FUNC_get_current_task);
  code.move(READER, R0);
  code.load64(R3, TASK, threads.namespaces);
  // One that is ending is in none any more.
  code.endIfEqual(R3, 0);
  code.load64(R3, R3, threads.network);
  code.load64(LEADER, TASK, layout.leader);
  code.load64(R4, LEADER, threads.namespaces);
  code.load64(R4, R4, threads.network);
  code.set(R5, 1);
  code.unlessSame(READER, TASK, () => {
    code.endIfSame(R3, R4);
    code.set(R5, 0);
  });
  code.store32(field(RECORD.word), R5);
  code.load32(R2, R3, threads.networkNumber);
  code.store64(field(RECORD.inode), R2);
  code.set(R2, 0);
  code.store64(field(RECORD.magic), R2);
  code.store64(field(RECORD.family), R2);
  writeRecord(code, layout, LEADER, META);
  writeRecord(code, layout, TASK, META);
  return code.finish();
}
