import type { TableFamily } from '../../model/ruleset.js';
import { asObject, asString, asStrings, type Json, type JsonObject } from '../nft/json.js';
import { expressionText } from './expression-text.js';
import { valueText } from './value-text.js';

/** dnat, snat, masquerade and redirect as nft prints them. */
export function natText(kind: string, body: JsonObject, family: TableFamily): string {
  const flags = asStrings(body.flags).filter((flag) => flag !== 'netmap');
  const prefix = flags.length === asStrings(body.flags).length ? undefined : 'prefix';
  const target = targetText(body, family);
  const words = [kind, asString(body.family), prefix, target && `to ${target}`, flags.join(',')];
  return words.filter((word) => word !== undefined && word !== '').join(' ');
}

function targetText(body: JsonObject, family: TableFamily): string | undefined {
  const { addr, port } = body;
  if (addr === undefined && port === undefined) return undefined;
  const address = addr === undefined ? '' : addressText(addr, port !== undefined, family);
  return port === undefined ? address : `${address}:${partText(port, family)}`;
}

function addressText(addr: Json, bracketed: boolean, family: TableFamily): string {
  const text = partText(addr, family);
  return bracketed && typeof addr === 'string' && addr.includes(':') ? `[${text}]` : text;
}

function partText(value: Json, family: TableFamily): string {
  const object = asObject(value);
  const computed = object !== undefined && object.range === undefined && object.prefix === undefined;
  return computed ? expressionText(value, family) : valueText(value, undefined);
}

/** `tproxy [ip] to [address][:port]`. */
export function tproxyText(body: JsonObject): string {
  const address = asString(body.addr) ?? '';
  const bracketed = address.includes(':') ? `[${address}]` : address;
  const port = body.port === undefined ? '' : `:${valueText(body.port, undefined)}`;
  return ['tproxy', asString(body.family), 'to', `${bracketed}${port}`]
    .filter((word) => word !== undefined)
    .join(' ');
}
