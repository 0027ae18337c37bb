import type { Protocol } from '../../../model/facts.js';
import type { IpFamily } from '../../../net/address-set.js';
import { type HostIo, readTexts } from '../../host-io.js';
import { PROC_NET } from '../system/proc-net.js';

/** The protocols that this kernel has now, with the families of which this namespace has any socket. */
export type ProtocolUse = ReadonlyMap<Protocol, readonly IpFamily[]>;

/** What the file calls each. */
const NAMES: Readonly<Record<Protocol, readonly [ipv4: string, ipv6: string]>> = {
  tcp: ['TCP', 'TCPv6'],
  udp: ['UDP', 'UDPv6'],
  udplite: ['UDP-Lite', 'UDPLITEv6'],
  sctp: ['SCTP', 'SCTPv6'],
  dccp: ['DCCP', 'DCCPv6'],
  raw: ['RAW', 'RAWv6'],
};
const BOTH: readonly IpFamily[] = ['ipv4', 'ipv6'];

/** Reads which protocols are in use in the namespace that this thread is in. */
export type ProtocolUseReader = (io: HostIo) => ProtocolUse;

/**
 * To ask sock_diag(7) for a protocol that is not there would load its module; to ask for one of which there is no socket walks
 * the tables of all namespaces for nothing. Which protocols this kernel has is read in the first namespace, and of further ones a file
 * that the kernel makes in half the time. To be made anew for each reading.
 */
export function createProtocolUseReader(): ProtocolUseReader {
  let kernel: readonly Protocol[] | undefined;
  return (io) => {
    const counted = kernel && countedUse(io, kernel);
    if (counted !== undefined) return counted;
    const text = io.readText(`${PROC_NET}/protocols`);
    if (!text.ok) return UNKNOWN_USE;
    const use = parseProtocolUse(text.value);
    kernel = [...use.keys()];
    return use;
  };
}

const UNKNOWN_USE: ProtocolUse = new Map([
  ['tcp', BOTH],
  ['udp', BOTH],
]);

function countedUse(io: HostIo, protocols: readonly Protocol[]): ProtocolUse | undefined {
  const [ipv4, ipv6] = readTexts(io, PROC_NET, ['sockstat', 'sockstat6']);
  if (!ipv4?.ok) return undefined;
  // Absent in a kernel without IPv6.
  if (ipv6?.ok === false && ipv6.why !== 'missing') return undefined;
  return parseSockstat(`${ipv4.value}${ipv6?.ok ? ipv6.value : ''}`, protocols);
}

/** /proc/net/sockstat and sockstat6 (net/ipv4/proc.c): "UDP6: inuse 2". They tell nothing of SCTP and DCCP. */
export function parseSockstat(text: string, protocols: readonly Protocol[]): ProtocolUse {
  const counts = new Map(
    [...text.matchAll(/^(\w+): inuse (\d+)/gm)].map(([, name, count]) => [name, Number(count)]),
  );
  return new Map(
    protocols.map((protocol) => [
      protocol,
      BOTH.filter((_, i) => counts.get(`${protocol.toUpperCase()}${i === 0 ? '' : '6'}`) !== 0),
    ]),
  );
}

/** /proc/net/protocols (proto_seq_printf in net/core/sock.c): name, size, how many sockets this namespace has, … */
export function parseProtocolUse(text: string): ProtocolUse {
  const counts = new Map(
    text.split('\n').map((line) => {
      const [name = '', , sockets] = line.split(/ +/, 3);
      return [name, Number(sockets)] as const;
    }),
  );
  const used = new Map<Protocol, readonly IpFamily[]>();
  for (const [protocol, names] of Object.entries(NAMES) as [Protocol, readonly string[]][]) {
    if (!counts.has(names[0] ?? '')) continue;
    // A count that is no number tells nothing, and the sockets are asked for.
    used.set(
      protocol,
      BOTH.filter((_, i) => counts.get(names[i] ?? '') !== 0 && counts.has(names[i] ?? '')),
    );
  }
  return used;
}
