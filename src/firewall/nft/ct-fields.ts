import type { Selector, TableFamily } from '../../model/ruleset.js';
import * as domains from '../domain.js';
import type { Field } from './field.js';
import { asString, type JsonObject } from './json.js';

const field = (selector: Selector, domain: domains.Domain): Field => ({ selector, domain, guards: [] });

const CT: Readonly<Record<string, Field>> = {
  state: field({ on: 'ctstate' }, domains.CT_STATE),
  direction: field({ on: 'ctdirection' }, domains.CT_DIRECTION),
  status: field({ on: 'ctstatus' }, domains.CT_STATUS),
  mark: field({ on: 'ctmark' }, domains.MARK),
  protocol: field({ on: 'original-protocol' }, domains.PROTOCOL),
};

/** Keys of one direction of the connection; only the original tuple, before NAT, has a counterpart. */
const ORIGINAL: Readonly<Record<string, Field>> = {
  'ip saddr': field({ on: 'original-saddr', family: 'ipv4' }, domains.IPV4),
  'ip daddr': field({ on: 'original-daddr', family: 'ipv4' }, domains.IPV4),
  'ip6 saddr': field({ on: 'original-saddr', family: 'ipv6' }, domains.IPV6),
  'ip6 daddr': field({ on: 'original-daddr', family: 'ipv6' }, domains.IPV6),
  'proto-src': field({ on: 'original-sport' }, domains.PORT),
  'proto-dst': field({ on: 'original-dport' }, domains.PORT),
  protocol: field({ on: 'original-protocol' }, domains.PROTOCOL),
};

/** The field of {"ct": {"key": …, "dir"?: …}}, or undefined for one that the model has not (bytes, helper, label, zone, …). */
export function ctField(ct: JsonObject | undefined, family: TableFamily): Field | undefined {
  const key = asString(ct?.key);
  if (ct === undefined || key === undefined) return undefined;
  if (ct.dir === undefined) return Object.hasOwn(CT, key) ? CT[key] : undefined;
  if (ct.dir !== 'original') return undefined;
  // Before nft 0.9 the address family of `ct original saddr` was that of the table.
  const name = key === 'saddr' || key === 'daddr' ? `${family} ${key}` : key;
  return Object.hasOwn(ORIGINAL, name) ? ORIGINAL[name] : undefined;
}
