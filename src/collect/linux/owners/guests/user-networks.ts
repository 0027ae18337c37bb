import type { Interface } from '../../../../model/facts.js';
import type { HostIo } from '../../../host-io.js';
import { tapsHeld } from './taps-held.js';

/** Programs that are the network of a container: what leaves by its tap device they send on by sockets of their own. */
const PROGRAMS: Readonly<Record<string, string>> = {
  slirp4netns: 'slirp4netns',
  rootlesskit: 'rootlesskit',
  pasta: 'pasta',
  'pasta.avx2': 'pasta',
  // As pasta calls itself too, on processors with AVX2.
  'passt.avx2': 'pasta',
};
const ETHERNET = 1;

type Interfaces = ReadonlyMap<string, readonly Interface[] | undefined>;

/** Says of tap devices which program is behind them. Looks again only when there are others. */
export function createUserNetworks(io: HostIo): (interfaces: Interfaces) => Interfaces {
  let last: { readonly key: string; readonly programs: ReadonlyMap<string, string> } | undefined;
  return (interfaces) => {
    const taps = [...interfaces].flatMap(([namespace, list = []]) =>
      list.filter(isTap).map(({ name, index }) => ({ namespace, name, index })),
    );
    if (taps.length === 0) return interfaces;
    const key = JSON.stringify(taps);
    if (last?.key !== key) last = { key, programs: programsBehind(io, taps) };
    const { programs } = last;
    if (programs.size === 0) return interfaces;
    return new Map(
      [...interfaces].map(([namespace, list]) => [
        namespace,
        list?.map((iface) => {
          const userNetwork = isTap(iface) ? programs.get(tapKey(namespace, iface.name)) : undefined;
          return userNetwork === undefined ? iface : { ...iface, userNetwork };
        }),
      ]),
    );
  };
}

/** Machines are plugged into a bridge by theirs. */
function isTap({ kind, type, master }: Interface): boolean {
  return kind === 'tun' && (type ?? ETHERNET) === ETHERNET && master === undefined;
}

function tapKey(namespace: string, name: string): string {
  return `${namespace} ${name}`;
}

interface Holder {
  readonly program: string;
  readonly name: string;
  /** The namespaces that its command line names. */
  readonly namespaces: readonly string[];
}

/**
 * The program behind each tap, by namespace and name. In which namespace a device is its descriptor does not tell: the command line
 * does, as far as the paths on it can be followed. For those left over the name has to do, where no more taps have it than
 * such programs hold.
 */
function programsBehind(
  io: HostIo,
  taps: readonly { readonly namespace: string; readonly name: string }[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const left = holders(io).filter(({ program, name, namespaces }) => {
    const tap = taps.find((each) => each.name === name && namespaces.includes(each.namespace));
    if (tap !== undefined) found.set(tapKey(tap.namespace, name), program);
    return tap === undefined;
  });
  const open = taps.filter(({ namespace, name }) => !found.has(tapKey(namespace, name)));
  for (const name of new Set(left.map((holder) => holder.name))) {
    const alike = open.filter((tap) => tap.name === name);
    const programs = left.filter((holder) => holder.name === name).map(({ program }) => program);
    if (alike.length > programs.length || new Set(programs).size > 1) continue;
    for (const { namespace } of alike) found.set(tapKey(namespace, name), programs[0] ?? '');
  }
  return found;
}

/** Every such program that holds a tap device. */
function holders(io: HostIo): readonly Holder[] {
  const pids = io.listDir('/proc');
  if (!pids.ok) return [];
  return pids.value.flatMap((pid): readonly Holder[] => {
    if (!/^\d+$/.test(pid)) return [];
    const comm = io.readText(`/proc/${pid}/comm`);
    const program = comm.ok ? PROGRAMS[comm.value.trim()] : undefined;
    if (program === undefined) return [];
    const names = tapsHeld(io, pid);
    if (names.length === 0) return [];
    const namespaces = namespacesNamed(io, pid);
    return names.map((name) => ({ program, name, namespaces }));
  });
}

/** slirp4netns PID tap0, slirp4netns --netns-type=path PATH tap0, pasta --netns PATH, pasta PID */
function namespacesNamed(io: HostIo, pid: string): readonly string[] {
  const text = io.readText(`/proc/${pid}/cmdline`);
  if (!text.ok) return [];
  return text.value
    .split('\0')
    .slice(1)
    .flatMap((word) => {
      const value = word.replace(/^--[a-z-]+=/, '');
      if (/^\d+$/.test(value)) {
        const link = io.readLink(`/proc/${value}/ns/net`);
        return link.ok ? [link.value] : [];
      }
      if (!value.startsWith('/') || value.split('/').includes('..')) return [];
      const inode = io.inodeOf(`/proc/${pid}/root${value}`);
      return inode.ok ? [`net:[${inode.value}]`] : [];
    });
}
