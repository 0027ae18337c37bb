import type { TaskFileLayout } from './task-file-layout.js';

/** linux/magic.h: the file systems of sockets and of namespaces. */
export const SOCKFS_MAGIC = 0x534f434b;
export const NSFS_MAGIC = 0x6e736673;

/** PID namespaces in one another that the program tells the process's number in. */
export const LEVELS = 4;
/**
 * What the program writes for each such file, as byte offsets: the numbers of its process, the outermost first (those behind its
 * level mean nothing), descriptor and level (32 bits), inode and magic (64 bits).
 */
export const RECORD = {
  numbers: 0,
  fd: 4 * LEVELS,
  level: 4 * LEVELS + 4,
  inode: 4 * LEVELS + 8,
  magic: 4 * LEVELS + 16,
};
export const RECORD_SIZE = RECORD.magic + 8;

const BPF_FUNC_seq_write = 127;
/** Registers: the arguments of a call, then what survives it, then the frame. */
const [R0, R1, R2, R3, R4, META, TASK, FD, FILE, FRAME] = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10] as const;
/** In struct bpf_iter__task_file. */
const CONTEXT = { meta: 0, task: 8, fd: 16, file: 24 } as const;

/**
 * The BPF program of an iterator over all open files (iter/task_file): it writes a record for each that is a socket or a
 * namespace, and changes nothing. Instructions as Documentation/bpf/standardization/instruction-set.rst encodes them.
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
  const field = (offset: number) => offset - RECORD_SIZE;
  code.store64(field(RECORD.magic), R3);
  code.load64(R4, R2, layout.inodeNumber);
  code.store64(field(RECORD.inode), R4);
  code.store32(field(RECORD.fd), FD);
  code.load64(R2, TASK, layout.leader);
  code.load64(R2, R2, layout.pid);
  code.load32(R4, R2, layout.level);
  code.store32(field(RECORD.level), R4);
  // Reading past the last number is harmless: what cannot be read counts as 0.
  for (let level = 0; level < LEVELS; level++) {
    code.load32(R4, R2, layout.numbers + level * layout.numberSize);
    code.store32(field(RECORD.numbers + 4 * level), R4);
  }
  code.load64(R1, META, 0); // struct seq_file *seq
  code.move(R2, FRAME);
  code.add(R2, -RECORD_SIZE);
  code.set(R3, RECORD_SIZE);
  code.call(BPF_FUNC_seq_write);
  return code.finish();
}

/** The few instructions that the program is made of. */
class Assembler {
  readonly #instructions: { code: number; to: number; from: number; offset: number; value: number }[] = [];
  readonly #jumpsToEnd: number[] = [];

  load64(to: number, from: number, offset: number): void {
    this.#add(0x79, to, from, offset, 0);
  }
  load32(to: number, from: number, offset: number): void {
    this.#add(0x61, to, from, offset, 0);
  }
  store64(offset: number, from: number): void {
    this.#add(0x7b, FRAME, from, offset, 0);
  }
  store32(offset: number, from: number): void {
    this.#add(0x63, FRAME, from, offset, 0);
  }
  move(to: number, from: number): void {
    this.#add(0xbf, to, from, 0, 0);
  }
  set(to: number, value: number): void {
    this.#add(0xb7, to, 0, 0, value);
  }
  add(to: number, value: number): void {
    this.#add(0x07, to, 0, 0, value);
  }
  call(helper: number): void {
    this.#add(0x85, 0, 0, 0, helper);
  }
  /** Passes over the next instruction. */
  skipIfEqual(register: number, value: number): void {
    this.#add(0x15, register, 0, 1, value);
  }
  endIfEqual(register: number, value: number): void {
    this.#jumpsToEnd.push(this.#instructions.length);
    this.#add(0x15, register, 0, 0, value);
  }
  endIfNotEqual(register: number, value: number): void {
    this.#jumpsToEnd.push(this.#instructions.length);
    this.#add(0x55, register, 0, 0, value);
  }

  /** The instructions with a `return 0` at their end. */
  finish(): Buffer {
    const end = this.#instructions.length;
    for (const place of this.#jumpsToEnd) {
      const jump = this.#instructions[place];
      if (jump !== undefined) jump.offset = end - place - 1;
    }
    this.set(R0, 0);
    this.#add(0x95, 0, 0, 0, 0);
    const bytes = Buffer.alloc(8 * this.#instructions.length);
    this.#instructions.forEach(({ code, to, from, offset, value }, place) => {
      bytes.writeUInt8(code, 8 * place);
      bytes.writeUInt8(to | (from << 4), 8 * place + 1);
      bytes.writeInt16LE(offset, 8 * place + 2);
      bytes.writeInt32LE(value, 8 * place + 4);
    });
    return bytes;
  }

  #add(code: number, to: number, from: number, offset: number, value: number): void {
    this.#instructions.push({ code, to, from, offset, value });
  }
}
