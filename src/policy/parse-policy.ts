import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { AUDIENCES, type Audience, type Exposure } from '../model/listener.js';
import type { Permission, Place, Policy, PolicyEntry, PortRange, SubjectCriterion } from '../model/policy.js';
import { SUBJECT_CRITERIA } from '../model/policy.js';
import { parseCidrs } from '../net/cidr.js';
import schema from '../schema/policy.schema.json' with { type: 'json' };
import { isDate, isNetwork, parsePortRange } from './formats.js';
import { type PolicyDocument, readDocument } from './read-document.js';

/** What is wrong with a policy, first of all. */
export interface PolicyProblem {
  readonly place: Place;
  /** "allow[2].reachable_by"; empty for the whole. */
  readonly where: string;
  /** What is wrong, and what was expected: no capital, no full stop. */
  readonly problem: string;
  /** A word that may be misspelt, and those that it may have been meant to be. */
  readonly word?: string;
  readonly choices?: readonly string[];
  /** How many parts of the policy more are wrong. */
  readonly others: number;
}

type Path = readonly (string | number)[];

/** The entry as the schema lets it through. */
interface WrittenEntry extends Partial<Record<SubjectCriterion | 'interface', OneOrMore<string>>> {
  readonly port?: OneOrMore<number | string>;
  readonly reachable_by: OneOrMore<string>;
  readonly required?: boolean;
  readonly owner: string;
  readonly reason: string;
  readonly expires?: string;
}
type OneOrMore<T> = T | readonly T[];

const ENTRY = schema.$defs.entry;
/** Something of these has to choose what an entry is about. */
const CRITERIA = [...SUBJECT_CRITERIA, 'port'] as const;

/** Reads a policy written in YAML or JSON, or says what is the first thing wrong with it. */
export function parsePolicy(text: string): Policy | PolicyProblem {
  const document = readDocument(text);
  if ('problem' in document) return { ...document, where: '', others: 0 };
  const validate = validator();
  const problems = validate(document.value)
    ? unaimedEntries(document)
    : problemsOf(validate.errors ?? [], document);
  const [first] = problems.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  if (first !== undefined) return { ...first, others: problems.length - 1 };
  const written = document.value as { readonly default: Exposure; readonly allow?: readonly WrittenEntry[] };
  return {
    default: written.default,
    defaultPlace: document.keyPlaceOf(['default']),
    allow: (written.allow ?? []).map((entry, i) => entryOf(entry, document.placeOf(['allow', i]))),
  };
}

let compiled: ValidateFunction | undefined;

/** Compiled on first use, which takes a while. */
function validator(): ValidateFunction {
  compiled ??= new Ajv2020({
    allErrors: true,
    verbose: true,
    formats: { date: isDate, network: isNetwork, 'port-range': (text) => parsePortRange(text) !== undefined },
  }).compile(schema);
  return compiled;
}

type Problem = Omit<PolicyProblem, 'others'>;

/** One problem for each part that is wrong: of a part with alternatives the schema tells the failing of each. */
function problemsOf(errors: readonly ErrorObject[], document: PolicyDocument): readonly Problem[] {
  const byPart = new Map<string, Problem>();
  for (const error of errors) {
    const { path, problem } = problemOf(error, document);
    const key = path.join('/');
    if (!byPart.has(key)) byPart.set(key, problem);
  }
  return [...byPart.values()];
}

function problemOf(error: ErrorObject, document: PolicyDocument): { path: Path; problem: Problem } {
  const at = error.instancePath.split('/').slice(1).map(step);
  if (error.keyword === 'additionalProperties') {
    const word = String(error.params.additionalProperty);
    const path = [...at, word];
    const choices = Object.keys(at.length === 0 ? schema.properties : ENTRY.properties);
    const problem = `there is no such key; expected ${choices.join(', ')}`;
    return {
      path,
      problem: { place: document.keyPlaceOf(path), where: whereOf(path), problem, word, choices },
    };
  }
  if (error.keyword === 'required') {
    const name = String(error.params.missingProperty);
    const expected = describedBy([...at, name]);
    const problem = `${name} is missing; expected ${expected}`;
    return { path: [...at, name], problem: { place: document.placeOf(at), where: whereOf(at), problem } };
  }
  const path = at[0] === 'allow' ? at.slice(0, 3) : at.slice(0, 1);
  const problem = `expected ${describedBy(path)}; got ${shown(valueAt(document.value, path))}`;
  const word = wordAt(document.value, at);
  return {
    path,
    problem: { place: document.placeOf(at), where: whereOf(at), problem, word, choices: choicesOf(path) },
  };
}

function step(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** ["allow", 2, "port"] → "allow[2].port". */
function whereOf(path: Path): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`))
    .join('');
}

/** What the schema says of the part at `path`, in its first sentence, as what follows "expected". */
function describedBy(path: Path): string {
  const [top, , name] = path;
  const properties: Readonly<Record<string, { description: string }>> =
    name === undefined ? schema.properties : ENTRY.properties;
  const key = String(name ?? top);
  const described = path.length === 2 ? ENTRY : Object.hasOwn(properties, key) ? properties[key] : schema;
  const { description = '' } = described ?? {};
  const [sentence = ''] = description.split(/\.(?: |$)/);
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

/** The words that a part may be; none where it may be many others. */
function choicesOf([top, , name]: Path): readonly string[] | undefined {
  if (top === 'default') return schema.properties.default.enum;
  if (name === 'reachable_by') return AUDIENCES;
  if (name === 'scope') return schema.$defs.scope.enum;
  return name === 'protocol' ? schema.$defs.protocol.enum : undefined;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, part) => (found as Record<string, unknown> | undefined)?.[part], value);
}

function wordAt(value: unknown, path: Path): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** A value as JSON, cut where it is long. */
function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Entries that are about everything: meant so, they would be the default. */
function unaimedEntries(document: PolicyDocument): readonly Problem[] {
  const { allow = [] } = document.value as { readonly allow?: readonly WrittenEntry[] };
  return allow.flatMap((entry, i) =>
    CRITERIA.some((name) => entry[name] !== undefined)
      ? []
      : [
          {
            place: document.placeOf(['allow', i]),
            where: `allow[${i}]`,
            problem: `it is about every listener; expected one at least of ${CRITERIA.join(', ')}`,
          },
        ],
  );
}

function entryOf(entry: WrittenEntry, place: Place): PolicyEntry {
  const chosen = SUBJECT_CRITERIA.flatMap((name) =>
    entry[name] === undefined ? [] : [[name, listOf(entry[name])] as const],
  );
  return {
    place,
    criteria: Object.fromEntries(chosen),
    ports: entry.port === undefined ? undefined : listOf(entry.port).map(portRange),
    interfaces: entry.interface === undefined ? undefined : listOf(entry.interface),
    reachableBy: listOf(entry.reachable_by).map(permission),
    required: entry.required ?? false,
    owner: entry.owner,
    reason: entry.reason,
    expires: entry.expires,
  };
}

function listOf<T>(value: OneOrMore<T>): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

function portRange(port: number | string): PortRange {
  const range = typeof port === 'number' ? { first: port, last: port } : parsePortRange(port);
  if (range === undefined) throw new TypeError(`not a port: ${port}`);
  return range;
}

function permission(text: string): Permission {
  return AUDIENCES.some((audience) => audience === text)
    ? { kind: 'audience', audience: text as Audience, text }
    : { kind: 'network', network: parseCidrs([text]), text };
}
