import { formatAddress, parseAddress } from '../../../net/address.js';
import type { Bound, IpFamily } from '../../../net/address-set.js';
import { prefixSet, width } from '../../../net/cidr.js';

/** ADDRESS/LENGTH or ADDRESS/NETMASK, taken apart. */
export interface NetworkText {
  readonly family: IpFamily;
  /** As it was written, host bits and all. */
  readonly address: string;
  readonly length: number;
  /** With the bits after the prefix zero: "10.0.0.0/8". */
  readonly network: string;
  /** What it was written with instead of a length: "255.0.0.0". */
  readonly netmask?: string;
}

/** Parses `10.0.0.0/8`, `10.1.2.3/255.0.0.0` or `2001:db8::/32`. Undefined for anything else. */
export function parseNetwork(text: string): NetworkText | undefined {
  const [host = '', suffix, ...rest] = text.split('/');
  const parsed = parseAddress(host);
  if (parsed === undefined || suffix === undefined || rest.length > 0) return undefined;
  const { family, value } = parsed;
  const netmask = family === 'ipv4' && suffix.includes('.') ? suffix : undefined;
  const length = netmask === undefined ? lengthOf(suffix) : lengthOfNetmask(netmask);
  if (length === undefined || length > width(family)) return undefined;
  const first = prefixSet(family, value, length).bounds[0] as Bound;
  return {
    family,
    address: formatAddress(family, value),
    length,
    network: `${formatAddress(family, first)}/${length}`,
    netmask,
  };
}

function lengthOf(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

/** "255.255.0.0" → 16; undefined where the ones are not all in front. */
function lengthOfNetmask(text: string): number | undefined {
  const mask = parseAddress(text);
  if (mask?.family !== 'ipv4') return undefined;
  const bits = Number(mask.value).toString(2).padStart(32, '0');
  const ones = bits.indexOf('0') < 0 ? 32 : bits.indexOf('0');
  return bits.slice(ones).includes('1') ? undefined : ones;
}
