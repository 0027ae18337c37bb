import koffi from 'koffi';

/**
 * The system calls of the lab, straight from libc: Node's own sockets cannot be bound to a device, cannot say from which
 * address a UDP answer leaves, and cannot be opened in another network namespace. Each returns -1 on error; see `errno`.
 */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Buffer, length: number): number;
  connect(fd: number, address: Buffer, length: number): number;
  listen(fd: number, backlog: number): number;
  accept4(fd: number, address: Buffer | null, length: Buffer | null, flags: number): number;
  setsockopt(fd: number, level: number, name: number, value: Buffer, length: number): number;
  getsockopt(fd: number, level: number, name: number, value: Buffer, length: Buffer): number;
  send(fd: number, data: Buffer, length: number, flags: number): number;
  sendto(fd: number, data: Buffer, length: number, flags: number, to: Buffer, toLength: number): number;
  recv(fd: number, data: Buffer, length: number, flags: number): number;
  sendmsg(fd: number, message: Buffer, flags: number): number;
  recvmsg(fd: number, message: Buffer, flags: number): number;
  close(fd: number): number;
  epoll_create1(flags: number): number;
  epoll_ctl(epoll: number, operation: number, fd: number, event: Buffer): number;
  epoll_wait(epoll: number, events: Buffer, count: number, timeoutMs: number): number;
  setns(fd: number, type: number): number;
  unshare(flags: number): number;
  if_nametoindex(name: string): number;
}

const PROTOTYPES: Readonly<Record<keyof Libc, string>> = {
  socket: 'int socket(int, int, int)',
  bind: 'int bind(int, const void *, uint32_t)',
  connect: 'int connect(int, const void *, uint32_t)',
  listen: 'int listen(int, int)',
  accept4: 'int accept4(int, void *, void *, int)',
  setsockopt: 'int setsockopt(int, int, int, const void *, uint32_t)',
  getsockopt: 'int getsockopt(int, int, int, void *, void *)',
  send: 'intptr_t send(int, const void *, size_t, int)',
  sendto: 'intptr_t sendto(int, const void *, size_t, int, const void *, uint32_t)',
  recv: 'intptr_t recv(int, void *, size_t, int)',
  sendmsg: 'intptr_t sendmsg(int, const void *, int)',
  recvmsg: 'intptr_t recvmsg(int, void *, int)',
  close: 'int close(int)',
  epoll_create1: 'int epoll_create1(int)',
  epoll_ctl: 'int epoll_ctl(int, int, int, void *)',
  epoll_wait: 'int epoll_wait(int, void *, int, int)',
  setns: 'int setns(int, int)',
  unshare: 'int unshare(int)',
  if_nametoindex: 'uint32_t if_nametoindex(const char *)',
};

let loaded: Libc | undefined;

/** The bindings, loaded on first use. */
export function libc(): Libc {
  if (loaded === undefined) {
    const library = koffi.load('libc.so.6');
    const bound = Object.entries(PROTOTYPES).map(([name, prototype]) => [name, library.func(prototype)]);
    loaded = Object.fromEntries(bound) as Libc;
  }
  return loaded;
}

/** errno of the last call that failed. */
export function errno(): number {
  return koffi.errno();
}

/** Name of an errno value, "ECONNREFUSED". */
export function errnoName(value: number): string {
  const found = Object.entries(koffi.os.errno).find(([, number]) => number === value);
  return found?.[0] ?? `errno ${value}`;
}

/** Where the bytes of `buffer` lie, for structures that hold pointers. The caller keeps `buffer` alive. */
export function pointerTo(buffer: Buffer): bigint {
  return koffi.address(buffer);
}

/** Throws an Error that names the call when `result` is -1; hands `result` on otherwise. */
export function checked(call: string, result: number): number {
  if (result < 0) throw new Error(`${call}: ${errnoName(errno())}`);
  return result;
}
