import type { Interface } from '../../../../model/facts.js';
import type { OutsideLayer } from '../../../../model/firewall-facts.js';
import type { Enter } from '../../netlink/netlink.js';
import {
  NO_LAYERS,
  type OutsideReading,
  together,
  UNREAD,
  type Unread,
  unreadLayer,
} from '../unread-layer.js';
import { ATTACH, attachedPrograms, type BpfCalls, type BpfProgram, programWords } from './bpf-programs.js';

const O_RDONLY_CLOEXEC = 0o2000000;

/**
 * The BPF programs that packets of one namespace pass: on its devices by tcx and netkit, in front of its sockets (sk_lookup). `enter`
 * leads there. XDP and older ways of traffic control are told by rtnetlink.
 */
export function readNamespacePrograms(
  libc: BpfCalls,
  interfaces: readonly Interface[],
  remedy: string | undefined,
  enter: Enter = (work) => work(),
): OutsideReading {
  return enter(() => {
    const found = [
      { programs: onSockets(libc), layer: ofSockets },
      ...interfaces.flatMap((iface) => onDevice(libc, iface)),
    ];
    const isUnread = found.some(({ programs }) => programs === UNREAD);
    const layers = found.flatMap(({ programs, layer }) =>
      programs === UNREAD || programs.length === 0 ? [] : [layer(programWords(programs))],
    );
    return together([{ layers, gaps: [] }, isUnread ? unreadPrograms(remedy) : NO_LAYERS]);
  });
}

/** Nobody may ask, or nothing can. */
export function unreadPrograms(remedy: string | undefined): OutsideReading {
  return unreadLayer('netfilter-bpf', 'BPF programs', 'BPF programs decide about packets', remedy);
}

interface Attached {
  readonly programs: readonly BpfProgram[] | Unread;
  readonly layer: (words: string) => OutsideLayer;
}

function onSockets(libc: BpfCalls): Attached['programs'] {
  const namespace = libc.open('/proc/thread-self/ns/net', O_RDONLY_CLOEXEC);
  if (namespace < 0) return UNREAD;
  const programs = attachedPrograms(libc, namespace, ATTACH.skLookup);
  libc.close(namespace);
  return programs;
}

function ofSockets(words: string): OutsideLayer {
  const detail = `Which socket gets a packet, ${words} may decide.`;
  return { kind: 'sk-lookup-bpf', detail, mayRedirect: true, mayAssign: true };
}

function onDevice(libc: BpfCalls, { name: device, index, kind }: Interface): readonly Attached[] {
  const incoming = (words: string): OutsideLayer => {
    const detail = `What comes in by ${device} is handled by ${words}.`;
    return { kind: 'tc', device, detail, mayRedirect: true, mayAssign: true };
  };
  const outgoing = (words: string): OutsideLayer => {
    const detail = `What leaves by ${device} is handled by ${words}.`;
    return { kind: 'tc', device, detail, egress: true };
  };
  const tcx = [
    { programs: attachedPrograms(libc, index, ATTACH.tcxIngress), layer: incoming },
    { programs: attachedPrograms(libc, index, ATTACH.tcxEgress), layer: outgoing },
  ];
  if (kind !== 'netkit') return tcx;
  // The programs of both ends are told at one of them: the other refuses to answer. What the peer sends comes in here.
  const netkit = [
    { programs: attachedPrograms(libc, index, ATTACH.netkitPeer), layer: incoming },
    { programs: attachedPrograms(libc, index, ATTACH.netkitPrimary), layer: outgoing },
  ];
  return [...tcx, ...netkit.filter(({ programs }) => programs !== UNREAD)];
}
