import type { Call, Trace } from './strace.js';

/** The programs that may be started, as they are called. They only read, and the README names them. */
const PROGRAMS: readonly RegExp[] = [
  /^nft -n -j list ruleset$/,
  /^nft -n -s list table \w+ \S+$/,
  /^ip6?tables(-nft|-legacy)?-save$/,
  /^ipset save$/,
  /^ip -N -j (-d link|addr|-[46] rule|-[46] route show table all)$/,
  /^ip xfrm policy$/,
  /^ss -H -[46]( -\w+)* -l -n -O -e$/,
  /^tc (qdisc show|filter show dev \S+ (in|e)gress)$/,
  /^systemctl show (-p [\w,]+|--no-pager --property=[\w,]+) -- /,
];
const PROGRAM_PATH = /^(\/usr(\/local)?)?\/s?bin\/[\w-]+$/;

/** What a trace is held against. */
export interface Permitted {
  /** The command that is traced itself. */
  readonly self: string;
  /** Files that it was told to write. */
  readonly writes?: readonly string[];
}

/** Sockets of the system that are asked by connecting to them: Docker, podman, and glibc's for names of users. */
const UNIX_SERVERS = /^(\/var)?\/run\/(user\/\d+\/)?(nscd\/socket|docker\.sock|podman\/podman\.sock)$/;
/** Where a terminal or nothing is. */
const DEVICES = /^\/dev\/(null|tty|pts\/\d+)$/;
const READ_ONLY_FLAGS =
  /^O_RDONLY(\|O_(CLOEXEC|DIRECTORY|NONBLOCK|LARGEFILE|NOFOLLOW|NOCTTY|NOATIME|PATH))*$/;

const BPF_COMMANDS =
  /^BPF_(BTF_GET_FD_BY_ID|OBJ_GET_INFO_BY_FD|ITER_CREATE|(PROG|LINK|MAP|BTF)_GET_NEXT_ID|(PROG|LINK|MAP)_GET_FD_BY_ID|PROG_QUERY)\b/;
/** Reads settings of a terminal or socket, says how this process uses a descriptor, or sets the terminal of the view. */
const IOCTLS =
  /^(TCGETS|(SNDCTL_TMR_ST(OP|ART) or )?TCSETSW?|TIOCGWINSZ|TIOCGPTN|TIOCGPGRP|FIONBIO|FIOCLEX|FIONCLEX|FIONREAD|SIOCGIF\w+|NS_GET_\w+)\b/;

type Judge = (call: Call, thread: Thread) => string | undefined;

/** What is known of a thread at a call: which program it runs, and of which kind its sockets are. */
interface Thread {
  readonly tid: number;
  readonly permitted: Permitted;
  program: string;
  readonly protocols: Map<string, string>;
}

const harmless: Judge = () => undefined;

/** Every call that may occur, with what it may do. What is not in the table is a finding. */
const JUDGES: Readonly<Record<string, Judge>> = {
  ...Object.fromEntries(
    [
      ...['access', 'faccessat', 'faccessat2', 'stat', 'lstat', 'newfstatat', 'fstat', 'statx', 'statfs'],
      ...['readlink', 'readlinkat', 'getcwd', 'chdir', 'open_by_handle_at', 'name_to_handle_at'],
      ...['getxattr', 'lgetxattr', 'inotify_add_watch'],
      ...[
        'recvfrom',
        'recvmsg',
        'recvmmsg',
        'getsockopt',
        'getsockname',
        'getpeername',
        'shutdown',
        'socketpair',
      ],
      ...['clone', 'clone3', 'fork', 'vfork', 'exit', 'exit_group', 'wait4', 'waitid', 'rt_sigreturn'],
    ].map((name) => [name, harmless]),
  ),
  open: ({ args }, { permitted }) => opened(/^"(.*)", (\S+?)(?:, |$)/.exec(args), permitted),
  openat: ({ args }, { permitted }) => opened(/^[^,]+, "(.*)", (\S+?)(?:, |$)/.exec(args), permitted),
  // Finds what is mounted, without opening it.
  openat2: ({ args }) => (/\{flags=O_RDONLY\|O_CLOEXEC\|O_PATH, /.test(args) ? undefined : `opens ${args}`),
  execve: ({ args, result }, thread) => {
    const [, path = '', words = ''] = /^"([^"]*)", \[(.*?)\], \[/.exec(args) ?? [];
    const [, ...rest] = words.split(', ').map((word) => word.replace(/^"|"$/g, ''));
    const command = [path.split('/').at(-1), ...rest].join(' ');
    if (result.startsWith('0')) thread.program = path;
    if (path === thread.permitted.self) return undefined;
    if (PROGRAM_PATH.test(path) && PROGRAMS.some((program) => program.test(command))) return undefined;
    return `starts ${path} ${rest.join(' ')} (${result})`;
  },
  socket: ({ args, result }, { program, protocols }) => {
    const [domain = '', type = '', protocol = ''] = args.split(', ');
    protocols.set(descriptor(result), domain === 'AF_NETLINK' ? protocol : domain);
    if (domain === 'AF_NETLINK' || domain === 'AF_UNIX') return undefined;
    // These ask the kernel for their tables by getsockopt(2) on a raw socket, and send nothing by it.
    const isAsked = /\/(ip6?tables|ipset)/.test(program) && type === 'SOCK_RAW' && protocol === 'IPPROTO_RAW';
    return isAsked ? undefined : `opens a socket: ${args}`;
  },
  // Only the kernel writes to its groups of netlink(7): they tell when links, addresses, routes or rules change.
  bind: ({ args }) => (/\{sa_family=AF_NETLINK,/.test(args) ? undefined : `binds: ${args}`),
  connect: ({ args }) => {
    const path = /sa_family=AF_UNIX, sun_path="(.*?)"/.exec(args)?.[1];
    return path !== undefined && UNIX_SERVERS.test(path) ? undefined : `connects: ${args}`;
  },
  setsockopt: ({ args }, { protocols }) =>
    protocols.get(descriptor(args))?.startsWith('AF_INET') ? `sets an option: ${args}` : undefined,
  sendto: sent,
  sendmsg: sent,
  // libuv registers descriptors with epoll(7) by a ring; files and sockets would go by another one, which polls.
  io_uring_setup: ({ args }) => (/flags=[^,]*SQPOLL/.test(args) ? `sets up a ring: ${args}` : undefined),
  io_uring_enter: harmless,
  bpf: ({ args }) => {
    if (BPF_COMMANDS.test(args)) return undefined;
    // The iterator over open files: a program that is asked, and that nothing triggers.
    if (
      /^BPF_PROG_LOAD, \{prog_type=BPF_PROG_TYPE_TRACING,.*expected_attach_type=BPF_TRACE_ITER\b/.test(args)
    )
      return undefined;
    if (/^BPF_LINK_CREATE, .*attach_type=BPF_TRACE_ITER\b/.test(args)) return undefined;
    return `asks bpf(2) for ${args}`;
  },
  setns: ({ args }) => (args.endsWith(', CLONE_NEWNET') ? undefined : `enters ${args}`),
  // A signal that ends it in an orderly way is raised again, so that its parent sees what ended it.
  tgkill: ({ args }, { tid }) => (args.startsWith(`${tid}, ${tid}, `) ? undefined : `signals ${args}`),
  kill: ({ args }, { tid }) => (args.startsWith(`${tid}, `) ? undefined : `signals ${args}`),
  ioctl: ({ args }) => {
    const [, request = ''] = args.split(', ');
    return IOCTLS.test(request) ? undefined : `asks a device: ${args}`;
  },
};

/** What of a trace goes beyond looking: a line for each such call. */
export function findings(trace: Trace, permitted: Permitted): readonly string[] {
  return trace.flatMap(({ tid, calls }) => {
    const thread: Thread = { tid, permitted, program: '', protocols: new Map<string, string>() };
    const found = calls.flatMap((call) => {
      const judge = Object.hasOwn(JUDGES, call.name) ? JUDGES[call.name] : undefined;
      return judge === undefined ? `${call.name}(${call.args})` : (judge(call, thread) ?? []);
    });
    return [...found, ...awayFromHome(calls)];
  });
}

/** A thread that entered other namespaces has to be back in the one that it left first. */
function awayFromHome(calls: readonly Call[]): readonly string[] {
  const entered = calls.filter(({ name, result }) => name === 'setns' && result.startsWith('0'));
  const home = calls.find(({ name, args }) => name === 'openat' && args.includes('/proc/thread-self/ns/net'));
  const last = entered.at(-1);
  if (last === undefined) return [];
  const target = (text: string) => /<(net:\[\d+\]|\/proc\/[^>]*)>/.exec(text)?.[1];
  return home !== undefined && target(last.args) === target(home.result) ? [] : [`ends in ${last.args}`];
}

function opened(match: RegExpExecArray | null, { writes = [] }: Permitted): string | undefined {
  const [, path = '', flags = ''] = match ?? [];
  if (READ_ONLY_FLAGS.test(flags) || DEVICES.test(path) || writes.includes(path)) return undefined;
  return `opens ${path} with ${flags}`;
}

/** Requests of netlink(7) that read; strace knows their names only for sockets of its own namespace. */
function sent({ name, args }: Call, { protocols }: Thread): string | undefined {
  const protocol = protocols.get(descriptor(args));
  if (protocol === 'AF_UNIX') return undefined;
  const messages = [
    ...args.matchAll(/nlmsg_len=[1-9]\d*, nlmsg_type=([^,]+?)(?: \/\*.*?\*\/)?, nlmsg_flags=([^,}]+)/g),
  ];
  const asks =
    messages.length > 0 &&
    messages.every(([, type = '', flags = '']) => isQuestion(type, protocol ?? '', flags));
  return asks ? undefined : `${name} by a socket of ${protocol}: ${args.slice(0, 300)}`;
}

const QUESTIONS =
  /^(RTM_GET\w+|XFRM_MSG_GET\w+|SOCK_DIAG_BY_FAMILY|TCPDIAG_GETSOCK|NFNL_SUBSYS_NFTABLES<<8\|NFT_MSG_GET(?!\w+_RESET)\w+|NFNL_SUBSYS_NFT_COMPAT<<8\|NFNL_MSG_COMPAT_GET|NFNL_SUBSYS_IPSET<<8\|IPSET_CMD_(PROTOCOL|LIST|SAVE|HEADER|TYPE|GET_\w+))$/;
/** linux/netfilter/nf_tables.h, without those that reset counters. */
const NFT_QUESTIONS = [1, 4, 7, 10, 13, 16, 19, 23].map((message) => (10 << 8) | message);
/** linux/netfilter/ipset/ip_set.h: PROTOCOL, LIST, SAVE, HEADER, TYPE. */
const IPSET_QUESTIONS = [1, 7, 8, 12, 13].map((message) => (6 << 8) | message);
const NFT_COMPAT_GET = 11 << 8;
const TCPDIAG_GETSOCK = 18;
const SOCK_DIAG_BY_FAMILY = 20;
/** linux/xfrm.h: XFRM_MSG_GETSA and XFRM_MSG_GETPOLICY, and how many there are. */
const XFRM_QUESTIONS = [0x12, 0x15, 0x1f, 0x25];

function isQuestion(type: string, protocol: string, flags: string): boolean {
  // Families have numbers and commands of their own; with this flag the kernel runs nothing but a command's dumpit, which lists.
  if (protocol === 'NETLINK_GENERIC') return /\bNLM_F_DUMP\b|^(NLM_F_REQUEST\|)?0x30[01]\b/.test(flags);
  const number = Number(type);
  if (Number.isNaN(number)) return QUESTIONS.test(type);
  switch (protocol) {
    case 'NETLINK_ROUTE':
      // linux/rtnetlink.h: four to a kind, NEW, DEL, GET and SET.
      return number >= 16 && number % 4 === 2;
    case 'NETLINK_SOCK_DIAG':
      return number === SOCK_DIAG_BY_FAMILY || number === TCPDIAG_GETSOCK;
    case 'NETLINK_NETFILTER':
      return [...NFT_QUESTIONS, ...IPSET_QUESTIONS, NFT_COMPAT_GET].includes(number);
    case 'NETLINK_XFRM':
      return XFRM_QUESTIONS.includes(number);
    default:
      return false;
  }
}

/** The number of the descriptor that a list of arguments, or a result, begins with. */
function descriptor(text: string): string {
  return /^\d+/.exec(text)?.[0] ?? '';
}
