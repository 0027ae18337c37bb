/** The frame of a program, to which what it stores on its stack is relative. */
export const FRAME = 10;

/** The few instructions that the programs are made of, encoded as Documentation/bpf/standardization/instruction-set.rst has them. */
export class Assembler {
  readonly #instructions: { code: number; to: number; from: number; offset: number; value: number }[] = [];
  readonly #jumpsToEnd: number[] = [];

  load64(to: number, from: number, offset: number): void {
    this.#add(0x79, to, from, offset, 0);
  }
  load32(to: number, from: number, offset: number): void {
    this.#add(0x61, to, from, offset, 0);
  }
  load16(to: number, from: number, offset: number): void {
    this.#add(0x69, to, from, offset, 0);
  }
  load8(to: number, from: number, offset: number): void {
    this.#add(0x71, to, from, offset, 0);
  }
  store64(offset: number, from: number): void {
    this.#add(0x7b, FRAME, from, offset, 0);
  }
  store32(offset: number, from: number): void {
    this.#add(0x63, FRAME, from, offset, 0);
  }
  store16(offset: number, from: number): void {
    this.#add(0x6b, FRAME, from, offset, 0);
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
  unlessEqual(register: number, value: number, body: () => void): void {
    this.#over(body, () => this.#add(0x15, register, 0, 0, value));
  }
  unlessSame(register: number, other: number, body: () => void): void {
    this.#over(body, () => this.#add(0x1d, register, other, 0, 0));
  }
  endIfSame(register: number, other: number): void {
    this.#jumpsToEnd.push(this.#instructions.length);
    this.#add(0x1d, register, other, 0, 0);
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
    this.set(0, 0);
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

  /** `body`, which the jump that `branch` adds passes over. */
  #over(body: () => void, branch: () => void): void {
    const place = this.#instructions.length;
    branch();
    body();
    const jump = this.#instructions[place];
    if (jump !== undefined) jump.offset = this.#instructions.length - place - 1;
  }

  #add(code: number, to: number, from: number, offset: number, value: number): void {
    this.#instructions.push({ code, to, from, offset, value });
  }
}
