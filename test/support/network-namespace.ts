import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import koffi from 'koffi';

const CLONE_NEWNET = 0x40000000;
let made = 0;

/** A network namespace of a test's own, under /run/netns. Making one takes root. */
export interface NetworkNamespace {
  readonly name: string;
  /** Runs `ip -n NAME` with the words of each line. */
  ip(lines: string): void;
  /** Runs `work` with this thread inside. Calls of libuv's thread pool stay outside: what it reads of /proc/net has to be synchronous. */
  enter<T>(work: () => Promise<T>): Promise<T>;
  remove(): void;
}

/** A new namespace whose loopback device is up. */
export function addNetworkNamespace(): NetworkNamespace {
  made += 1;
  const name = `lsh1-${process.pid}-${made}`;
  execFileSync('ip', ['netns', 'add', name]);
  const namespace: NetworkNamespace = {
    name,
    ip(lines) {
      for (const line of lines.split('\n').map((one) => one.trim()))
        if (line !== '') execFileSync('ip', ['-n', name, ...line.split(/\s+/)]);
    },
    async enter(work) {
      const before = openSync('/proc/thread-self/ns/net', 'r');
      setNamespace(`/run/netns/${name}`);
      try {
        return await work();
      } finally {
        setNamespaceTo(before);
        closeSync(before);
      }
    },
    remove: () => void execFileSync('ip', ['netns', 'delete', name]),
  };
  namespace.ip('link set lo up');
  return namespace;
}

function setNamespace(path: string): void {
  const fd = openSync(path, 'r');
  setNamespaceTo(fd);
  closeSync(fd);
}

function setNamespaceTo(fd: number): void {
  const setns = koffi.load(null).func('int setns(int, int)');
  if (setns(fd, CLONE_NEWNET) !== 0) throw new Error(`setns failed with errno ${koffi.errno()}`);
}
