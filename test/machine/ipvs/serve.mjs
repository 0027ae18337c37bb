// serve.mjs NAME SPEC…: answers with NAME on each SPEC, "tcp ADDRESS PORT" or "udp ADDRESS PORT", and says when it is ready.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const [name, ...specs] = process.argv.slice(2);
for (const spec of specs) {
  const [protocol, address, port] = spec.split(' ');
  if (protocol === 'tcp') {
    const server = createServer((socket) => socket.on('error', () => {}).end(name));
    server.listen({ host: address, port: Number(port), ipv6Only: address.includes(':') });
    await once(server, 'listening');
  } else {
    const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4' });
    socket.on('message', (_, { address, port }) => socket.send(name, port, address));
    socket.bind(Number(port), address);
    await once(socket, 'listening');
  }
}
console.log('ready');
