import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from '../support/find-tool.js';

/** One system call of one thread. */
export interface Call {
  readonly name: string;
  /** Its arguments as strace writes them, with what its descriptors refer to. */
  readonly args: string;
  readonly result: string;
}

/** The calls of each thread, in their order. */
export type Trace = readonly TracedThread[];

export interface TracedThread {
  /** As kill(2) takes it. */
  readonly tid: number;
  readonly calls: readonly Call[];
}

/** Everything that could reach beyond the process: names and files, sockets, processes, namespaces, devices, the kernel. */
const TRACED = [
  '%file',
  '%network',
  '%process',
  'kill,tkill,tgkill,rt_sigqueueinfo,pidfd_send_signal,ptrace,process_vm_writev',
  'fchmod,fchown,ftruncate,fallocate,fsetxattr,fremovexattr,flock,open_by_handle_at',
  'setns,unshare,bpf,ioctl,perf_event_open,userfaultfd,keyctl,add_key',
  'io_uring_setup,io_uring_enter,memfd_secret,fsopen,fsmount,open_tree,move_mount',
  'init_module,finit_module,delete_module,kexec_load,reboot,sethostname,setdomainname,settimeofday,clock_settime,adjtimex',
].join(',');

export interface Traced {
  readonly trace: Trace;
  readonly stdout: string;
  readonly stderr: string;
  /** 0 also where a signal ended it. */
  readonly status: number;
}

/** Where a program is traced: words before its command, and its directory of trace files. */
export interface Tracing {
  readonly command: readonly string[];
  read(): Trace;
  remove(): void;
}

/** Words to put before a command to trace it, inside `enter`. */
export function tracing(enter: readonly string[]): Tracing {
  const directory = mkdtempSync(join(tmpdir(), 'listenscope-strace-'));
  const flags = ['-ff', '-y', '-v', '-s', '4096', '-o', join(directory, 'thread'), '-e', `trace=${TRACED}`];
  return {
    command: [...enter, findTool('strace') ?? 'strace', ...flags],
    read: () =>
      readdirSync(directory).map((name) => ({
        tid: Number(name.split('.')[1]),
        calls: parseStrace(readFileSync(join(directory, name), 'utf8')),
      })),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

/** Runs a command to its end, inside `enter`, and tells what it called. */
export async function traceCommand(
  enter: readonly string[],
  command: readonly string[],
  input = '',
): Promise<Traced> {
  const traced = tracing(enter);
  const [program = '', ...args] = [...traced.command, ...command];
  try {
    return await new Promise((resolve) => {
      const options = { maxBuffer: 1 << 28, timeout: 60_000 };
      const child = execFile(program, args, options, (error, stdout, stderr) => {
        const status = error === null ? 0 : Number(error.code ?? 0);
        resolve({ trace: traced.read(), stdout, stderr, status });
      });
      child.stdin?.end(input);
    });
  } finally {
    traced.remove();
  }
}

/** The calls of one file of `strace -ff`; signals and exits are left out. */
export function parseStrace(text: string): readonly Call[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(\w+)\((.*)\)\s+= (.+)$/.exec(line) ?? /^(\w+)\((.*) <unfinished \.\.\.>()$/.exec(line);
    if (match === null) return [];
    const [, name = '', args = '', result = ''] = match;
    return [{ name, args, result }];
  });
}
