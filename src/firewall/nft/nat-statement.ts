import type { Match, NatTarget, PortRange, Statement } from '../../model/ruleset.js';
import type { Bound, IpFamily } from '../../net/address-set.js';
import { type Domain, IPV4, IPV6, PORT } from '../domain.js';
import { fieldOf } from './field.js';
import { asArray, asNumber, asObject, asString, asStrings, type Json, type JsonObject } from './json.js';
import { type ExpressionContext, mapKeys } from './match-statement.js';
import { readSpan } from './values.js';

type MapDatum = { readonly addresses?: readonly [Bound, Bound]; readonly ports?: PortRange };

/** {"dnat": {family?, addr?, port?, flags?}} as statements: what the key of a map needs, then the translation itself. */
export function translateDnat(body: JsonObject, context: ExpressionContext): readonly Statement[] {
  const family = natFamily(body, context);
  const unknown: NatTarget = { kind: 'unknown', text: context.describe({ dnat: body }) };
  const map = asObject(asObject(body.addr)?.map) ?? asObject(asObject(body.port)?.map);
  if (map === undefined) return [{ kind: 'dnat', to: fixedTarget(body, family) ?? unknown }];
  const parts = asArray(asObject(map.key)?.concat) ?? [map.key];
  const fields = parts.map((part) => fieldOf(part, context.family));
  const keys = mapKeys(fields, context.describe({ dnat: body }));
  const domains = fields.map((field) => field.domain);
  const content = context.sets.map<MapDatum>(map.data, domains, readerFor(body, family));
  const guards: Statement[] = fields
    .flatMap((field) => field.guards)
    .map((match: Match) => ({ kind: 'match', match }));
  const ports = asObject(asObject(body.port)?.map) === undefined ? readPorts(body.port) : undefined;
  const readable =
    keys !== undefined && content !== undefined && (ports !== undefined || isMapOrAbsent(body.port));
  const to: NatTarget = readable ? { kind: 'map', keys, map: content, ports, family } : unknown;
  return [...guards, { kind: 'dnat', to }];
}

/** {"snat": {family?, addr?, port?}}: the address where it is one, and the port does not matter. */
export function translateSnat(body: JsonObject, context: ExpressionContext): Statement {
  const family = natFamily(body, context);
  const addresses = family && readAddresses(body.addr, family);
  const to = addresses !== undefined && addresses[0] === addresses[1] ? addresses[0] : undefined;
  return { kind: 'snat', text: context.describe({ snat: body }), to };
}

/** {"redirect": null | {port}}: the port may come out of a map, as for dnat. */
export function translateRedirect(body: Json, context: ExpressionContext): readonly Statement[] {
  const port = asObject(body)?.port;
  if (port === undefined) return [{ kind: 'redirect' }];
  return translateDnat({ port }, context).map((statement): Statement => {
    if (statement.kind !== 'dnat') return statement;
    if (statement.to.kind === 'fixed') return { kind: 'redirect', ports: statement.to.ports };
    if (statement.to.kind === 'map') return { kind: 'redirect', portMap: statement.to };
    return { kind: 'unknown', text: context.describe({ redirect: body }) };
  });
}

/** {"tproxy": {family?, addr?, port?}}: without a matching transparent socket the next rule goes on. */
export function translateTproxy(body: Json, context: ExpressionContext): Statement {
  const tproxy = asObject(body) ?? {};
  const family = natFamily(tproxy, context);
  const span = family && readSpan(domainOf(family), tproxy.addr);
  return { kind: 'tproxy', family, address: span?.[0], port: asNumber(tproxy.port), missing: 'next-rule' };
}

function natFamily(body: JsonObject, context: ExpressionContext): IpFamily | undefined {
  return familyOf(asString(body.family)) ?? familyOf(context.family);
}

function familyOf(name: string | undefined): IpFamily | undefined {
  if (name === 'ip') return 'ipv4';
  return name === 'ip6' ? 'ipv6' : undefined;
}

function domainOf(family: IpFamily): Domain {
  return family === 'ipv4' ? IPV4 : IPV6;
}

function fixedTarget(body: JsonObject, family: IpFamily | undefined): NatTarget | undefined {
  const ports = readPorts(body.port);
  if (body.port !== undefined && ports === undefined) return undefined;
  if (body.addr === undefined) return { kind: 'fixed', family, ports };
  const addresses = family && readAddresses(body.addr, family);
  if (addresses === undefined) return undefined;
  const prefix = asObject(asObject(body.addr)?.prefix);
  if (prefix === undefined || !asStrings(body.flags).includes('netmap'))
    return { kind: 'fixed', family, addresses, ports };
  return { kind: 'fixed', family, addresses, ports, netmap: asNumber(prefix.len) };
}

function readAddresses(value: Json, family: IpFamily): readonly [Bound, Bound] | undefined {
  const span = readSpan(domainOf(family), value);
  if (span === undefined) return undefined;
  const [first, end] = span;
  return [first, typeof end === 'bigint' ? end - 1n : end - 1];
}

/** A port or a range of ports; undefined when there is none or it is something else. */
function readPorts(value: Json): PortRange | undefined {
  const span = value === undefined ? undefined : readSpan(PORT, value);
  return span && { first: Number(span[0]), last: Number(span[1]) - 1 };
}

function isMapOrAbsent(value: Json): boolean {
  return value === undefined || asObject(asObject(value)?.map) !== undefined;
}

const readPortDatum = (data: Json): MapDatum | undefined => {
  const ports = readPorts(data);
  return ports && { ports };
};
const readIpv4Datum = (data: Json) => readAddressDatum(data, 'ipv4');
const readIpv6Datum = (data: Json) => readAddressDatum(data, 'ipv6');
const readNothing = () => undefined;

/** One function object a kind, so that named maps are read once. Prefix maps (netmap) are beyond the model. */
function readerFor(body: JsonObject, family: IpFamily | undefined): (data: Json) => MapDatum | undefined {
  if (asStrings(body.flags).includes('netmap')) return readNothing;
  if (asObject(asObject(body.addr)?.map) === undefined) return readPortDatum;
  if (family === undefined) return readNothing;
  return family === 'ipv4' ? readIpv4Datum : readIpv6Datum;
}

function readAddressDatum(data: Json, family: IpFamily): MapDatum | undefined {
  const [address, port] = asArray(asObject(data)?.concat) ?? [data];
  const addresses = readAddresses(address, family);
  if (addresses === undefined) return undefined;
  if (port === undefined) return { addresses };
  const ports = readPorts(port);
  return ports && { addresses, ports };
}
