import type { Libc } from '../../system/libc.js';
import { bpfCall } from './bpf-call.js';
import { parseTaskFileLayout, type SocketLayout, type TaskFileLayout } from './task-file-layout.js';
import { taskFileProgram } from './task-file-program.js';
import { threadProgram } from './thread-program.js';

/** Commands and values of linux/bpf.h. */
const BPF_PROG_LOAD = 5;
const BPF_OBJ_GET_INFO_BY_FD = 15;
const BPF_BTF_GET_FD_BY_ID = 19;
const BPF_LINK_CREATE = 28;
const BPF_PROG_TYPE_TRACING = 26;
const BPF_TRACE_ITER = 28;
/** The kernel's own types are the first that it registers. */
const VMLINUX_BTF = 1;
/** bpf_seq_write(), which the program calls, is for programs under the GPL; this one is under it as well. */
const LICENSE = Buffer.from('Dual MIT/GPL\0');

/** Links that iterators can be made of, as descriptors; undefined where the kernel does not take the program, and once closed. */
export interface Programs {
  files(): number | undefined;
  threads(): number | undefined;
  close(): void;
}

/** Each is loaded when it is first asked for: what is not needed costs 2 ms. */
export function createPrograms(libc: Libc): Programs {
  let isRead = false;
  let layout: TaskFileLayout | undefined;
  const links = new Map<string, number | undefined>();
  const once = (name: string, load: (layout: TaskFileLayout) => number | undefined) => {
    if (!isRead) layout = readLayout(libc);
    isRead = true;
    if (!links.has(name)) links.set(name, layout && load(layout));
    return links.get(name);
  };
  return {
    files: () =>
      once('files', (known) => {
        const load = (sockets?: SocketLayout) =>
          attachProgram(libc, taskFileProgram(known, sockets), known.iterator);
        return load(known.sockets) ?? (known.sockets && load());
      }),
    threads: () =>
      once('threads', (known) => {
        const { threads } = known;
        return threads && attachProgram(libc, threadProgram(known, threads), threads.iterator);
      }),
    close() {
      for (const link of links.values()) if (link !== undefined) libc.close(link);
      links.clear();
      [isRead, layout] = [true, undefined];
    },
  };
}

function readLayout(libc: Libc): TaskFileLayout | undefined {
  const btf = readVmlinuxBtf(libc);
  const layout = btf && parseTaskFileLayout(Buffer.from(btf));
  // Megabytes, which would stay until a collection of old objects.
  btf?.resize(0);
  return layout;
}

/** `iterator`: BTF id of the function of the kernel that calls it. */
function attachProgram(libc: Libc, code: Buffer, iterator: number): number | undefined {
  const program = bpfCall(libc, BPF_PROG_LOAD, 128, (attributes) => {
    attributes.writeUInt32LE(BPF_PROG_TYPE_TRACING, 0);
    attributes.writeUInt32LE(code.length / 8, 4);
    attributes.writeBigUInt64LE(libc.addressOf(code), 8);
    attributes.writeBigUInt64LE(libc.addressOf(LICENSE), 16);
    attributes.write('listenscope', 48, 'latin1');
    attributes.writeUInt32LE(BPF_TRACE_ITER, 68);
    attributes.writeUInt32LE(iterator, 108);
  });
  if (program < 0) return undefined;
  const link = bpfCall(libc, BPF_LINK_CREATE, 48, (attributes) => {
    attributes.writeUInt32LE(program, 0);
    attributes.writeUInt32LE(BPF_TRACE_ITER, 8);
  });
  // The link keeps the program.
  libc.close(program);
  return link < 0 ? undefined : link;
}

/** From the kernel in one piece: what /sys/kernel/btf/vmlinux gives page by page. */
function readVmlinuxBtf(libc: Libc): ArrayBuffer | undefined {
  const fd = bpfCall(libc, BPF_BTF_GET_FD_BY_ID, 16, (attributes) =>
    attributes.writeUInt32LE(VMLINUX_BTF, 0),
  );
  if (fd < 0) return undefined;
  // struct bpf_btf_info
  const info = Buffer.alloc(40);
  const ask = () =>
    bpfCall(libc, BPF_OBJ_GET_INFO_BY_FD, 16, (attributes) => {
      attributes.writeUInt32LE(fd, 0);
      attributes.writeUInt32LE(info.length, 4);
      attributes.writeBigUInt64LE(libc.addressOf(info), 8);
    });
  try {
    if (ask() < 0) return undefined;
    const size = info.readUInt32LE(8);
    const btf = new ArrayBuffer(size, { maxByteLength: size });
    info.fill(0);
    info.writeBigUInt64LE(libc.addressOf(Buffer.from(btf)), 0);
    info.writeUInt32LE(size, 8);
    return ask() < 0 ? undefined : btf;
  } finally {
    libc.close(fd);
  }
}
