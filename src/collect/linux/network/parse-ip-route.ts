import type { Route, RouteType } from '../../../model/facts.js';
import type { IpFamily } from '../../../net/address-set.js';
import { ROUTE_TYPES, scopeName, TABLE_NUMBERS } from '../netlink/rtnetlink-names.js';
import { hasWord, type IpObject, numberIn, objectIn, objectsIn, parseIpJson, textIn } from './ip-json.js';

/**
 * The routes of one family in the output of `ip -j route show table all`, which without `-4` or `-6` holds both. Undefined
 * when it is no such output. A table that goes by a name of /etc/iproute2/rt_tables needs `-N`: without, its routes are left out.
 */
export function parseIpRoute(text: string, family: IpFamily): readonly Route[] | undefined {
  return parseIpJson(text)?.flatMap((object) =>
    familyOf(object) === family ? (routeOf(object, family) ?? []) : [],
  );
}

/** Every IPv6 route, and no other, has a router preference (RFC 4191). */
function familyOf(object: IpObject): IpFamily {
  return object.pref === undefined && !(textIn(object, 'dst') ?? '').includes(':') ? 'ipv4' : 'ipv6';
}

function routeOf(object: IpObject, family: IpFamily): Route | undefined {
  const type = typeOf(object);
  const name = textIn(object, 'table') ?? 'main';
  const table = TABLE_NUMBERS.get(name) ?? numberIn(object, 'table');
  const destination = cidrOf(textIn(object, 'dst'), family);
  if (type === undefined || table === undefined || destination === undefined) return undefined;
  const nexthops = objectsIn(object, 'nexthops');
  const scope = numberIn(object, 'scope');
  return {
    family,
    type,
    destination,
    table,
    device: textIn(object, 'dev'),
    gateway: gatewayOf(object),
    metric: numberIn(object, 'metric') ?? 0,
    preferredSource: textIn(object, 'prefsrc'),
    scope:
      family === 'ipv4'
        ? scope === undefined
          ? (textIn(object, 'scope') ?? 'global')
          : scopeName(scope)
        : undefined,
    dead: hasWord(object, 'flags', 'dead') || undefined,
    linkdown: hasWord(object, 'flags', 'linkdown') || undefined,
    from: cidrOf(textIn(object, 'from'), family),
    nexthops:
      nexthops.length === 0
        ? undefined
        : nexthops.map((hop) => ({ device: textIn(hop, 'dev'), gateway: gatewayOf(hop) })),
  };
}

function typeOf(object: IpObject): RouteType | undefined {
  const text = textIn(object, 'type') ?? 'unicast';
  return ROUTE_TYPES.find((type) => type === text) ?? ROUTE_TYPES[Number(text) - 1];
}

function gatewayOf(object: IpObject): string | undefined {
  const via = objectIn(object, 'via');
  return textIn(object, 'gateway') ?? (via === undefined ? undefined : textIn(via, 'host'));
}

/** With a prefix length, which `ip` leaves out for "default" and for single addresses. */
function cidrOf(text: string | undefined, family: IpFamily): string | undefined {
  if (text === undefined || text.includes('/')) return text;
  if (text === 'default') return family === 'ipv4' ? '0.0.0.0/0' : '::/0';
  return `${text}/${family === 'ipv4' ? 32 : 128}`;
}
