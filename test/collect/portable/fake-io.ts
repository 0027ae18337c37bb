import type { Connection, PortableIo } from '../../../src/collect/portable/portable-io.js';

/** A system that shows what it is given, and has no tools. */
export function fakeIo(given: Partial<PortableIo> & { readonly platform: string }): PortableIo {
  return {
    hostname: 'lab',
    kernel: '1.0',
    uid: 0,
    now: () => new Date(0),
    addresses: () => ({}),
    sysctls: () => ({}),
    osName: async () => 'Lab 1',
    connections: async () => [],
    nics: async () => [],
    processes: async () => [],
    run: async () => ({ kind: 'missing' }),
    ...given,
  };
}

/** A row of systeminformation's, in the order of netstat's columns. */
export function connection(
  protocol: string,
  localAddress: string,
  localPort: string,
  peerAddress: string,
  peerPort: string,
  state: string,
  pid: number | null = null,
  process = '',
): Connection {
  return { protocol, localAddress, localPort, peerAddress, peerPort, state, pid, process };
}

/** What a program prints that ends well. */
export function prints(program: string, stdout: string): PortableIo['run'] {
  return async (name) =>
    name === program ? { kind: 'exited', code: 0, stdout, stderr: '' } : { kind: 'missing' };
}
