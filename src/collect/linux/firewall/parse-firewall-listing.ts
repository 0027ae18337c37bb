import type { IpFamily } from '../../../net/address-set.js';

/** What `nft -n -j list ruleset` printed, with what it leaves to other listings. */
export interface NftListing {
  readonly objects: readonly unknown[];
  /** Of the program that printed it: "1.0.6". */
  readonly version: string | undefined;
  /** Families of the tables with rules whose arguments only iptables-nft-save tells. */
  readonly xtFamilies: readonly IpFamily[];
  /**
   * "family name" of tables that need nft's text: with flags, which nft 1.0.6 prints as stray memory, with anonymous
   * chains, which JSON cuts at 1024 bytes, or with chains on a device that it leaves out.
   */
  readonly unclear: readonly string[];
}

/** Hooks of devices; nft 1.0.6 does not print which. */
const ON_DEVICES: ReadonlySet<unknown> = new Set(['ingress', 'egress']);

/** Parses the output. Undefined when it is no such listing. */
export function parseNftListing(text: string): NftListing | undefined {
  let listing: unknown;
  try {
    listing = JSON.parse(text);
  } catch {
    return undefined;
  }
  const objects = property(listing, 'nftables');
  if (!Array.isArray(objects)) return undefined;
  let version: string | undefined;
  const xtFamilies = new Set<IpFamily>();
  const unclear = new Set<string>();
  for (const object of objects) {
    const printed = property(property(object, 'metainfo'), 'version');
    if (typeof printed === 'string') version = printed;
    const table = property(object, 'table');
    if (property(table, 'flags') !== undefined)
      unclear.add(`${property(table, 'family')} ${property(table, 'name')}`);
    const chain = property(object, 'chain');
    if (ON_DEVICES.has(property(chain, 'hook')) && property(chain, 'dev') === undefined)
      unclear.add(`${property(chain, 'family')} ${property(chain, 'table')}`);
    const rule = property(object, 'rule');
    const expressions = property(rule, 'expr');
    if (!Array.isArray(expressions)) continue;
    const family = property(rule, 'family');
    for (const expression of expressions) {
      if (typeof expression === 'string') unclear.add(`${family} ${property(rule, 'table')}`);
      else if (property(expression, 'xt') === undefined) continue;
      else if (family === 'ip') xtFamilies.add('ipv4');
      else if (family === 'ip6') xtFamilies.add('ipv6');
    }
  }
  return { objects, version, xtFamilies: [...xtFamilies], unclear: [...unclear] };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
