import { parseAddress } from '../net/address.js';
import { type Bound, END, type IpFamily } from '../net/address-set.js';
import * as names from './names.js';
import { PROTOCOLS } from './protocol-names.js';

/** What kind of values a selector yields, and how listings write them. */
export type Domain =
  | { readonly kind: 'address'; readonly family: IpFamily }
  /** Interface names and kinds. */
  | { readonly kind: 'name' }
  | NumberDomain;

export interface NumberDomain {
  readonly kind: 'number';
  /** Values are below this. */
  readonly end: number;
  readonly names?: names.Names;
  /** A set of flags: a list of names stands for their sum. */
  readonly flags?: boolean;
  /** How nft prints a value without a name: 0x00000010 for marks. */
  readonly hex?: boolean;
  /** nft prints its names in quotes. */
  readonly quoted?: boolean;
  /** Sixteen bits that `nft -n` prints in the byte order of the host. */
  readonly swapped?: boolean;
}

const number = (bits: number, extra: Omit<NumberDomain, 'kind' | 'end'> = {}): NumberDomain => ({
  kind: 'number',
  end: 2 ** bits,
  ...extra,
});

export const IPV4: Domain = { kind: 'address', family: 'ipv4' };
export const IPV6: Domain = { kind: 'address', family: 'ipv6' };
export const NAME: Domain = { kind: 'name' };
export const PORT = number(16, { names: names.SERVICES });
export const PROTOCOL = number(8, { names: PROTOCOLS });
export const MARK = number(32, { hex: true });
export const CT_STATE = number(8, { names: names.CT_STATES, flags: true });
export const CT_STATUS = number(16, { names: names.CT_STATUS, flags: true });
export const CT_DIRECTION = number(8, { names: names.CT_DIRECTIONS });
export const TCP_FLAG = number(8, { names: names.TCP_FLAGS, flags: true });
export const ADDRESS_TYPE = number(8, { names: names.ADDRESS_TYPES });
export const PACKET_TYPE = number(8, { names: names.PACKET_TYPES });
export const NF_PROTOCOL = number(8, { names: names.NF_PROTOCOLS });
export const ETHER_TYPE = number(16, { names: names.ETHER_TYPES, swapped: true });
export const LINK_TYPE = number(16, { names: names.LINK_TYPES });
export const ICMP_TYPE = number(8, { names: names.ICMP_TYPES });
export const ICMP_CODE = number(8, { names: names.ICMP_CODES });
export const ICMPV6_TYPE = number(8, { names: names.ICMPV6_TYPES });
export const ICMPV6_CODE = number(8, { names: names.ICMPV6_CODES });
export const DSCP = number(6, { names: names.DSCP });
export const DEVICE_GROUP = number(32, { names: { default: 0 }, quoted: true });
export const DAY = number(8, { names: names.DAYS, quoted: true });
export const BYTE = number(8);
export const SHORT = number(16);
export const WORD = number(32);

/** One past the domain's last value; undefined for names, which have no order. */
export function endOf(domain: Domain): Bound | undefined {
  if (domain.kind === 'address') return END[domain.family];
  return domain.kind === 'number' ? domain.end : undefined;
}

/** The value that a listing writes as a number, a name or an address. Undefined when it is none of this domain. */
export function readScalar(domain: Domain, value: unknown): Bound | undefined {
  if (domain.kind === 'address') {
    if (typeof value !== 'string') return undefined;
    const address = parseAddress(value);
    return address?.family === domain.family ? address.value : undefined;
  }
  if (domain.kind === 'name') return undefined;
  const read = readNumber(domain, value);
  return read !== undefined && read >= 0 && read < domain.end ? read : undefined;
}

function readNumber(domain: NumberDomain, value: unknown): number | undefined {
  if (typeof value === 'number') return domain.swapped ? unswap(domain, value) : value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  const named =
    domain.names !== undefined && Object.hasOwn(domain.names, value) ? domain.names[value] : undefined;
  if (named !== undefined) return named;
  return /^(0x[\da-fA-F]+|\d+)$/.test(value) ? Number(value) : undefined;
}

/** `nft -n` prints ether types as the host reads them: 8 is 0x0800. Tell by which reading has a name. */
function unswap(domain: NumberDomain, value: number): number {
  const known = Object.values(domain.names ?? {});
  if (known.includes(value)) return value;
  const swapped = ((value & 0xff) << 8) | (value >> 8);
  return known.includes(swapped) ? swapped : value;
}
