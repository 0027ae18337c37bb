import type { Selector, Undecided } from '../../model/ruleset.js';
import * as domains from '../domain.js';
import type { Field } from './field.js';

const field = (selector: Selector, domain: domains.Domain): Field => ({ selector, domain, guards: [] });
const unknown = (code: Undecided['code']): Field =>
  field({ on: 'unknown', why: { code, text: '' } }, domains.WORD);

const IIFNAME = field({ on: 'iifname' }, domains.NAME);
const OIFNAME = field({ on: 'oifname' }, domains.NAME);
const SDIFNAME = field({ on: 'sdifname' }, domains.NAME);

/** By the key of {"meta": {"key": …}}. Interface indices (`iif`) are printed as names and translated as such. */
const META: Readonly<Record<string, Field>> = {
  iif: IIFNAME,
  iifname: IIFNAME,
  oif: OIFNAME,
  oifname: OIFNAME,
  sdif: SDIFNAME,
  sdifname: SDIFNAME,
  iifkind: field({ on: 'iifkind' }, domains.NAME),
  oifkind: field({ on: 'oifkind' }, domains.NAME),
  iifgroup: field({ on: 'iifgroup' }, domains.DEVICE_GROUP),
  oifgroup: field({ on: 'oifgroup' }, domains.DEVICE_GROUP),
  iiftype: field({ on: 'iiftype' }, domains.LINK_TYPE),
  oiftype: field({ on: 'oiftype' }, domains.LINK_TYPE),
  nfproto: field({ on: 'nfproto' }, domains.NF_PROTOCOL),
  l4proto: field({ on: 'l4proto' }, domains.PROTOCOL),
  protocol: field({ on: 'ethertype' }, domains.ETHER_TYPE),
  mark: field({ on: 'mark' }, domains.MARK),
  pkttype: field({ on: 'pkttype' }, domains.PACKET_TYPE),
  length: field({ on: 'ip-length' }, domains.WORD),
  time: unknown('time'),
  day: unknown('time'),
  hour: unknown('time'),
  random: unknown('random'),
};

/** The field of {"meta": {"key": `key`}}, or undefined for one that the model has not (skuid, cpu, cgroup, …). */
export function metaField(key: string): Field | undefined {
  return Object.hasOwn(META, key) ? META[key] : undefined;
}

const FIB_KEYS = ['saddr', 'daddr', 'mark', 'iif', 'oif'] as const;

/**
 * The field of {"fib": {"result": …, "flags": […]}}. `oif` and `oifname` compared with true or false ask whether there is a
 * route at all (nft prints `exists`, `missing`; nft 1.1.4 calls that result "check").
 */
export function fibField(
  result: string,
  flags: readonly string[],
  compared?: 'existence',
): Field | undefined {
  const by = FIB_KEYS.filter((key) => flags.includes(key));
  if (by.length !== flags.length) return undefined;
  if (result === 'type') return field({ on: 'fib', by, result: 'type' }, domains.ADDRESS_TYPE);
  if (result === 'check' || compared === 'existence')
    return field({ on: 'fib', by, result: 'exists' }, domains.BYTE);
  if (result === 'oif' || result === 'oifname')
    return field({ on: 'fib', by, result: 'oifname' }, domains.NAME);
  return undefined;
}
