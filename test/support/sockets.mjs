// Opens the sockets named on its command line with the system calls themselves, since Node's own net and dgram cannot set
// IP_FREEBIND, SO_BINDTODEVICE and their like. Prints one JSON line {"ready":[{spec, fd, inode} | {spec, error}]} and
// holds them until its standard input ends. With --serve it accepts TCP connections and reads UDP datagrams, and prints a
// line for each: {"arrived": spec, "from": address, "port": number, "data": text}.
//
// A spec: PROTOCOL:ADDRESS:PORT[,option…], IPv6 in brackets, with a zone where it is link-local.
//   tcp mptcp udp udplite sctp raw (for raw the "port" is the IP protocol number)
//   dev=NAME v6only=0|1 freebind transparent reuseport reuseaddr uid=N backlog=N join=GROUP[%dev] connect=ADDRESS:PORT bound
//   heir=PROGRAM: a second process, which reads its standard input to the end as cat(1) does, holds the socket as well; its
//   pid is in "heir".
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, const uint8_t *, uint32_t)');
const connect = libc.func('int connect(int, const uint8_t *, uint32_t)');
const listen = libc.func('int listen(int, int)');
const setsockopt = libc.func('int setsockopt(int, int, int, const uint8_t *, uint32_t)');
const setfsuid = libc.func('int setfsuid(uint32_t)');
const ifNameToIndex = libc.func('uint32_t if_nametoindex(const char *)');
const inetPton = libc.func('int inet_pton(int, const char *, _Out_ uint8_t *)');
const strerror = libc.func('const char *strerror(int)');

const AF = { ipv4: 2, ipv6: 10 };
const KINDS = {
  tcp: [1, 6],
  mptcp: [1, 262],
  udp: [2, 17],
  udplite: [2, 136],
  sctp: [1, 132],
  raw: [3, undefined],
};
const LISTENING = new Set(['tcp', 'mptcp', 'sctp']);

function parse(spec) {
  const [endpoint, ...words] = spec.split(',');
  const options = Object.fromEntries(words.map((word) => [...word.split('='), true].slice(0, 2)));
  const colon = endpoint.indexOf(':');
  return { protocol: endpoint.slice(0, colon), ...parseEndpoint(endpoint.slice(colon + 1)), options };
}

function parseEndpoint(text) {
  const colon = text.lastIndexOf(':');
  const [address, zone] = text
    .slice(0, colon)
    .replace(/^\[|\]$/g, '')
    .split('%');
  return {
    family: address.includes(':') ? 'ipv6' : 'ipv4',
    address,
    zone,
    port: Number(text.slice(colon + 1)),
  };
}

function check(result, what) {
  if (result < 0) throw new Error(`${what}: ${strerror(koffi.errno())}`);
  return result;
}

function int(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(Number(value));
  return bytes;
}

function packed(family, address) {
  const bytes = Buffer.alloc(family === 'ipv4' ? 4 : 16);
  if (inetPton(AF[family], address, bytes) !== 1) throw new Error(`no ${family} address: ${address}`);
  return bytes;
}

/** struct sockaddr_in or sockaddr_in6. */
function sockaddr({ family, address, zone, port }) {
  const bytes = Buffer.alloc(family === 'ipv4' ? 16 : 28);
  bytes.writeUInt16LE(AF[family], 0);
  bytes.writeUInt16BE(port, 2);
  packed(family, address).copy(bytes, family === 'ipv4' ? 4 : 8);
  if (zone !== undefined) bytes.writeUInt32LE(ifNameToIndex(zone), 24);
  return bytes;
}

function join(fd, text) {
  const [group, device] = text.split('%');
  const family = group.includes(':') ? 'ipv6' : 'ipv4';
  const index = int(device === undefined ? 0 : ifNameToIndex(device));
  const middle = family === 'ipv4' ? [Buffer.alloc(4)] : [];
  const request = Buffer.concat([packed(family, group), ...middle, index]);
  const [level, option] = family === 'ipv4' ? [0, 35] : [41, 20];
  check(setsockopt(fd, level, option, request, request.length), `join ${text}`);
}

function open(spec) {
  const wanted = parse(spec);
  const { protocol, family, port, options } = wanted;
  const [type, number] = KINDS[protocol];
  // The owner that the kernel shows is the file system uid at the time of socket(2).
  if (options.uid !== undefined) setfsuid(Number(options.uid));
  const fd = socket(AF[family], type, number ?? port);
  const error = koffi.errno();
  if (options.uid !== undefined) setfsuid(0);
  if (fd < 0) throw new Error(`socket: ${strerror(error)}`);
  const set = (level, option, bytes, name) => check(setsockopt(fd, level, option, bytes, bytes.length), name);
  const v6 = family === 'ipv6';
  if (options.reuseaddr) set(1, 2, int(1), 'SO_REUSEADDR');
  if (options.reuseport) set(1, 15, int(1), 'SO_REUSEPORT');
  if (options.v6only !== undefined) set(41, 26, int(options.v6only), 'IPV6_V6ONLY');
  if (options.freebind) set(v6 ? 41 : 0, v6 ? 78 : 15, int(1), 'IP_FREEBIND');
  if (options.transparent) set(v6 ? 41 : 0, v6 ? 75 : 19, int(1), 'IP_TRANSPARENT');
  if (options.dev !== undefined) set(1, 25, Buffer.from(`${options.dev}\0`), 'SO_BINDTODEVICE');
  const address = sockaddr(protocol === 'raw' ? { ...wanted, port: 0 } : wanted);
  check(bind(fd, address, address.length), 'bind');
  if (options.join !== undefined) join(fd, options.join);
  if (options.connect !== undefined) {
    const peer = sockaddr(parseEndpoint(options.connect));
    check(connect(fd, peer, peer.length), 'connect');
  }
  if (LISTENING.has(protocol) && !options.bound) check(listen(fd, Number(options.backlog ?? 128)), 'listen');
  const inode = Number(/\d+/.exec(readlinkSync(`/proc/self/fd/${fd}`))[0]);
  return options.heir === undefined
    ? { spec, fd, inode }
    : { spec, fd, inode, heir: bequeath(fd, options.heir) };
}

/** The heir ends with this process, which is at the other end of its standard input. */
function bequeath(fd, program) {
  return spawn(program, [], { stdio: ['pipe', 'ignore', 'ignore', fd] }).pid;
}

const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

/** Libuv takes the descriptor over. A transport that it does not know stays open and silent. */
function serve({ spec, fd }) {
  const { protocol, family, options } = parse(spec);
  if (options.bound || options.connect) return;
  if (protocol === 'tcp' || protocol === 'mptcp') {
    const server = createServer((connection) => {
      print({ arrived: spec, from: connection.remoteAddress, port: connection.remotePort });
      connection.on('error', () => connection.destroy());
      connection.end(spec);
    });
    server.listen({ fd });
  } else if (protocol === 'udp') {
    const receiver = createSocket({ type: family === 'ipv4' ? 'udp4' : 'udp6' });
    receiver.on('message', (data, from) =>
      print({ arrived: spec, from: from.address, port: from.port, data: data.toString('latin1') }),
    );
    receiver.bind({ fd });
  }
}

const serving = process.argv.includes('--serve');
const opened = process.argv
  .slice(2)
  .filter((word) => word !== '--serve')
  .map((spec) => {
    try {
      return open(spec);
    } catch (error) {
      return { spec, error: error.message };
    }
  });
if (serving) for (const one of opened) if (one.error === undefined) serve(one);
print({ ready: opened });
process.stdin.on('end', () => process.exit(0)).resume();
