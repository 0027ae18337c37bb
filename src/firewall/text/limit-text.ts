import type { TableFamily } from '../../model/ruleset.js';
import { asArray, asObject, asString, asStrings, type Json, type JsonObject } from '../nft/json.js';
import { expressionText } from './expression-text.js';
import { durationText, valueText } from './value-text.js';

/** `limit rate [over] 10/second [burst 5 packets]`; nft leaves out the usual burst. */
export function limitText(value: Json): string {
  const body = asObject(value);
  if (body === undefined) return `limit name "${String(value)}"`;
  if (body.map !== undefined) return 'limit name map';
  const over = body.inv === true ? 'over ' : '';
  const unit = asString(body.rate_unit);
  if (unit === undefined || unit === 'packets') {
    const burst = body.burst === undefined || body.burst === 5 ? '' : ` burst ${body.burst} packets`;
    return `limit rate ${over}${body.rate}/${body.per}${burst}`;
  }
  const burst =
    typeof body.burst === 'number' && body.burst > 0 ? ` burst ${body.burst} ${body.burst_unit}` : '';
  return `limit rate ${over}${body.rate} ${unit}/${body.per}${burst}`;
}

export function quotaText(value: Json): string {
  const body = asObject(value);
  if (body === undefined) return `quota name "${String(value)}"`;
  return `quota ${body.inv === true ? 'over ' : ''}${body.val} ${body.val_unit}`;
}

export function logText(body: JsonObject): string {
  const words = ['log'];
  if (body.prefix !== undefined) words.push(`prefix "${body.prefix}"`);
  if (body.level !== undefined) words.push(`level ${body.level}`);
  if (body.flags !== undefined) words.push(logFlags(asStrings(body.flags)));
  if (body.group !== undefined) words.push(`group ${body.group}`);
  if (body.snaplen !== undefined) words.push(`snaplen ${body.snaplen}`);
  if (body['queue-threshold'] !== undefined) words.push(`queue-threshold ${body['queue-threshold']}`);
  return words.join(' ');
}

/** ["tcp sequence", "tcp options"] → flags tcp sequence,options. */
function logFlags(flags: readonly string[]): string {
  const tcp = flags.filter((flag) => flag.startsWith('tcp ')).map((flag) => flag.slice(4));
  const others = flags.filter((flag) => !flag.startsWith('tcp '));
  const groups = tcp.length === 0 ? others : [`tcp ${tcp.join(',')}`, ...others];
  return groups.map((group) => `flags ${group}`).join(' ');
}

/** `add @set { key timeout 1m limit … }`, `meter name size n { key limit … }`. */
export function setUpdateText(
  kind: 'set' | 'map' | 'meter',
  body: JsonObject,
  family: TableFamily,
  statement: (inner: Json) => string,
): string {
  const source = kind === 'meter' ? body.key : body.elem;
  const element = asObject(asObject(source)?.elem);
  const words = [expressionText(element?.val ?? source, family)];
  if (typeof element?.timeout === 'number') words.push(`timeout ${durationText(element.timeout)}`);
  for (const inner of asArray(body.stmt) ?? (body.stmt === undefined ? [] : [body.stmt]))
    words.push(statement(inner));
  if (kind === 'map')
    words.push(
      `: ${asObject(body.data) === undefined ? valueText(body.data, undefined) : expressionText(body.data, family)}`,
    );
  const content = `{ ${words.join(' ')} }`;
  if (kind !== 'meter') return `${body.op} ${body[kind]} ${content}`;
  const size = body.size === undefined ? '' : ` size ${body.size}`;
  return `meter ${body.name}${size} ${content}`;
}
