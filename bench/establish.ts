import koffi from 'koffi';
import { SO_RCVBUFFORCE, SOL_SOCKET } from '../test/lab/kernel/constants.js';
import { checked, libc } from '../test/lab/kernel/libc.js';
import { encodeSockaddr } from '../test/lab/kernel/sockaddr.js';
import { openSocket, setOption } from '../test/lab/kernel/socket-options.js';
import { openListener } from '../test/lab/listen.js';

const PER_LISTENER = 20_000;
const RLIMIT_NOFILE = 7;

/** Holds `count` established TCP sockets of this network namespace, both ends of each connection counted. */
export function establish(count: number): void {
  raiseDescriptorLimit(count + 1000);
  for (let made = 0, port = 1000; made < count / 2; port++) {
    const listener = openListener({ protocol: 'tcp', address: '127.0.0.1', port });
    if (listener === undefined) throw new Error(`port ${port} is taken`);
    const place = encodeSockaddr('127.0.0.1', port);
    for (let i = 0; i < PER_LISTENER && made < count / 2; i++, made++) {
      const client = openSocket('tcp', false);
      setOption(client, SOL_SOCKET, SO_RCVBUFFORCE, 2048);
      libc().connect(client, place, place.length);
      checked('accept', libc().accept4(listener, null, null, 0));
    }
    libc().close(listener);
  }
}

function raiseDescriptorLimit(limit: number): void {
  const setrlimit: (resource: number, limit: Buffer) => number = koffi
    .load('libc.so.6')
    .func('int setrlimit(int, const void *)');
  const both = Buffer.alloc(16);
  both.writeBigUInt64LE(BigInt(limit), 0);
  both.writeBigUInt64LE(BigInt(limit), 8);
  checked('setrlimit', setrlimit(RLIMIT_NOFILE, both));
}
