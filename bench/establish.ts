// Holds established TCP connections within this network namespace: node --import tsx bench/establish.ts PORT COUNT.
// Both ends of each connection count. Prints READY when they stand.
import { SO_RCVBUFFORCE, SOL_SOCKET } from '../test/lab/kernel/constants.js';
import { checked, libc } from '../test/lab/kernel/libc.js';
import { encodeSockaddr } from '../test/lab/kernel/sockaddr.js';
import { openSocket, setOption } from '../test/lab/kernel/socket-options.js';
import { openListener } from '../test/lab/listen.js';

const [port = 0, count = 0] = process.argv.slice(2).map(Number);
const listener = openListener({ protocol: 'tcp', address: '127.0.0.1', port });
if (listener === undefined) throw new Error(`port ${port} is taken`);
const place = encodeSockaddr('127.0.0.1', port);
for (let made = 0; made < count; made += 2) {
  const client = openSocket('tcp', false);
  setOption(client, SOL_SOCKET, SO_RCVBUFFORCE, 2048);
  libc().connect(client, place, place.length);
  checked('accept', libc().accept4(listener, null, null, 0));
}
libc().close(listener);
console.log('READY');
setInterval(() => {}, 1 << 30);
