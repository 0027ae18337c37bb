import { type Assembler, FRAME } from './assembler.js';
import type { TaskLayout } from './task-file-layout.js';

/** PID namespaces in one another that the programs tell numbers of processes in. */
export const LEVELS = 4;
/**
 * What the programs write, as byte offsets: the numbers of a process or thread, the outermost first (those behind its level mean
 * nothing), a word of each program's own and the level (32 bits), an inode (64 bits); and of a file the magic and the network namespace of
 * a socket (32 bits), its family, state and type (16 bits).
 */
export const RECORD = {
  numbers: 0,
  word: 4 * LEVELS,
  level: 4 * LEVELS + 4,
  inode: 4 * LEVELS + 8,
  magic: 4 * LEVELS + 16,
  network: 4 * LEVELS + 20,
  family: 4 * LEVELS + 24,
  state: 4 * LEVELS + 26,
  type: 4 * LEVELS + 28,
};
export const RECORD_SIZE = 4 * LEVELS + 32;

const BPF_FUNC_seq_write = 127;
/** Registers: the arguments of a call. */
const [R1, R2, R3, R4] = [1, 2, 3, 4] as const;

/** Where the member of RECORD at `offset` is, from the frame. */
export function field(offset: number): number {
  return offset - RECORD_SIZE;
}

/** Adds the numbers of the task in register `task` to the record, and writes it out. `meta`: the register of the iterator's own. */
export function writeRecord(code: Assembler, layout: TaskLayout, task: number, meta: number): void {
  code.load64(R2, task, layout.pid);
  code.load32(R4, R2, layout.level);
  code.store32(field(RECORD.level), R4);
  // Reading past the last number is harmless: what cannot be read counts as 0.
  for (let level = 0; level < LEVELS; level++) {
    code.load32(R4, R2, layout.numbers + level * layout.numberSize);
    code.store32(field(RECORD.numbers + 4 * level), R4);
  }
  code.load64(R1, meta, 0); // struct seq_file *seq
  code.move(R2, FRAME);
  code.add(R2, -RECORD_SIZE);
  code.set(R3, RECORD_SIZE);
  code.call(BPF_FUNC_seq_write);
}
