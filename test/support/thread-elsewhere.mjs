// node thread-elsewhere.mjs KIND: threads of one process in a network namespace of their own, where one listens on TCP port 80.
// Prints "PID THREAD ID" when all is set up, and stays until its standard input ends.
//   thread   the first thread is where it was started
//   headless the first thread has ended, and the namespace is that of all the others
import { readlinkSync } from 'node:fs';
import { arch } from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import koffi from 'koffi';

const CLONE_NEWNET = 0x40000000;
const EXIT = { x64: 60, arm64: 93, riscv64: 93, loong64: 93 };
const AF_INET = 2;
const SOCK_STREAM = 1;
const call = (prototype, ...values) => koffi.load(null).func(prototype)(...values);
const namespace = () => readlinkSync('/proc/thread-self/ns/net');

function listen() {
  const address = Buffer.alloc(16);
  address.writeUInt16LE(AF_INET, 0);
  address.writeUInt16BE(80, 2);
  const socket = call('int socket(int, int, int)', AF_INET, SOCK_STREAM, 0);
  call('int bind(int, const uint8_t *, uint32_t)', socket, address, address.length);
  call('int listen(int, int)', socket, 1);
}

if (isMainThread) {
  const kind = process.argv[2];
  const sibling = new Worker(new URL(import.meta.url), { workerData: kind });
  sibling.once('message', (line) => {
    process.stdout.write(`${line}\n`, () => {
      if (kind === 'headless') call('long syscall(long, long)', EXIT[arch], 0);
      process.stdin.resume().on('end', () => process.exit());
    });
  });
} else {
  if (call('int unshare(int)', CLONE_NEWNET) !== 0) throw new Error('unshare');
  listen();
  const thread = call('int gettid()');
  parentPort.postMessage(`${process.pid} ${thread} ${namespace()} ${workerData}`);
  setInterval(() => {}, 1 << 30);
}
