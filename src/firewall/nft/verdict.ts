import type { Verdict } from '../../model/ruleset.js';
import { asObject, asString, type Json } from './json.js';

const ACCEPT: Verdict = { kind: 'accept' };
const DROP: Verdict = { kind: 'drop' };
const CONTINUE: Verdict = { kind: 'continue' };
const RETURN: Verdict = { kind: 'return' };

/** The verdict of {"accept": null}, {"jump": {"target": chain}}, …; undefined when it is none. */
export function readVerdict(value: Json): Verdict | undefined {
  const object = asObject(value);
  if (object === undefined) return undefined;
  if ('accept' in object) return ACCEPT;
  if ('drop' in object) return DROP;
  if ('jump' in object) return transfer('jump', object.jump);
  if ('goto' in object) return transfer('goto', object.goto);
  if ('return' in object) return RETURN;
  if ('continue' in object) return CONTINUE;
  return undefined;
}

function transfer(kind: 'jump' | 'goto', body: Json): Verdict | undefined {
  const chain = asString(asObject(body)?.target);
  return chain === undefined ? undefined : { kind, chain };
}
