import type { Audit } from '../../../model/audit.js';
import { type Address, formatAddress, parseAddress } from '../../../net/address.js';
import type { Bound } from '../../../net/address-set.js';
import { width } from '../../../net/cidr.js';
import { factsOf, kindsIn } from '../facts-of.js';
import { KIND_NAMES } from './kind-names.js';
import { type NetworkHere, networkHere } from './network-here.js';

/** What a network means, in general and on one host. Data: JSON prints it, text is made of it. */
export interface NetworkExplanation {
  /** "10.0.0.0/8" */
  readonly network: string;
  readonly title: string;
  readonly standards: readonly string[];
  readonly summary: string;
  readonly first: string;
  readonly last: string;
  /** How many addresses it has, in decimal digits: there may be more than a number can say. */
  readonly size: string;
  /** Kinds of the addresses in it, as `AddressFacts.kind` names them. */
  readonly kinds: readonly string[];
  readonly bind: readonly string[];
  readonly source: readonly string[];
  readonly destination: readonly string[];
  readonly route: readonly string[];
  readonly interface: readonly string[];
  /** Absent where no host is at hand. */
  readonly here?: NetworkHere;
}

/** Explains `network` (standard spelling, host bits zero), and what of the host of `audit` lies in it. */
export function explainNetwork(network: string, audit: Audit | undefined): NetworkExplanation {
  const [start = '', suffix = ''] = network.split('/');
  const parsed = parseAddress(start);
  if (parsed === undefined) throw new TypeError(`not a network: ${network}`);
  const length = Number(suffix);
  const size = 2n ** BigInt(width(parsed.family) - length);
  const [first, last] = [start, addressAt(parsed, size - 1n)];
  const kinds = kindsIn(network);
  const [kind = 'global'] = kinds;
  const names = kinds.map((each) => KIND_NAMES[each] ?? each);
  const inner = factsOf(addressAt(parsed, size > 2n ? 1n : 0n));
  const isPure = kinds.length === 1;
  const count = grouped(size);
  return {
    network,
    title: isPure
      ? `Network of ${KIND_NAMES[kind] ?? kind}`
      : length === 0
        ? `All of ${named(parsed)}`
        : 'Network',
    standards: [
      parsed.family === 'ipv4' ? 'RFC 4632 §3.1' : 'RFC 4291 §2.3',
      ...(isPure ? inner.standards : []),
    ],
    summary:
      length === 0
        ? `${network} is a network, not an address: all ${count} addresses of ${named(parsed)}.`
        : `${network} is a network, not an address: the ${count} addresses from ${first} to ${last}, which share their first ${length} bits.`,
    first,
    last,
    size: String(size),
    kinds,
    bind: bindFacts(parsed),
    source: [
      `In a rule (${parsed.family === 'ipv4' ? 'ip' : 'ip6'} saddr ${network}) it stands for every peer with an address in it.`,
      ...(length === 0
        ? [everyone(parsed)]
        : isPure
          ? inner.source.slice(-1)
          : [`Among them are ${names.join(', ')}.`]),
    ],
    destination: ['A packet goes to one address. In a rule it stands for every address in it.'],
    route: [
      length === 0
        ? 'It is the default route: the way for every destination that no other route knows.'
        : 'A route to it is taken for every destination in it that no route with a longer prefix has.',
    ],
    interface:
      isPure && NOT_FOR_LINKS.includes(kind)
        ? inner.interface
        : interfaceFacts(parsed, { network, length, first, last, size }),
    here: audit && networkHere(network, audit),
  };
}

/** Kinds whose networks no link has as its own. */
const NOT_FOR_LINKS: readonly string[] = ['loopback', 'multicast', 'v4-mapped', 'this-network'];

function bindFacts({ family }: Address): string[] {
  const any = family === 'ipv4' ? '0.0.0.0' : '::';
  return [
    `No server can be bound to a network: it is bound to one address, or to all that the host has (${any}).`,
    `A local route makes a whole network the host's on Linux, as ${family === 'ipv4' ? '127.0.0.0/8 is' : 'ip -6 route add local NETWORK dev lo does'}; a server on ${any} then answers at every address of it.`,
  ];
}

function everyone({ family }: Address): string {
  return family === 'ipv4'
    ? 'That is everyone over IPv4, and nobody over IPv6: that is ::/0.'
    : 'That is everyone over IPv6, and nobody over IPv4: that is 0.0.0.0/0.';
}

interface Extent {
  readonly network: string;
  readonly length: number;
  readonly first: string;
  readonly last: string;
  readonly size: bigint;
}

function interfaceFacts({ family }: Address, { network, length, first, last, size }: Extent): string[] {
  if (length === 0) return ['No interface is in it: its neighbours would be everybody.'];
  const neighbours = `An interface with an address in it and the prefix length ${length} takes the others in ${network} for neighbours on its link, reached without a router.`;
  if (family === 'ipv6') return [neighbours];
  if (length === 31) return [neighbours, 'Both of its addresses can be used (RFC 3021).'];
  return [
    neighbours,
    `There ${first} is the network's own address and ${last} its broadcast address; hosts have the ${grouped(size - 2n)} between.`,
  ];
}

function addressAt({ family, value }: Address, offset: bigint): string {
  const at = BigInt(value) + offset;
  return formatAddress(family, (family === 'ipv4' ? Number(at) : at) as Bound);
}

function named({ family }: Address): string {
  return family === 'ipv4' ? 'IPv4' : 'IPv6';
}

/** 16777216n → "16,777,216"; what is too long to read, as a power. */
function grouped(count: bigint): string {
  const bits = count.toString(2).length - 1;
  return bits > 48 && count === 2n ** BigInt(bits) ? `2^${bits}` : count.toLocaleString('en');
}
