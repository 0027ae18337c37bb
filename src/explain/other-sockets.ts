import type { AuditedOtherSocket } from '../model/audit.js';
import type { Facts } from '../model/facts.js';
import type { OtherSocket, PacketSocket, UnixSocket, VsockSocket } from '../model/other-socket.js';
import { joinWords } from './sentence.js';

/** The sockets of other families of all namespaces, each with who may send to it; undefined where none were asked for. */
export function explainOtherSockets(facts: Facts): readonly AuditedOtherSocket[] | undefined {
  if (facts.namespaces.every(({ otherSockets }) => otherSockets === undefined)) return undefined;
  const processes = new Map(facts.processes.map((process) => [process.pid, process]));
  return facts.namespaces.flatMap(({ id, otherSockets = [] }) =>
    otherSockets.map((socket) => ({
      namespace: id,
      socket,
      processes: socket.pids.flatMap((pid) => processes.get(pid) ?? []),
      explanation: explained(socket),
    })),
  );
}

/** The same in a word or two, for a list: "every user", "root, docker". */
export function otherSocketUsers(socket: OtherSocket): string {
  switch (socket.family) {
    case 'unix': {
      const { abstract, path, access } = socket;
      if (abstract !== undefined) return 'its namespace';
      if (path === undefined) return 'descriptors';
      if (access === undefined) return 'not known';
      return access.everyone ? 'every user' : ['root', ...access.users, ...access.groups].join(', ');
    }
    case 'packet':
      return socket.protocol === EVERY_FRAME
        ? 'every frame'
        : socket.protocol === 0
          ? 'sends'
          : 'some frames';
    case 'vsock':
      return 'guests, host';
    default:
      return socket satisfies never;
  }
}

function explained(socket: OtherSocket): string {
  switch (socket.family) {
    case 'unix':
      return unixSentence(socket);
    case 'packet':
      return packetSentence(socket);
    case 'vsock':
      return vsockSentence(socket);
    default:
      return socket satisfies never;
  }
}

function unixSentence({ path, abstract, access }: UnixSocket): string {
  if (abstract !== undefined)
    return 'Every process in this network namespace may connect: abstract names have no permissions.';
  if (path === undefined) return 'It has no name: only who was handed a descriptor can use it.';
  if (access === undefined)
    return 'Who may connect cannot be told: its file is not where its name says, or may not be looked at.';
  if (access.everyone) return 'Every user may connect: the permissions of its file let all in.';
  const who = [
    'root',
    ...access.users.map((user) => `the user ${user}`),
    ...access.groups.map((group) => `the group ${group}`),
  ];
  return `${joinWords(who)} may connect, by the permissions of its file and the directories above it.`.replace(
    /^the/,
    'The',
  );
}

/** linux/if_ether.h. */
const ETHER_TYPES: Readonly<Record<number, string>> = {
  2048: 'IPv4',
  2054: 'ARP',
  33024: 'VLAN',
  34525: 'IPv6',
  34958: '802.1X',
  35020: 'LLDP',
};
const EVERY_FRAME = 3;

function packetSentence({ device, protocol }: PacketSocket): string {
  const where = device === undefined ? 'every interface of its namespace' : device;
  if (protocol === 0) return `It sees nothing yet, and may send frames by ${where}.`;
  const type = ETHER_TYPES[protocol] ?? `of type 0x${protocol.toString(16).padStart(4, '0')}`;
  const what = protocol === EVERY_FRAME ? 'every frame' : `frames of ${type}`;
  return `It sees ${what} on ${where}, before the firewall does: a sniffer, or a client or server of DHCP, LLDP and the like.`.replace(
    'frames of of',
    'frames of',
  );
}

const ANY_CID = 2 ** 32 - 1;

/** VMADDR_CID_LOCAL of linux/vm_sockets.h, vsock's loopback. */
const LOCAL_CID = 1;

function vsockSentence({ cid }: VsockSocket): string {
  if (cid === LOCAL_CID)
    return 'Programs of this system alone may connect: it is bound to context 1, the loopback of vsock.';
  const at = cid === ANY_CID ? 'any context' : `context ${cid}`;
  return `Virtual machines of this host, the host of this one, and its own programs may connect, at ${at}: no firewall is in the way.`;
}
