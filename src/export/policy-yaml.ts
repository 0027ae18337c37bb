import type { PolicyDraft } from '../model/policy.js';
import { escapeText } from './escape-text.js';
import { wrap } from './wrap.js';

/** What a person has to fill in. */
export const PLACEHOLDERS = { owner: 'TODO who answers for this', reason: 'TODO why it is meant' } as const;

const WIDTH = 100;

/** An entry of the list `allow`, as lines of YAML, its dash indented by `indent`. */
export function draftLines(draft: PolicyDraft, indent = '  '): readonly string[] {
  const pairs: [string, readonly string[]][] = [
    ...Object.entries(draft.criteria).map(([name, values]): [string, readonly string[]] => [
      name,
      values.map(yamlText),
    ]),
    ['port', draft.ports],
    ['interface', draft.interfaces.map(yamlText)],
    ['reachable_by', draft.reachableBy.map(yamlText)],
    ['owner', [yamlText(PLACEHOLDERS.owner)]],
    ['reason', [yamlText(PLACEHOLDERS.reason)]],
  ];
  const lines = pairs
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => property(name, values));
  return lines.map((line, i) => `${indent}${i === 0 ? '- ' : '  '}${line}`);
}

/** Who may reach it, as a line of an entry. */
export function reachableByLine(reachableBy: readonly string[]): string {
  return property('reachable_by', reachableBy.map(yamlText));
}

/** Sentences as a comment of YAML, escaped. */
export function commentLines(text: string, indent = ''): readonly string[] {
  return wrap(escapeText(text), WIDTH - indent.length - 2).map((line) => `${indent}# ${line}`);
}

function property(name: string, values: readonly string[]): string {
  return `${name}: ${values.length === 1 ? values[0] : `[${values.join(', ')}]`}`;
}

/** A text as YAML 1.2 reads it again: plain where that is safe, otherwise quoted as JSON is, which YAML understands. */
function yamlText(text: string): string {
  const isPlain =
    /^[A-Za-z][\w.@/-]*(?: [\w.@/-]+)*$/.test(text) || /^\d+\.\d+\.\d+\.\d+(?:\/\d+)?$/.test(text);
  if (isPlain && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)) return text;
  return JSON.stringify(text).replace(
    /[\x7f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
