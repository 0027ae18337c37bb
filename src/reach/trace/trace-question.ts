import type { TraceStep } from '../../model/trace.js';
import { type Address, formatAddress, parseAddress } from '../../net/address.js';
import { type Bound, contains, type IpFamily } from '../../net/address-set.js';
import { special } from '../../net/special.js';
import type { Observe } from '../packet/hooks.js';
import { ownAddresses } from '../routing/destinations.js';
import type { Network } from '../routing/network.js';

/** What is asked of a trace. */
export interface PacketQuestion {
  /** An address; "0.0.0.0" and "::" stand for a client of this host that has chosen none. */
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** The interface it comes in by, "lo" for clients of this host; where the route back leads when it is not given. */
  readonly via?: string;
}

/** The question with everything decided that it leaves open. */
export interface PacketAsked {
  readonly family: IpFamily;
  readonly source: Bound;
  readonly destination: Bound;
  /** The device that a link-local destination names. */
  readonly zone?: string;
  readonly via: string;
}

/**
 * Settles what the question leaves open, as the kernel does: what 0.0.0.0 means as a destination, which address a client
 * of this host has, by which interface a packet of that source would come. A text says why there can be no such packet.
 */
export function settleQuestion(
  network: Network,
  question: PacketQuestion,
  observe: Observe,
): PacketAsked | string {
  const source = parseAddress(question.source);
  const named = parseAddress(question.destination);
  if (source === undefined) return `${question.source} is no address`;
  if (named === undefined) return `${question.destination} is no address`;
  const destination = meantBy(named, observe);
  const { family } = destination;
  const from = unmapped(source);
  const anySource = BigInt(from.value) === 0n;
  if (from.family !== family && !anySource)
    return `no packet goes from an ${NAMES[from.family]} address to an ${NAMES[family]} address`;
  const sender = anySource ? destination.value : from.value;
  if (anySource)
    observe(
      rewrite('A client of this host that has chosen no address', question.source, format(family, sender)),
    );
  const via = question.via ?? wayOf(network, family, sender, from.zone);
  if (via === undefined)
    return `no route leads to ${question.source}, so nothing says by which interface it comes in`;
  return { family, source: sender, destination: destination.value, zone: destination.zone, via };
}

const NAMES = { ipv4: 'IPv4', ipv6: 'IPv6' } as const;
const LOOPBACK = { ipv4: 0x7f000001, ipv6: 1n } as const;

function meantBy(named: Address, observe: Observe): Address {
  const plain = unmapped(named);
  const before = format(named.family, named.value);
  if (plain !== named)
    observe(rewrite('An IPv4 address in IPv6 notation', before, format('ipv4', plain.value)));
  if (BigInt(plain.value) !== 0n) return plain;
  const loopback = LOOPBACK[plain.family];
  const what = `Linux takes ${format(plain.family, plain.value)} as a destination for this host`;
  observe(rewrite(what, format(plain.family, plain.value), format(plain.family, loopback)));
  return { family: plain.family, value: loopback };
}

/** ::ffff:a.b.c.d is IPv4 on the wire (RFC 4291 §2.5.5.2). */
function unmapped(address: Address): Address {
  const value = BigInt(address.value);
  if (address.family === 'ipv4' || value >> 32n !== 0xffffn) return address;
  return { family: 'ipv4', value: Number(value & 0xffffffffn) };
}

/** lo or a VRF for our own addresses, the link for link-local ones with a zone, else the device by which answers would leave. */
function wayOf(
  network: Network,
  family: IpFamily,
  source: Bound,
  zone: string | undefined,
): string | undefined {
  if (contains(ownAddresses(network, family), source)) return 'lo';
  if (contains(special(family, 'loopback'), source)) return 'lo';
  if (zone !== undefined) return zone;
  const vrfs = [...network.interfaces.values()].filter(({ vrfTable }) => vrfTable !== undefined);
  const within = vrfs.find(({ name }) => contains(ownAddresses(network, family, name), source));
  if (within !== undefined) return within.name;
  for (const l3mdev of [undefined, ...vrfs.map(({ name }) => name)]) {
    const hop = network.fib[family].lookup({ iif: 'lo', l3mdev }, source);
    if (hop.type === 'unicast') return hop.devices[0];
  }
  return undefined;
}

function rewrite(what: string, before: string, after: string): TraceStep {
  return { kind: 'rewrite', what, before, after };
}

function format(family: IpFamily, value: Bound): string {
  return formatAddress(family, value);
}
