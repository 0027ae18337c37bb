// dial.mjs VIA SECONDS TARGET…: dials each TARGET, "tcp ADDRESS PORT" or "udp ADDRESS PORT", all at once, and prints a line of a
// recorded host's probes for each: "VIA PROTOCOL SOURCE ADDRESS PORT open:NAME", "… refused:CODE", "… timeout".
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';

const [via, seconds, ...targets] = process.argv.slice(2);
await Promise.all(targets.map(dial));
process.exit(0);

async function dial(target) {
  const [protocol, address, port] = target.split(' ');
  const [source, verdict] = await (protocol === 'tcp' ? dialTcp : dialUdp)(address, Number(port));
  console.log([via, protocol, source, address, port, verdict].join(' '));
}

function dialTcp(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    // It is known from the start: the kernel chose it when the connection began.
    const source = () =>
      socket.localAddress ?? process.env[host.includes(':') ? 'SOURCE6' : 'SOURCE'] ?? host;
    const timer = setTimeout(() => resolve([source(), 'timeout']), Number(seconds) * 1000);
    const end = (verdict) => {
      clearTimeout(timer);
      resolve([source(), verdict]);
    };
    socket.on('data', (data) => end(`open:${data}`));
    socket.on('error', ({ code }) => end(`refused:${code}`));
  });
}

function dialUdp(host, port) {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const end = (verdict) => resolve([socket.address().address, verdict]);
    socket.on('message', (data) => end(`open:${data}`));
    socket.on('error', ({ code }) => end(`refused:${code}`));
    socket.connect(port, host, (error) => (error ? end(`refused:${error.code}`) : socket.send('?')));
    setTimeout(() => end('timeout'), Number(seconds) * 1000);
  });
}
