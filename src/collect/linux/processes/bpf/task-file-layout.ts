/** Where the kernel keeps what tells tasks apart: offsets in bytes. */
export interface TaskLayout {
  /** In struct task_struct. */
  readonly leader: number;
  readonly pid: number;
  /** In struct pid: how many PID namespaces are around its own, and its number in each of them, the outermost first. */
  readonly level: number;
  readonly numbers: number;
  /** Bytes from one number to the next. */
  readonly numberSize: number;
}

/** And what a look at all open files needs besides. */
export interface TaskFileLayout extends TaskLayout {
  /** BTF id of bpf_iter_task_file, the function to attach to. */
  readonly iterator: number;
  /** In struct file. */
  readonly inode: number;
  /** In struct inode. */
  readonly inodeNumber: number;
  readonly superblock: number;
  /** In struct super_block. */
  readonly magic: number;
  /** What a look at all threads needs besides; undefined where that is not as it is known. */
  readonly threads: ThreadLayout | undefined;
  /** And what tells of a socket where it is. */
  readonly sockets: SocketLayout | undefined;
}

export interface ThreadLayout {
  /** BTF id of bpf_iter_task. */
  readonly iterator: number;
  /** In struct task_struct. */
  readonly namespaces: number;
  /** In struct nsproxy. */
  readonly network: number;
  /** In struct net: the inode by which a namespace is known. */
  readonly networkNumber: number;
}

export interface SocketLayout {
  /** In struct socket. */
  readonly sock: number;
  /** In struct sock. */
  readonly network: number;
  readonly family: number;
  readonly state: number;
  readonly type: number;
  /** In struct net: the inode by which a namespace is known. */
  readonly networkNumber: number;
}

const OF_FILES = ['task_struct', 'pid', 'upid', 'file', 'inode', 'super_block'];
const OF_NETWORK = ['nsproxy', 'net', 'ns_common', 'socket', 'sock', 'sock_common'];
const FUNCTIONS = ['bpf_iter_task_file', 'bpf_iter_task'];
const MAGIC = 0xeb9f;
const STRUCT = 4;
const FUNC = 12;
/** 32-bit words of a type's header, and of each struct member. */
const HEADER = 3;
const MEMBER = 3;

/**
 * Finds the layout in the kernel's own type information, as BPF_OBJ_GET_INFO_BY_FD or /sys/kernel/btf/vmlinux give it.
 * Undefined where it is not what Documentation/bpf/btf.rst says, or lacks one of the names. `btf` begins at a multiple of
 * four in its ArrayBuffer.
 */
export function parseTaskFileLayout(btf: Buffer): TaskFileLayout | undefined {
  if (btf.length < 24 || btf.readUInt16LE(0) !== MAGIC) return undefined;
  const [header = 0, typesAt = 0, typesLength = 0, stringsAt = 0, stringsLength = 0] = [4, 8, 12, 16, 20].map(
    (at) => btf.readUInt32LE(at),
  );
  const strings = btf.subarray(header + stringsAt, header + stringsAt + stringsLength);
  const start = btf.byteOffset + header + typesAt;
  if (start % 4 !== 0 || start + typesLength > btf.byteOffset + btf.length) return undefined;
  const types = new Uint32Array(btf.buffer, start, typesLength >> 2);
  const nameAt = (name: string) => strings.indexOf(`\0${name}\0`, 0, 'latin1') + 1;
  const places = placesOf(types, FUNCTIONS.map(nameAt), [...OF_FILES, ...OF_NETWORK].map(nameAt));
  if (places === undefined) return undefined;
  const [task, pid, upid, file, inode, superblock] = places.structs;
  const [namespaces, network, namespace, socket, sock, common] = places.structs.slice(OF_FILES.length);
  const offset = (struct: number | undefined, member: string) => memberOffset(types, struct, nameAt(member));
  const found = {
    iterator: places.functions[0],
    leader: offset(task, 'group_leader'),
    pid: offset(task, 'thread_pid'),
    level: offset(pid, 'level'),
    numbers: offset(pid, 'numbers'),
    numberSize: upid === undefined || offset(upid, 'nr') !== 0 ? undefined : types[upid + 2],
    inode: offset(file, 'f_inode'),
    inodeNumber: offset(inode, 'i_ino'),
    superblock: offset(inode, 'i_sb'),
    magic: offset(superblock, 's_magic'),
  };
  const networkNumber = sum(offset(network, 'ns'), offset(namespace, 'inum'));
  const threads = {
    iterator: places.functions[1],
    namespaces: offset(task, 'nsproxy'),
    network: offset(namespaces, 'net_ns'),
    networkNumber,
  };
  const inCommon = (member: string) => sum(offset(sock, '__sk_common'), offset(common, member));
  const sockets = {
    sock: offset(socket, 'sk'),
    network: inCommon('skc_net'),
    family: inCommon('skc_family'),
    state: inCommon('skc_state'),
    type: offset(sock, 'sk_type'),
    networkNumber,
  };
  return isWhole(found)
    ? {
        ...found,
        threads: isWhole(threads) ? threads : undefined,
        sockets: isWhole(sockets) ? sockets : undefined,
      }
    : undefined;
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function isWhole<T extends object>(found: T): found is { [K in keyof T]: Exclude<T[K], undefined> } & T {
  return Object.values(found).every((value) => value !== undefined);
}

interface Places {
  /** Ids. */
  readonly functions: readonly (number | undefined)[];
  /** Words at which they begin. */
  readonly structs: readonly (number | undefined)[];
}

/**
 * Where the types of these names are: undefined for one that is not there, and in all where a kind of types is not known. Ids are
 * counted; so the types are walked from the first on.
 */
function placesOf(
  types: Uint32Array,
  functions: readonly number[],
  structs: readonly number[],
): Places | undefined {
  const found = {
    functions: functions.map((): number | undefined => undefined),
    structs: structs.map((): number | undefined => undefined),
  };
  let missing = functions.filter((name) => name !== 0).length;
  for (let at = 0, id = 1; at < types.length && missing > 0; id++) {
    const name = types[at] ?? 0;
    const info = types[at + 1] ?? 0;
    const kind = (info >>> 24) & 0x1f;
    if (kind === FUNC && name !== 0) {
      const which = functions.indexOf(name);
      if (which >= 0 && found.functions[which] === undefined) {
        found.functions[which] = id;
        missing -= 1;
      }
    }
    if (kind === STRUCT && name !== 0) {
      const which = structs.indexOf(name);
      if (which >= 0) found.structs[which] ??= at;
    }
    const size = wordsOf(kind, info & 0xffff);
    if (size === undefined) return undefined;
    at += size;
  }
  return found;
}

/** The length of a type with `count` members, in words; undefined for a kind that is not known. */
function wordsOf(kind: number, count: number): number | undefined {
  switch (kind) {
    case 1: // INT
    case 14: // VAR
    case 17: // DECL_TAG
      return HEADER + 1;
    case 3: // ARRAY
      return HEADER + 3;
    case STRUCT:
    case 5: // UNION
    case 15: // DATASEC
    case 19: // ENUM64
      return HEADER + MEMBER * count;
    case 6: // ENUM
    case 13: // FUNC_PROTO
      return HEADER + 2 * count;
    case 2: // PTR
    case 7: // FWD
    case 8: // TYPEDEF
    case 9: // VOLATILE
    case 10: // CONST
    case 11: // RESTRICT
    case FUNC:
    case 16: // FLOAT
    case 18: // TYPE_TAG
      return HEADER;
    default:
      return undefined;
  }
}

function memberOffset(types: Uint32Array, struct: number | undefined, name: number): number | undefined {
  if (struct === undefined || name === 0) return undefined;
  const info = types[struct + 1] ?? 0;
  const hasBitfields = info >>> 31 === 1;
  for (let i = 0; i < (info & 0xffff); i++) {
    const at = struct + HEADER + MEMBER * i;
    if (types[at] !== name) continue;
    const bits = types[at + 2] ?? 0;
    return (hasBitfields ? bits & 0xffffff : bits) / 8;
  }
  return undefined;
}
