import type { Edit } from './action.js';
import type { Prompt } from './state.js';

/** The prompt after one change of its text. An error said before is gone: the text is another one now. */
export function edited(prompt: Prompt, edit: Edit): Prompt {
  const before = prompt.text.slice(0, prompt.caret);
  const after = prompt.text.slice(prompt.caret);
  switch (edit.kind) {
    case 'insert':
      return withText(prompt, before + edit.text, after);
    case 'erase':
      return erased(prompt, before, after, edit.what);
    case 'caret':
      return { ...prompt, caret: caretAt(prompt, before, after, edit.to) };
    default:
      return edit satisfies never;
  }
}

type Erased = Extract<Edit, { kind: 'erase' }>['what'];

function erased(prompt: Prompt, before: string, after: string, what: Erased): Prompt {
  switch (what) {
    case 'character':
      return withText(prompt, withoutLast(before), after);
    case 'next':
      return withText(prompt, before, withoutFirst(after));
    case 'word':
      return withText(prompt, before.replace(/\S*\s*$/u, ''), after);
    case 'all':
      return withText(prompt, '', after);
    default:
      return what satisfies never;
  }
}

function caretAt(
  { text, caret }: Prompt,
  before: string,
  after: string,
  to: Extract<Edit, { kind: 'caret' }>['to'],
): number {
  switch (to) {
    case 'left':
      return withoutLast(before).length;
    case 'right':
      return caret + (after.length - withoutFirst(after).length);
    case 'start':
      return 0;
    case 'end':
      return text.length;
    default:
      return to satisfies never;
  }
}

function withText({ kind, before }: Prompt, head: string, tail: string): Prompt {
  return { kind, before, text: head + tail, caret: head.length };
}

function withoutLast(text: string): string {
  return text.replace(/.$/su, '');
}

function withoutFirst(text: string): string {
  return text.replace(/^./su, '');
}
