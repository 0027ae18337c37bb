import type { Match, Statement, Undecided } from '../../model/ruleset.js';
import { IS_IPV4, IS_IPV6, protocolIs } from '../match.js';
import { fieldOf, loadable } from './field.js';
import { asArray, asObject, asString, asStrings, type Json, soleEntry } from './json.js';
import { readMarkValue } from './mark-value.js';
import { type ExpressionContext, mapKeys, translateMatch } from './match-statement.js';
import { translateDnat, translateRedirect, translateSnat, translateTproxy } from './nat-statement.js';
import { rejectText } from './reject-text.js';
import { readSpan } from './values.js';
import { readVerdict } from './verdict.js';

/** Statements of libnftables-json(5) that never decide about the packet. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'counter',
  'log',
  'last',
  'dup',
  'flow',
  'reset',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'secmark',
  'tunnel',
]);

/** Translates one statement of a rule. An empty list: it has no influence on the packet's fate. */
export function translateStatement(statement: Json, context: ExpressionContext): readonly Statement[] {
  const entry = soleEntry(statement);
  if (entry === undefined)
    return [{ kind: 'unknown', text: typeof statement === 'string' ? statement : JSON.stringify(statement) }];
  const [kind, body] = entry;
  if (WITHOUT_EFFECT.has(kind)) return [];
  const limited = (code: Undecided['code']): readonly Statement[] => [
    { kind: 'match', match: { kind: 'unknown', why: { code, text: context.describe(statement) } } },
  ];
  switch (kind) {
    case 'match':
      return translateMatch(asObject(body) ?? {}, context).map(asStatement);
    case 'limit':
      return limited('rate-limit');
    case 'quota':
      return limited('quota');
    case 'ct count':
      return limited('connection-limit');
    case 'meter':
      return [
        ...keyLoadable(asObject(body)?.key, context),
        ...limited(codeOfStatement(asObject(body)?.stmt) ?? 'rate-limit'),
      ];
    case 'set':
    case 'map':
      return updateSet(kind, body, context);
    case 'vmap':
      return translateVmap(body, context);
    case 'reject':
      return [...rejectGuard(body, context), { kind: 'reject', how: rejectText(body) }];
    case 'mangle':
      return translateMangle(body, context);
    case 'notrack':
      return [{ kind: 'notrack' }];
    case 'dnat':
      return translateDnat(asObject(body) ?? {}, context);
    case 'redirect':
      return translateRedirect(body, context);
    case 'snat':
      return [translateSnat(asObject(body) ?? {}, context)];
    case 'masquerade':
      return [{ kind: 'masquerade' }];
    case 'tproxy':
      return [translateTproxy(body, context)];
    case 'queue':
      return [{ kind: 'queue', bypass: asStrings(asObject(body)?.flags).includes('bypass') }];
    case 'synproxy':
      return [{ kind: 'synproxy' }];
    case 'fwd':
      return [{ kind: 'fwd', device: asString(asObject(body)?.dev) }];
    default: {
      const verdict = readVerdict(statement);
      return [
        verdict === undefined
          ? { kind: 'unknown', text: context.describe(statement) }
          : { kind: 'verdict', verdict },
      ];
    }
  }
}

function asStatement(match: Match): Statement {
  return { kind: 'match', match };
}

/**
 * In a table of both families an ICMP error of one needs packets of that one, and a reset needs TCP. nft adds a match for it
 * when it reads the rule and leaves it out again when it prints it (stmt_reject_postprocess).
 */
function rejectGuard(body: Json, context: ExpressionContext): readonly Statement[] {
  const type = asString(asObject(body)?.type);
  if (type === 'tcp reset') return [asStatement(protocolIs(6))];
  if (context.family === 'ip' || context.family === 'ip6') return [];
  if (type === 'icmp') return [asStatement(IS_IPV4)];
  return type === 'icmpv6' ? [asStatement(IS_IPV6)] : [];
}

/** What kind of limit a statement inside `add @set { … }` or a meter is; undefined for a mere counter. */
function codeOfStatement(statement: Json): Undecided['code'] | undefined {
  const inner = asObject(asArray(statement)?.[0] ?? statement);
  if (inner === undefined) return undefined;
  if (inner.limit !== undefined) return 'rate-limit';
  if (inner.quota !== undefined) return 'quota';
  return inner['ct count'] === undefined ? undefined : 'connection-limit';
}

/** A statement whose key cannot be loaded from the packet ends the rule. */
function keyLoadable(key: Json, context: ExpressionContext): readonly Statement[] {
  const parts = asArray(asObject(key)?.concat) ?? [key];
  return parts.flatMap((part) => loadable(fieldOf(part, context.family))).map(asStatement);
}

/** `add @s { … }`: changes the set and goes on; with a limit of its own only while that holds. */
function updateSet(kind: 'set' | 'map', body: Json, context: ExpressionContext): readonly Statement[] {
  const update = asObject(body);
  const set = (asString(update?.[kind]) ?? '').replace(/^@/, '');
  const key = asObject(asObject(update?.elem)?.elem)?.val ?? update?.elem;
  const statements: Statement[] = [...keyLoadable(key, context), { kind: 'update-set', set }];
  const code = asArray(update?.stmt)
    ?.map(codeOfStatement)
    .find((found) => found !== undefined);
  if (code !== undefined) {
    const text = context.describe({ [kind]: body });
    statements.push({ kind: 'match', match: { kind: 'unknown', why: { code, text } } });
  }
  return statements;
}

function translateVmap(body: Json, context: ExpressionContext): readonly Statement[] {
  const vmap = asObject(body);
  const parts = asArray(asObject(vmap?.key)?.concat) ?? [vmap?.key];
  const fields = parts.map((part) => fieldOf(part, context.family));
  const guards = fields.flatMap((field) => field.guards).map(asStatement);
  const keys = mapKeys(fields, context.describe({ vmap: body }));
  const domains = fields.map((field) => field.domain);
  const map = keys && context.sets.map(vmap?.data, domains, readVerdict);
  if (keys === undefined || map === undefined)
    return [...guards, { kind: 'unknown', text: context.describe({ vmap: body }) }];
  return [...guards, { kind: 'vmap', keys, map }];
}

const REWRITTEN = ['saddr', 'daddr', 'sport', 'dport'] as const;

/** `… set …`: marks and the addresses and ports of the packet matter later; zones, labels, options and the like do not. */
function translateMangle(body: Json, context: ExpressionContext): readonly Statement[] {
  const mangle = asObject(body);
  const key = asObject(mangle?.key);
  const target = asString(asObject(key?.meta ?? key?.ct)?.key);
  if (target === 'mark') {
    const { value, guards } = readMarkValue(mangle?.value, context);
    return [
      ...guards.map(asStatement),
      { kind: 'set-mark', target: key?.ct === undefined ? 'mark' : 'ctmark', value },
    ];
  }
  const rewritten = REWRITTEN.find((name) => name === asObject(key?.payload)?.field);
  if (rewritten === undefined || asObject(key?.payload)?.protocol === 'ether') return [];
  const field = fieldOf(key, context.family);
  const span = readSpan(field.domain, mangle?.value);
  const guards = loadable(field).map(asStatement);
  return [...guards, { kind: 'set-field', field: rewritten, value: span?.[0] }];
}

/** True for a statement that adds to, updates or deletes from a set, with the name of that set. */
export function updatedSet(statement: Json): string | undefined {
  const object = asObject(statement);
  const update = asObject(object?.set) ?? asObject(object?.map);
  return asString(update?.set ?? update?.map)?.replace(/^@/, '');
}
