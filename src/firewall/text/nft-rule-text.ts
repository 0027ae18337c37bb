import type { TableFamily } from '../../model/ruleset.js';
import { asArray, asObject, asString, type Json, type JsonObject, soleEntry } from '../nft/json.js';
import { rejectText } from '../nft/reject-text.js';
import { domainOf, expressionText, mapText } from './expression-text.js';
import { limitText, logText, quotaText, setUpdateText } from './limit-text.js';
import { matchText } from './match-text.js';
import { natText, tproxyText } from './nat-text.js';
import { valueText } from './value-text.js';

/** A rule as `nft -s list ruleset` prints it: without the numbers of its counters, which are not part of it. */
export function ruleText(expressions: readonly Json[], family: TableFamily): string {
  return expressions.map((statement) => describeStatement(statement, family)).join(' ');
}

/** One statement of libnftables-json(5) as nft prints it. */
export function describeStatement(statement: Json, family: TableFamily): string {
  const entry = soleEntry(statement);
  if (entry === undefined) return typeof statement === 'string' ? statement : JSON.stringify(statement);
  const [kind, value] = entry;
  const body = asObject(value) ?? {};
  switch (kind) {
    case 'match':
      return matchText(body, family);
    case 'accept':
    case 'drop':
    case 'continue':
    case 'return':
    case 'notrack':
    case 'last':
      return kind;
    case 'jump':
    case 'goto':
      return `${kind} ${body.target}`;
    case 'counter':
      return typeof value === 'string' ? `counter name "${value}"` : kind;
    case 'vmap':
      return `${expressionText(body.key, family)} vmap ${mapText(body, family, (data) => describeStatement(data, family))}`;
    case 'limit':
      return limitText(value);
    case 'quota':
      return quotaText(value);
    case 'ct count':
      return `ct count ${body.inv === true ? 'over ' : ''}${body.val}`;
    case 'log':
      return logText(body);
    case 'set':
    case 'map':
    case 'meter':
      return setUpdateText(kind, body, family, (inner) => describeStatement(inner, family));
    case 'reject':
      return rejectStatement(value, family);
    case 'mangle':
      return `${expressionText(body.key, family)} set ${assignedText(body, family)}`;
    case 'dnat':
    case 'snat':
    case 'masquerade':
    case 'redirect':
      return natText(kind, body, family);
    case 'tproxy':
      return tproxyText(body);
    case 'queue':
      return [
        'queue',
        body.flags && `flags ${valueText(body.flags, undefined)}`,
        body.num !== undefined && `to ${valueText(body.num, undefined)}`,
      ]
        .filter((word) => typeof word === 'string')
        .join(' ');
    case 'fwd':
    case 'dup':
      return transferText(kind, body);
    case 'flow':
      return `flow ${body.op} ${body.flowtable}`;
    case 'synproxy':
      return synproxyText(value);
    case 'ct helper':
    case 'ct timeout':
    case 'ct expectation':
      return `${kind} set "${String(value)}"`;
    case 'xt':
      return `xt ${body.type} "${body.name}"`;
    default:
      return JSON.stringify(statement);
  }
}

/** The answer that nft gives unless told otherwise is not printed. */
function rejectStatement(value: Json, family: TableFamily): string {
  const how = rejectText(value);
  const usual =
    family === 'ip'
      ? 'icmp port-unreachable'
      : family === 'ip6'
        ? 'icmpv6 port-unreachable'
        : 'icmpx port-unreachable';
  return value === null || how === usual ? 'reject' : `reject with ${how}`;
}

function assignedText(body: JsonObject, family: TableFamily): string {
  const { value } = body;
  const map = asObject(asObject(value)?.map);
  if (map !== undefined) {
    const domain = domainOf(body.key, family);
    return `${expressionText(map.key, family)} map ${mapText(map, family, (data) => valueText(data, domain))}`;
  }
  const isExpression = asObject(value) !== undefined || asArray(value) !== undefined;
  return isExpression ? expressionText(value, family) : valueText(value, domainOf(body.key, family));
}

function transferText(kind: 'fwd' | 'dup', body: JsonObject): string {
  const address = body.addr === undefined ? undefined : valueText(body.addr, undefined);
  const device = asString(body.dev);
  if (address === undefined) return `${kind} to "${device}"`;
  return device === undefined ? `${kind} to ${address}` : `${kind} to ${address} device "${device}"`;
}

function synproxyText(value: Json): string {
  const body = asObject(value);
  if (body === undefined) return `synproxy name "${String(value)}"`;
  const flags = asArray(body.flags) ?? [];
  return ['synproxy', body.mss && `mss ${body.mss}`, body.wscale && `wscale ${body.wscale}`, ...flags]
    .filter((word) => typeof word === 'string')
    .join(' ');
}
