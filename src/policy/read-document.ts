import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { Place } from '../model/policy.js';

/** What a policy file holds, not yet looked at, and where each of its parts stands. */
export interface PolicyDocument {
  readonly value: unknown;
  /** Where the value at `path` stands; where it does not exist, what is around it. */
  placeOf(path: readonly (string | number)[]): Place;
  /** Where the key of the value at `path` stands. */
  keyPlaceOf(path: readonly (string | number)[]): Place;
}

export interface UnreadableDocument {
  readonly place: Place;
  /** What is wrong and what was expected. */
  readonly problem: string;
}

/** A policy takes a few kilobytes; what is larger than this is none. */
const MAX_LENGTH = 1024 * 1024;
/** How often aliases may repeat their anchors all in all: more is an attack on memory. */
const MAX_ALIASES = 100;

const TOP: Place = { line: 1, column: 1 };

/** Parses YAML 1.2, or JSON, which is YAML too. */
export function readDocument(text: string): PolicyDocument | UnreadableDocument {
  if (text.length > MAX_LENGTH)
    return { place: TOP, problem: 'expected a policy of 1 MiB at most; this file is larger' };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return { place: placeAt(error.pos[0]), problem: errorWords(error) };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return { place: TOP, problem: `expected few aliases that lead somewhere: ${why}` };
  }
  const root = document.contents;
  const startOf = (node: Node | null) => placeAt(node?.range?.[0] ?? 0);
  return {
    value,
    placeOf: (path) => startOf(nodeAt(root, path, root)),
    keyPlaceOf: (path) => {
      const parent = nodeAt(root, path.slice(0, -1), root);
      const pair = isMap(parent) ? parent.items.find(({ key }) => keyText(key) === path.at(-1)) : undefined;
      return startOf((pair?.key as Node | undefined) ?? parent);
    },
  };
}

/** The node at `path` below `node`, aliases followed, or the deepest one on the way to it. */
function nodeAt(
  node: Node | null,
  [step, ...rest]: readonly (string | number)[],
  root: ParsedNode | null,
): Node | null {
  if (step === undefined || node === null) return node;
  const next = childOf(node, step);
  if (next === undefined || next === null) return node;
  const followed = isAlias(next) ? anchored(root, next.source) : next;
  return nodeAt(followed ?? next, rest, root);
}

function childOf(node: Node, step: string | number): Node | null | undefined {
  if (isMap(node)) return node.items.find(({ key }) => keyText(key) === step)?.value as Node | null;
  return isSeq(node) ? (node.items[Number(step)] as Node | undefined) : undefined;
}

function anchored(node: Node | null, anchor: string): Node | undefined {
  if (node === null || isAlias(node)) return undefined;
  if (node.anchor === anchor) return node;
  const children = isMap(node) ? node.items.map(({ value }) => value) : isSeq(node) ? node.items : [];
  for (const child of children) {
    const found = anchored(child as Node | null, anchor);
    if (found !== undefined) return found;
  }
  return undefined;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function errorWords({ code, message }: YAMLError): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'the same key twice; expected each key once in its mapping';
    case 'TAB_AS_INDENT':
      return 'a tab; expected blanks for indentation';
    case 'MULTIPLE_DOCS':
      return 'a second document; expected one in a file';
    case 'TAG_RESOLVE_FAILED':
      return `a tag that is not known here (${message}); expected plain values`;
    default:
      return `this is no YAML: ${message}`;
  }
}
