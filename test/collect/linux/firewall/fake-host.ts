import type { HostIo, RunResult } from '../../../../src/collect/host-io.js';
import type { BpfCalls } from '../../../../src/collect/linux/firewall/bpf/bpf-programs.js';
import type { Netlink } from '../../../../src/collect/linux/netlink/netlink.js';

export interface FakeHost {
  readonly uid?: number;
  readonly files?: Readonly<Record<string, string>>;
  /** Paths that may not be read. */
  readonly denied?: readonly string[];
  /** What programs print, by their whole command line; programs in none of these are not installed. */
  readonly prints?: Readonly<Record<string, string | RunResult>>;
}

/** A host of files and programs, and the command lines that were run on it. */
export function fakeHost(host: FakeHost): { readonly io: HostIo; readonly ran: readonly string[] } {
  const ran: string[] = [];
  const files = host.files ?? {};
  const prints = host.prints ?? {};
  const missing = { ok: false, why: 'missing', detail: 'ENOENT' } as const;
  const installed = (name: string) => Object.keys(prints).some((line) => line.split(' ')[0] === name);
  const io: HostIo = {
    platform: 'linux',
    uid: host.uid ?? 0,
    now: () => new Date(0),
    readText(path) {
      if (host.denied?.includes(path)) return { ok: false, why: 'denied', detail: 'EACCES' };
      const text = files[path];
      return text === undefined ? missing : { ok: true, value: text };
    },
    listDir(path) {
      const names = Object.keys(files).flatMap((file) =>
        file.startsWith(`${path}/`) ? [file.slice(path.length + 1)] : [],
      );
      return names.length === 0
        ? missing
        : { ok: true, value: names.map((name) => name.split('/')[0] ?? '') };
    },
    readLink: () => missing,
    inodeOf: () => missing,
    statusOf: () => missing,
    findProgram: (name) => (installed(name) ? `/usr/sbin/${name}` : undefined),
    async run(name, args) {
      if (!installed(name)) return { kind: 'missing' };
      const line = [name, ...args].join(' ');
      ran.push(line);
      const printed = prints[line] ?? { kind: 'exited', code: 1, stdout: '', stderr: 'unexpected' };
      return typeof printed === 'string' ? { kind: 'exited', code: 0, stdout: printed, stderr: '' } : printed;
    },
  };
  return { io, ran };
}

const NETLINK_NETFILTER = 12;

/** A kernel that has this many nftables tables, or refuses to tell; of everything else it has nothing. */
export function fakeNetlink(tables: number | 'refused'): Netlink {
  const message = { type: 0, payload: Buffer.alloc(4) };
  return {
    dump(protocol) {
      if (protocol !== NETLINK_NETFILTER) return { ok: true, messages: [] };
      if (tables === 'refused') return { ok: false, errno: 1 };
      return { ok: true, messages: Array.from({ length: tables }, () => message) };
    },
    get: () => ({ ok: false, errno: 1 }),
    cookie: () => undefined,
    close() {},
  };
}

/** A kernel that bpf(2) refuses with `errno` whatever it is asked. */
export function refusingPrograms(errno: number): BpfCalls {
  return { bpf: () => -1, errno: () => errno, open: () => 3, close: () => 0, addressOf: () => 0n };
}

const ENOENT = 2;

/** A kernel that holds no BPF program. */
export const withoutPrograms = refusingPrograms(ENOENT);
