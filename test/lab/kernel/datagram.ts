import * as c from './constants.js';
import { libc, pointerTo } from './libc.js';

const DATA = 64;
const NAME = 32;
const CONTROL = 128;
const HEADER = 56;

// Offsets within struct msghdr on 64-bit Linux.
const MSG = {
  name: 0,
  nameLength: 8,
  iov: 16,
  iovLength: 24,
  control: 32,
  controlLength: 40,
  flags: 48,
} as const;

/**
 * recvmsg and sendmsg with packet information (ip(7) IP_PKTINFO, ipv6(7) IPV6_PKTINFO): an answer leaves from the address
 * that the datagram was sent to, as a careful server's does. One per thread of work; every call reuses its memory.
 */
export class DatagramExchange {
  readonly #memory = Buffer.alloc(DATA + NAME + CONTROL + 16 + HEADER);
  readonly #data = this.#memory.subarray(0, DATA);
  readonly #name = this.#memory.subarray(DATA, DATA + NAME);
  readonly #control = this.#memory.subarray(DATA + NAME, DATA + NAME + CONTROL);
  readonly #iov = this.#memory.subarray(DATA + NAME + CONTROL, DATA + NAME + CONTROL + 16);
  readonly #header = this.#memory.subarray(DATA + NAME + CONTROL + 16);

  /** The next datagram's bytes, valid until the next call; undefined when none waits. */
  receive(fd: number): Buffer | undefined {
    this.#describe(DATA, NAME, CONTROL);
    const length = libc().recvmsg(fd, this.#header, 0);
    return length < 0 ? undefined : this.#data.subarray(0, length);
  }

  /** Sends `answer` back to where the datagram of the last `receive` came from, from the address it was sent to. */
  answer(fd: number, answer: Buffer): void {
    const nameLength = this.#header.readUInt32LE(MSG.nameLength);
    const controlLength = this.#turnPacketInfo(Number(this.#header.readBigUInt64LE(MSG.controlLength)));
    answer.copy(this.#data);
    this.#describe(answer.length, nameLength, controlLength);
    libc().sendmsg(fd, this.#header, 0);
  }

  #describe(dataLength: number, nameLength: number, controlLength: number): void {
    this.#iov.writeBigUInt64LE(pointerTo(this.#data), 0);
    this.#iov.writeBigUInt64LE(BigInt(dataLength), 8);
    const header = this.#header;
    header.writeBigUInt64LE(pointerTo(this.#name), MSG.name);
    header.writeUInt32LE(nameLength, MSG.nameLength);
    header.writeBigUInt64LE(pointerTo(this.#iov), MSG.iov);
    header.writeBigUInt64LE(1n, MSG.iovLength);
    header.writeBigUInt64LE(controlLength === 0 ? 0n : pointerTo(this.#control), MSG.control);
    header.writeBigUInt64LE(BigInt(controlLength), MSG.controlLength);
    header.writeInt32LE(0, MSG.flags);
  }

  /**
   * Makes what the kernel told of the arrival into what it expects for sending: the same structures, with the probed
   * address as source and no interface, which routing shall choose (but for link-local IPv6, where it has to be named).
   */
  #turnPacketInfo(length: number): number {
    const control = this.#control;
    let at = 0;
    while (at + 16 <= length) {
      const size = Number(control.readBigUInt64LE(at));
      const level = control.readInt32LE(at + 8);
      const type = control.readInt32LE(at + 12);
      if (level === c.IPPROTO_IP && type === c.IP_PKTINFO) {
        control.copyWithin(0, at, at + size);
        control.writeInt32LE(0, 16);
        // No answer leaves from a group's address: the kernel has told which one of this host to take instead.
        if (!isGroupBytes(control, 24)) control.copyWithin(20, 24, 28);
        return align(size);
      }
      if (level === c.IPPROTO_IPV6 && type === c.IPV6_PKTINFO) {
        const isMapped = control.readUInt32BE(at + 24) === 0xffff && control.readBigUInt64BE(at + 16) === 0n;
        if (control[at + 16] === 0xff || (isMapped && isGroupBytes(control, at + 28))) return 0;
        control.copyWithin(0, at, at + size);
        const linkLocal = control[16] === 0xfe && ((control[17] ?? 0) & 0xc0) === 0x80;
        if (!linkLocal) control.writeInt32LE(0, 32);
        return align(size);
      }
      at += align(size);
    }
    return 0;
  }
}

/** True where the four bytes are a multicast group or, as the lab's networks are, a broadcast address. */
function isGroupBytes(bytes: Buffer, at: number): boolean {
  return (bytes[at] ?? 0) >= 224 || bytes[at + 3] === 255;
}

function align(size: number): number {
  return (size + 7) & ~7;
}
