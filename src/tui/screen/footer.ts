import { keyName } from '../documents/help.js';
import { BINDINGS, type Mode } from '../keymap.js';
import type { Command } from '../state/action.js';
import { type Prompt, type Tab, tabsOf, type ViewState } from '../state/state.js';
import { type Line, type Span, span } from '../text/line.js';

/** One tab's place in the footer. */
export interface TabSegment {
  readonly tab: Tab;
  readonly spans: readonly Span[];
}

/** The tabs, the open one marked; Changes with how many there are. */
export function tabSegments(state: ViewState): readonly TabSegment[] {
  const { tab, changes, size } = state;
  const gap = size.columns < 72 ? ' ' : '  ';
  return tabsOf(state).map((name, index) => {
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    const count = name === 'changes' && changes.length > 0 ? ` ●${changes.length}` : '';
    const tone = name === tab ? 'accent' : 'dim';
    return { tab: name, spans: [span(`${index === 0 ? ' ' : gap}${index + 1} ${title}${count}`, tone)] };
  });
}

/** Hints by how much they are missed where there is no room for them, the least first. */
const LEAST_FIRST = ['sort', 'group', 'trace', 'copy', 'quit', 'filter', 'open', 'keys', 'back'];

/** What the most useful keys do now, most useful last. */
export function hintLines(mode: Mode, { tab, page }: ViewState): readonly Line[] {
  return BINDINGS.filter(
    ({ modes, hint, command }) =>
      hint !== undefined && modes.includes(mode) && (isAboutListener(tab, page) || !needsListener(command)),
  )
    .sort((a, b) => LEAST_FIRST.indexOf(a.hint ?? '') - LEAST_FIRST.indexOf(b.hint ?? ''))
    .map(({ keys, hint = '' }) => [span(keyName(keys[0] ?? ''), 'accent'), span(` ${hint}`, 'dim')]);
}

function isAboutListener(tab: Tab, page: ViewState['page']): boolean {
  return tab === 'listeners' && (page === undefined || page.kind === 'detail');
}

function needsListener(command: Command): boolean {
  return command.type === 'sort' || command.type === 'group' || command.type === 'ask-copy';
}

/** What stands before the text that is typed. */
export function promptLabel(kind: Prompt['kind']): string {
  switch (kind) {
    case 'filter':
      return ' filter:';
    case 'trace':
      return ' trace:';
    case 'what-if':
      return ' if bound to:';
    case 'export':
      return ' write to:';
    default:
      return kind satisfies never;
  }
}

/** What stands behind it: the error, or how it is written. */
export function promptRemark({ kind, error, text }: Prompt): string {
  if (error !== undefined) return error;
  switch (kind) {
    case 'filter':
      return text === ''
        ? 'port:22 scope:all user:root reach:internet nginx'
        : 'Enter keeps it, Esc takes it back';
    case 'trace':
      return text === '' ? 'SOURCE → [ADDRESS:]PORT, such as 192.0.2.7 443' : 'Enter follows it';
    case 'what-if':
      return text === '' ? 'an address, such as 127.0.0.1' : 'Enter tells who could reach it';
    case 'export':
      return 'a new file: .html, .md, .csv, .json, .ndjson or .prom; else a table';
    default:
      return kind satisfies never;
  }
}
