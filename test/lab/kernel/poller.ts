import { EPOLL_CTL_ADD, EPOLL_CTL_MOD } from './constants.js';
import { checked, libc } from './libc.js';

// struct epoll_event is packed on x86-64 only.
const EVENT_SIZE = process.arch === 'x64' ? 12 : 16;
const DATA_OFFSET = EVENT_SIZE - 8;
const BATCH = 256;

/** epoll over descriptors of any namespace: closing a descriptor removes it. */
export class Poller {
  readonly #epoll = checked('epoll_create1', libc().epoll_create1(0));
  readonly #events = Buffer.alloc(EVENT_SIZE * BATCH);
  readonly #handlers = new Map<number, (events: number) => void>();

  /** Calls `handler` with the EPOLL* bits whenever `fd` has one of `events` (level-triggered). */
  add(fd: number, events: number, handler: (events: number) => void): void {
    this.#handlers.set(fd, handler);
    this.#control(EPOLL_CTL_ADD, fd, events);
  }

  /** Watches `fd` for other events from now on. */
  change(fd: number, events: number): void {
    this.#control(EPOLL_CTL_MOD, fd, events);
  }

  /** Closes `fd`, which ends its watch. */
  close(fd: number): void {
    this.#handlers.delete(fd);
    libc().close(fd);
  }

  /** Waits at most `timeoutMs` and hands out what happened. Returns how many descriptors had something. */
  wait(timeoutMs: number): number {
    const count = libc().epoll_wait(this.#epoll, this.#events, BATCH, timeoutMs);
    for (let i = 0; i < count; i++) {
      const at = i * EVENT_SIZE;
      const events = this.#events.readUInt32LE(at);
      this.#handlers.get(this.#events.readInt32LE(at + DATA_OFFSET))?.(events);
    }
    return count;
  }

  #control(operation: number, fd: number, events: number): void {
    const event = Buffer.alloc(EVENT_SIZE);
    event.writeUInt32LE(events, 0);
    event.writeInt32LE(fd, DATA_OFFSET);
    checked('epoll_ctl', libc().epoll_ctl(this.#epoll, operation, fd, event));
  }

  /** Closes everything that is still watched, and the poller itself. */
  end(): void {
    for (const fd of this.#handlers.keys()) libc().close(fd);
    this.#handlers.clear();
    libc().close(this.#epoll);
  }
}
