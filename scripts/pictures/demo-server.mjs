// demo-server.mjs NAME USER tcp|udp:ADDRESS:PORT… : listens under the given name and user until it is told to end.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const [name = '', user = '', ...sockets] = process.argv.slice(2);

await Promise.all(
  sockets.map((socket) => {
    const [, protocol, host, port] = /^(tcp|udp):(.*):(\d+)$/.exec(socket) ?? [];
    return new Promise((resolve, reject) => {
      if (protocol === 'udp') {
        const type = host.includes(':') ? 'udp6' : 'udp4';
        createSocket({ type, reuseAddr: true }).once('error', reject).bind(Number(port), host, resolve);
      } else {
        createServer()
          .once('error', reject)
          .listen({ port: Number(port), host }, resolve);
      }
    });
  }),
);
process.title = name;
process.setuid(user);
process.send?.('ready');
