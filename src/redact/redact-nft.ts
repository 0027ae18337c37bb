import { redactNftText } from './redact-nft-text.js';
import { addressWord, type Redactor } from './redactor.js';
import { NFT_SYMBOLS } from './vocabulary.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Members whose texts are words of nft's own, libnftables-json(5). */
const KEPT = new Set([
  ...[
    'family',
    'type',
    'hook',
    'policy',
    'op',
    'key',
    'protocol',
    'l3proto',
    'field',
    'base',
    'flags',
    'flag',
    'per',
  ],
  ...[
    'rate_unit',
    'burst_unit',
    'unit',
    'used_unit',
    'level',
    'mode',
    'val_unit',
    'dir',
    'result',
    'version',
    'release_name',
    'typeof',
  ],
]);
/** Members that name an object of the ruleset. */
const NAMES = new Set([
  ...[
    'name',
    'table',
    'chain',
    'target',
    'counter',
    'quota',
    'limit',
    'flowtable',
    'set',
    'map',
    'data',
    'stmt',
  ],
  ...['ct helper', 'ct timeout', 'ct expectation', 'secmark', 'synproxy', 'tunnel'],
]);
/** Expressions whose `name` is a header's or an option's. */
const HEADERS = new Set(['exthdr', 'tcp option', 'ip option', 'sctp chunk', 'dccp option', 'xt']);
const OF_INTERFACES =
  /"(?:[io]if(?:name)?|[io]br(?:idge)?(?:if)?name|ibrname|obrname|sdif(?:name)?|ifname|iface_index|dev)"/;

/** The JSON of `nft list ruleset`. */
export function redactNft(redactor: Redactor): <T>(value: T) => T {
  return (value) =>
    redact(value as Json, { key: '', parent: '', interfaces: false }, redactor) as typeof value;
}

interface Context {
  /** The member that the value stands under. */
  readonly key: string;
  /** The member around the object that it is in. */
  readonly parent: string;
  /** What it stands for, or is compared with, is an interface. */
  readonly interfaces: boolean;
}

function redact(value: Json, context: Context, redactor: Redactor): Json {
  if (typeof value === 'string') return redactText(value, context, redactor);
  if (typeof value !== 'object' || value === null) return value;
  // What a list holds is no name of an object, whatever it stands under.
  const item = NAMES.has(context.key) ? { ...context, key: '' } : context;
  if (isList(value)) return value.map((each) => redact(each, item, redactor));
  if (typeof value.addr === 'string' && typeof value.len === 'number')
    return redactPrefix(value.addr, value.len, redactor);
  const range = context.key === 'range' ? undefined : value.range;
  if (isList(range ?? null) && Object.keys(value).length === 1)
    return redactRange(range as readonly Json[], context, redactor);
  const interfaces = context.interfaces || isAboutInterfaces(value);
  const entries = Object.entries(value).map(([key, member]) => {
    const inner = { key, parent: context.key, interfaces };
    return [key, redactMember(key, member, inner, redactor)] as const;
  });
  return Object.fromEntries(entries);
}

/** A log's prefix is a text, an address' an object; of meters, elements and maps `set` and `map` hold names or values. */
function redactMember(key: string, member: Json, context: Context, redactor: Redactor): Json {
  const { names } = redactor;
  if (typeof member !== 'string') return redact(member, context, redactor);
  if (key === 'comment') return names.text('comment', member);
  if (key === 'prefix') return names.text('log', member);
  if (key === 'dev') return names.interface(member);
  return redactText(member, context, redactor);
}

function redactText(text: string, { key, parent, interfaces }: Context, redactor: Redactor): string {
  const { names } = redactor;
  if (text.startsWith('@')) return `@${names.rule(text.slice(1))}`;
  if (KEPT.has(key) || isTime(text)) return text;
  // What JSON has no words for nft writes as it does elsewhere: "jump {\n ip saddr 10.0.0.1 drop\n}".
  if (/\s/.test(text)) return redactNftText(redactor)(text);
  if (NAMES.has(key) && !(key === 'name' && HEADERS.has(parent))) {
    // The `map` of a declared map is a type.
    return key === 'map' && parent === 'map' ? text : names.rule(text);
  }
  if (key === 'name') return text;
  if (key === 'dev' || (interfaces && !NFT_SYMBOLS.has(text))) {
    const address = addressWord(text, redactor);
    return address ?? (/^(?:\d+|0x[\da-f]+)$/.test(text) ? text : names.interface(text));
  }
  const address = addressWord(text, redactor);
  if (address !== undefined) return address;
  if (NFT_SYMBOLS.has(text) || /^(?:0x[\da-f]+|[\d.:/-]+|\*|[\d]+[a-z]+)$/.test(text)) return text;
  return text.includes('/') ? names.unit(text) : names.rule(text);
}

/** "2022-05-30 21:51:23" of `meta time`, "21:51" of `meta hour`. */
function isTime(text: string): boolean {
  return /^(?:\d{4}-\d\d-\d\d|\d\d:\d\d)(?:[ :]\d\d(?::\d\d)*)?$/.test(text);
}

function redactPrefix(addr: string, len: number, { addresses }: Redactor): Json {
  return { addr: addresses.cidr(`${addr}/${len}`)?.replace(/\/.*/, '') ?? addr, len };
}

function redactRange(ends: readonly Json[], context: Context, redactor: Redactor): Json {
  const [from, to] = ends;
  const range =
    typeof from === 'string' && typeof to === 'string' ? redactor.addresses.range(from, to) : undefined;
  return { range: range ?? ends.map((end) => redact(end, { ...context, key: 'range' }, redactor)) };
}

/** A comparison with, or a set or map of, interfaces: what it holds are their names. */
function isAboutInterfaces({
  left,
  key,
  type,
  typeof: types,
  elem,
}: {
  readonly [key: string]: Json;
}): boolean {
  const subject = left ?? (elem === undefined ? key : undefined);
  return [subject, type, types].some(
    (part) => part !== undefined && typeof part !== 'boolean' && OF_INTERFACES.test(JSON.stringify(part)),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
