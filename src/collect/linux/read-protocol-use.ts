import type { Protocol } from '../../model/facts.js';
import type { IpFamily } from '../../net/address-set.js';
import type { HostIo } from '../host-io.js';
import { PROC_NET } from './proc-net.js';

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

/**
 * To ask sock_diag(7) for a protocol that is not there would load its module; to ask for one of which there is no socket walks
 * the tables of all namespaces for nothing.
 */
export function readProtocolUse(io: HostIo): ProtocolUse {
  const text = io.readText(`${PROC_NET}/protocols`);
  return text.ok
    ? parseProtocolUse(text.value)
    : new Map([
        ['tcp', BOTH],
        ['udp', BOTH],
      ]);
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
