import type { Match, Selector, TableFamily, Undecided } from '../../model/ruleset.js';
import * as domains from '../domain.js';
import { IS_IPV4, IS_IPV6, numberIs, protocolIs } from '../match.js';
import { PROTOCOLS } from '../protocol-names.js';
import type { Field } from './field.js';
import { asObject, asString, type Json } from './json.js';

const IS_ETHERNET = numberIs({ on: 'iiftype' }, 1);
const IS_ARP = numberIs({ on: 'ethertype' }, 0x0806);

const field = (selector: Selector, domain: domains.Domain, ...guards: Match[]): Field => ({
  selector,
  domain,
  guards,
});

const FIELDS: Readonly<Record<string, Field>> = {
  'ip saddr': field({ on: 'saddr', family: 'ipv4' }, domains.IPV4),
  'ip daddr': field({ on: 'daddr', family: 'ipv4' }, domains.IPV4),
  'ip6 saddr': field({ on: 'saddr', family: 'ipv6' }, domains.IPV6),
  'ip6 daddr': field({ on: 'daddr', family: 'ipv6' }, domains.IPV6),
  'ip protocol': field({ on: 'l4proto' }, domains.PROTOCOL, IS_IPV4),
  'ip6 nexthdr': field({ on: 'l4proto' }, domains.PROTOCOL, IS_IPV6),
  'ip ttl': field({ on: 'ttl' }, domains.BYTE, IS_IPV4),
  'ip6 hoplimit': field({ on: 'ttl' }, domains.BYTE, IS_IPV6),
  'ip dscp': field({ on: 'dscp' }, domains.DSCP, IS_IPV4),
  'ip6 dscp': field({ on: 'dscp' }, domains.DSCP, IS_IPV6),
  'ip length': field({ on: 'ip-length' }, domains.SHORT, IS_IPV4),
  'ip frag-off': field({ on: 'fragment-offset' }, domains.SHORT, IS_IPV4),
  'tcp flags': field({ on: 'tcpflags' }, domains.TCP_FLAG, protocolIs(6)),
  'icmp type': field({ on: 'icmptype' }, domains.ICMP_TYPE, IS_IPV4, protocolIs(1)),
  'icmp code': field({ on: 'icmpcode' }, domains.ICMP_CODE, IS_IPV4, protocolIs(1)),
  'icmpv6 type': field({ on: 'icmpv6type' }, domains.ICMPV6_TYPE, IS_IPV6, protocolIs(58)),
  'icmpv6 code': field({ on: 'icmpv6code' }, domains.ICMPV6_CODE, IS_IPV6, protocolIs(58)),
  'th sport': field({ on: 'sport', protocols: 'any' }, domains.PORT),
  'th dport': field({ on: 'dport', protocols: 'any' }, domains.PORT),
  ...portFields('tcp', 6),
  ...portFields('udp', 17),
  ...portFields('dccp', 33),
  ...portFields('sctp', 132),
  ...portFields('udplite', 136),
};

/** `ether type` in tables that see network-layer packets needs an Ethernet device; lo is none (ARPHRD_LOOPBACK). */
const ETHER_TYPE: Readonly<Record<'link' | 'network', Field>> = {
  link: field({ on: 'ethertype' }, domains.ETHER_TYPE),
  network: field({ on: 'ethertype' }, domains.ETHER_TYPE, IS_ETHERNET),
};

function portFields(name: string, protocol: number): Readonly<Record<string, Field>> {
  return {
    [`${name} sport`]: field({ on: 'sport', protocols: [protocol] }, domains.PORT),
    [`${name} dport`]: field({ on: 'dport', protocols: [protocol] }, domains.PORT),
  };
}

/** The field of {"payload": …}: by name, or raw by base, offset and length in bits. Undefined when it has no counterpart. */
export function payloadField(body: Json, family: TableFamily): Field | undefined {
  const payload = asObject(body);
  const protocol = asString(payload?.protocol);
  if (payload === undefined || payload.tunnel !== undefined) return undefined;
  if (protocol === undefined) return rawField(payload);
  const name = `${protocol} ${asString(payload.field)}`;
  const known = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
  if (known !== undefined) return known;
  if (name === 'ether type')
    return ETHER_TYPE[family === 'bridge' || family === 'netdev' ? 'link' : 'network'];
  return unevaluated(protocol);
}

/** Ports can also be asked for by their place: nft prints `@th,16,16` as `th dport`, other tools may not. */
function rawField(payload: Readonly<Record<string, unknown>>): Field | undefined {
  if (payload.base !== 'th' || payload.len !== 16) return undefined;
  if (payload.offset === 0) return FIELDS['th sport'];
  return payload.offset === 16 ? FIELDS['th dport'] : undefined;
}

/** A field that the model has not; packets of other protocols still surely do not match it. */
function unevaluated(protocol: string): Field {
  const code: Undecided['code'] =
    protocol === 'ether' || protocol === 'vlan' ? 'unknown-match' : 'client-chosen';
  const number = Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol] : undefined;
  const guards: Match[] = [];
  if (number !== undefined) guards.push(protocolIs(number));
  else if (protocol === 'ip') guards.push(IS_IPV4);
  else if (protocol === 'ip6') guards.push(IS_IPV6);
  else if (protocol === 'arp') guards.push(IS_ARP);
  return { selector: { on: 'unknown', why: { code, text: '' } }, domain: domains.WORD, guards };
}
