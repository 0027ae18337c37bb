// Attaches BPF programs until its standard input ends: node bpf-programs.mjs [PROGRAM…]. A program is
//   PLACE:TARGET:CODE[:NAME]      PLACE xdp, tcx-ingress, tcx-egress (TARGET: a device of this namespace), or ingress, egress, connect4,
//                                 sendmsg4 of a control group (TARGET: its directory). With "+" after PLACE by a link, else without.
//   sk_lookup::ADDRESS PORT       hands every TCP connection and none else to a socket of its own that listens there.
//   netfilter::CODE               at the input hook of IPv4.
// CODE: pass, drop, to-lo (of tcx: as if it came in by lo), swap (of xdp: 10.9.20.1 becomes 20.1.10.9),
// or assign-PORT (of tcx: TCP to that port of 127.0.0.1). Prints one line when all are attached, or why one is not.
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { arch } from 'node:os';
import koffi from 'koffi';

const system = koffi.load(null);
const syscall = system.func('long syscall(long, int, uint8_t *, uint32_t)');
const ifNameToIndex = system.func('uint32_t if_nametoindex(const char *)');
const NUMBER = arch() === 'x64' ? 321 : 280;

const [MAP_CREATE, MAP_UPDATE_ELEM, PROG_LOAD, PROG_ATTACH, PROG_DETACH, LINK_CREATE] = [0, 2, 5, 8, 9, 28];
const SOCKMAP = 15;
const ALLOW_MULTI = 2;

/** By place: type of the program, attach type, what passes, what drops. */
const PLACES = {
  xdp: [6, 37, 2, 1],
  'tcx-ingress': [3, 46, -1, 2],
  'tcx-egress': [3, 47, -1, 2],
  ingress: [8, 0, 1, 0],
  egress: [8, 1, 1, 0],
  connect4: [18, 10, 1, 0],
  sendmsg4: [18, 14, 1, 0],
  sk_lookup: [30, 36, 1, 0],
  netfilter: [32, 45, 1, 0],
};

function bpf(command, size, values) {
  const attributes = Buffer.alloc(size);
  for (const [at, value] of Object.entries(values)) {
    if (typeof value === 'bigint') attributes.writeBigUInt64LE(value, Number(at));
    else if (typeof value === 'string') attributes.write(value, Number(at), 'latin1');
    else attributes.writeUInt32LE(value, Number(at));
  }
  const result = syscall(NUMBER, command, attributes, size);
  if (result < 0) throw new Error(`bpf(${command}): errno ${koffi.errno()}`);
  return result;
}

/** One instruction: opcode, registers, offset, value. */
function instruction(code, to = 0, from = 0, offset = 0, value = 0) {
  const bytes = Buffer.alloc(8);
  bytes[0] = code;
  bytes[1] = to | (from << 4);
  bytes.writeInt16LE(offset, 2);
  bytes.writeInt32LE(value, 4);
  return bytes;
}
const set = (register, value) => instruction(0xb7, register, 0, 0, value);
const move = (to, from) => instruction(0xbf, to, from);
const call = (helper) => instruction(0x85, 0, 0, 0, helper);
const END = instruction(0x95);

function codeOf(word, [, , pass, drop]) {
  if (word === 'pass') return [set(0, pass), END];
  if (word === 'drop') return [set(0, drop), END];
  if (word === 'to-lo') return TO_LO;
  if (word === 'swap') return swap(pass);
  if (word.startsWith('assign-')) return assign(Number(word.slice(7)), pass);
  throw new Error(`no such code: ${word}`);
}

/** Frames that come in by lo have no hardware addresses. */
const TO_LO = [
  instruction(0x7a, 10, 0, -8, 0), // *(u64 *)(r10 - 8) = 0
  set(2, 0),
  move(3, 10),
  instruction(0x07, 3, 0, 0, -8),
  set(4, 6),
  set(5, 0),
  call(9), // bpf_skb_store_bytes
  set(1, 1),
  set(2, 1), // BPF_F_INGRESS
  call(23), // bpf_redirect
  END,
];

/** Changes round the halves of the source of an IPv4 packet, bytes 26 to 29 of the frame, which leaves all checksums right. */
const swap = (pass) => [
  instruction(0x61, 2, 1, 0), // data
  instruction(0x61, 3, 1, 4), // data_end
  move(4, 2),
  instruction(0x07, 4, 0, 0, 34),
  instruction(0x2d, 4, 3, 4), // too short
  instruction(0x69, 4, 2, 26),
  instruction(0x69, 5, 2, 28),
  instruction(0x6b, 2, 5, 26),
  instruction(0x6b, 2, 4, 28),
  set(0, pass),
  END,
];

/** Hands the packet of the context in r6 to the socket in r0, where there is one. */
const handOn = (result) => [
  instruction(0x15, 0, 0, 7), // if r0 == 0 goto the end
  move(7, 0),
  move(1, 6),
  move(2, 7),
  set(3, 0),
  call(124), // bpf_sk_assign
  move(1, 7),
  call(86), // bpf_sk_release
  set(0, result),
  END,
];

/** Hands what opens a connection to the socket of TCP on this port of 127.0.0.1. */
const assign = (port, pass) => [
  move(6, 1),
  instruction(0x61, 2, 1, 76), // data
  instruction(0x61, 3, 1, 80), // data_end
  move(4, 2),
  instruction(0x07, 4, 0, 0, 54),
  instruction(0x2d, 4, 3, 22), // too short
  instruction(0x71, 4, 2, 47),
  instruction(0x55, 4, 0, 20, 2), // no SYN alone
  set(2, 0),
  instruction(0x7b, 10, 2, -8), // the destination, its port, and no source
  instruction(0x62, 10, 0, -12, 0),
  instruction(0x62, 10, 0, -8, 0x0100007f),
  instruction(0x6a, 10, 0, -2, ((port & 255) << 8) | (port >> 8)),
  move(2, 10),
  instruction(0x07, 2, 0, 0, -12),
  set(3, 12), // sizeof(tuple->ipv4)
  instruction(0x18, 4, 0, 0, -1), // BPF_F_CURRENT_NETNS
  instruction(0, 0, 0, 0, -1),
  set(5, 0),
  call(84), // bpf_sk_lookup_tcp
  ...handOn(pass),
];

/** Hands the socket in the map on. */
const steering = (map) => [
  move(6, 1),
  instruction(0x62, 10, 0, -4, 0), // *(u32 *)(r10 - 4) = 0
  move(2, 10),
  instruction(0x07, 2, 0, 0, -4),
  instruction(0x18, 1, 1, 0, map), // r1 = map
  instruction(0),
  call(1), // bpf_map_lookup_elem
  ...handOn(1),
];

function load([type, attachType], instructions, name) {
  const code = Buffer.concat(instructions);
  const license = Buffer.from('Dual MIT/GPL\0');
  return bpf(PROG_LOAD, 128, {
    0: type,
    4: code.length / 8,
    8: BigInt(koffi.address(code)),
    16: BigInt(koffi.address(license)),
    48: name.slice(0, 15),
    68: attachType,
  });
}

async function attach(spec) {
  const [where, target, what, name = 'test'] = spec.split(':');
  const byLink = where.endsWith('+');
  const place = PLACES[where.replace('+', '')];
  const [, attachType] = place;
  if (where === 'sk_lookup') {
    const [address, port] = what.split(' ');
    const server = createServer((socket) => socket.on('error', () => {}).end());
    await new Promise((resolve) => server.listen(Number(port), address, resolve));
    const map = bpf(MAP_CREATE, 72, { 0: SOCKMAP, 4: 4, 8: 8, 12: 1 });
    const key = Buffer.alloc(4);
    const value = Buffer.alloc(8);
    value.writeUInt32LE(server._handle.fd, 0);
    bpf(MAP_UPDATE_ELEM, 32, { 0: map, 8: BigInt(koffi.address(key)), 16: BigInt(koffi.address(value)) });
    const namespace = openSync('/proc/thread-self/ns/net', 'r');
    bpf(LINK_CREATE, 64, { 0: load(place, steering(map), name), 4: namespace, 8: attachType });
    return;
  }
  const program = load(place, codeOf(what, place), name);
  if (where === 'netfilter') {
    bpf(LINK_CREATE, 64, { 0: program, 8: attachType, 16: 2, 20: 1, 24: 7 });
    return;
  }
  const isOfDevice = where.startsWith('xdp') || where.startsWith('tcx');
  const at = isOfDevice ? ifNameToIndex(target) : openSync(target, 'r');
  if (byLink || where === 'xdp') bpf(LINK_CREATE, 64, { 0: program, 4: at, 8: attachType });
  else {
    bpf(PROG_ATTACH, 32, { 0: at, 4: program, 8: attachType, 12: isOfDevice ? 0 : ALLOW_MULTI });
    undo.push(() => bpf(PROG_DETACH, 32, { 0: at, 4: program, 8: attachType }));
  }
}

/** What has no link stays when the process ends. */
const undo = [];

for (const spec of process.argv.slice(2)) {
  try {
    await attach(spec);
  } catch (error) {
    console.log(`${spec}: ${error.message}`);
    process.exit(1);
  }
}
console.log('attached');
process.stdin
  .on('end', () => {
    for (const detach of undo) detach();
    process.exit();
  })
  .resume();
