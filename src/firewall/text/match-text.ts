import type { TableFamily } from '../../model/ruleset.js';
import { asArray, asObject, asString, type Json, type JsonObject } from '../nft/json.js';
import { isSetReference } from '../nft/sets.js';
import { domainOf, expressionText, keyText, setText } from './expression-text.js';
import { valueText } from './value-text.js';

/** {"match": {op, left, right}} as nft prints it. */
export function matchText(body: JsonObject, family: TableFamily): string {
  const { left, right } = body;
  const operator = asString(body.op) ?? '==';
  const domain = domainOf(left, family);
  const masked = asArray(asObject(left)?.['&']);
  const mask = masked === undefined ? undefined : asArray(masked[1]);
  // nft's short form of "of these flags exactly those are set".
  if (masked !== undefined && mask !== undefined && operator === '==')
    return `${expressionText(masked[0], family)} ${valueText(right, domain)} / ${valueText(mask, domain)}`;
  const text = expressionText(left, family);
  if (isSetReference(right))
    return `${text} ${operator === '!=' ? '!= ' : ''}${setText(right, left, family)}`;
  const flags = domain?.kind === 'number' && domain.flags === true;
  const implied = operator === 'in' || (operator === '==' && masked === undefined && !flags);
  const value = isRaw(left) ? rawText(right) : keyText(right, left, family);
  return `${text} ${implied ? '' : `${operator} `}${value}`;
}

/** {"payload": {base, offset, len}}: bytes of no field that nft knows. */
function isRaw(left: Json): boolean {
  return asObject(asObject(left)?.payload)?.base !== undefined;
}

/** What is compared with bytes of no known field: nft prints hexadecimal. */
function rawText(value: unknown): string {
  return typeof value === 'number' ? `0x${value.toString(16)}` : valueText(value, undefined);
}
