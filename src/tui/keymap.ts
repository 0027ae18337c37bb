import type { Command } from './state/action.js';
import type { ViewState } from './state/state.js';

/** What the keys mean at the moment: the same key may do one thing in the list and another in a page. */
export type Mode = 'browse' | 'page' | 'prompt' | 'end' | 'copy';

export interface Binding {
  readonly modes: readonly Mode[];
  readonly keys: readonly string[];
  readonly command: Command;
  /** The heading under which the help screen has it. */
  readonly topic?: Topic;
  /** What it does, for the help screen. */
  readonly help?: string;
  /** One or two words for the footer, for the few that belong there. */
  readonly hint?: string;
}

export const TOPICS = ['Move', 'Find', 'Look', 'Ask', 'Leave'] as const;
export type Topic = (typeof TOPICS)[number];

const BOTH: readonly Mode[] = ['browse', 'page'];
const BROWSE: readonly Mode[] = ['browse'];
const PAGE: readonly Mode[] = ['page'];
const PROMPT: readonly Mode[] = ['prompt'];

/**
 * Every key of the view. Matching, the help screen and the footer's hints are made from this one table; keys with the same
 * help share a line of it. Questions and prompts say themselves what can be answered: their keys need no help.
 */
export const BINDINGS: readonly Binding[] = [
  bind(BOTH, ['j', 'down'], { type: 'move', step: { rows: 1 } }, 'Move', 'down, up'),
  bind(BOTH, ['k', 'up'], { type: 'move', step: { rows: -1 } }, 'Move', 'down, up'),
  bind(BOTH, ['pagedown', 'ctrl+f'], { type: 'move', step: { pages: 1 } }, 'Move', 'a page down, up'),
  bind(BOTH, ['pageup', 'ctrl+b'], { type: 'move', step: { pages: -1 } }, 'Move', 'a page down, up'),
  bind(PAGE, ['space'], { type: 'move', step: { pages: 1 } }),
  bind(BOTH, ['ctrl+d'], { type: 'move', step: { pages: 0.5 } }, 'Move', 'half a page down, up'),
  bind(BOTH, ['ctrl+u'], { type: 'move', step: { pages: -0.5 } }, 'Move', 'half a page down, up'),
  bind(BOTH, ['g', 'home'], { type: 'move', step: 'first' }, 'Move', 'to the top, to the end'),
  bind(BOTH, ['G', 'end'], { type: 'move', step: 'last' }, 'Move', 'to the top, to the end'),

  bind(BROWSE, ['left'], { type: 'audience', by: -1 }, 'Find', 'only one audience'),
  bind(BROWSE, ['right'], { type: 'audience', by: 1 }, 'Find', 'only one audience'),
  bind(BOTH, ['/'], { type: 'ask', prompt: 'filter' }, 'Find', 'filter as you type', 'filter'),
  bind(BROWSE, ['s'], { type: 'sort' }, 'Find', 'sort by the next column', 'sort'),
  bind(BROWSE, ['S'], { type: 'reverse' }, 'Find', 'turn the order round'),
  bind(BROWSE, ['f'], { type: 'group' }, 'Find', 'group by audience, process, container', 'group'),

  bind(
    BROWSE,
    ['enter'],
    { type: 'open', page: { kind: 'detail' } },
    'Look',
    'everything about this one',
    'open',
  ),
  bind(BROWSE, ['escape'], { type: 'back' }, 'Look', 'back: page, tab, audience, filter'),
  bind(PAGE, ['escape', 'enter', 'q', 'backspace'], { type: 'back' }, undefined, undefined, 'back'),
  bind(BOTH, ['1'], { type: 'tab', tab: 'listeners' }, 'Look', 'listeners, interfaces, firewall, changes'),
  bind(BOTH, ['2'], { type: 'tab', tab: 'interfaces' }, 'Look', 'listeners, interfaces, firewall, changes'),
  bind(BOTH, ['3'], { type: 'tab', tab: 'firewall' }, 'Look', 'listeners, interfaces, firewall, changes'),
  bind(BOTH, ['4'], { type: 'tab', tab: 'changes' }, 'Look', 'listeners, interfaces, firewall, changes'),
  bind(BOTH, ['5'], { type: 'tab', tab: 'sockets' }, 'Look', 'Unix and packet sockets, where asked for'),
  bind(BOTH, ['tab'], { type: 'next-tab', by: 1 }, 'Look', 'the next tab, the one before'),
  bind(BOTH, ['shift+tab'], { type: 'next-tab', by: -1 }, 'Look', 'the next tab, the one before'),
  bind(
    BOTH,
    ['i'],
    { type: 'open', page: { kind: 'host' } },
    'Look',
    'this host, and what could not be read',
  ),
  bind(BOTH, ['p'], { type: 'pause' }, 'Look', 'pause, or go on'),
  bind(BOTH, ['r'], { type: 'refresh' }, 'Look', 'read the host again now'),

  bind(BOTH, ['t'], { type: 'ask', prompt: 'trace' }, 'Ask', "follow a packet's way to a socket", 'trace'),
  bind(BOTH, ['w'], { type: 'ask', prompt: 'what-if' }, 'Ask', 'who could reach it, bound elsewhere'),
  bind(BOTH, ['c'], { type: 'ask-copy' }, 'Ask', 'copy address, explanation, rule, remedy', 'copy'),
  bind(BOTH, ['e'], { type: 'ask', prompt: 'export' }, 'Ask', 'write what is shown to a file'),
  bind(BOTH, ['K'], { type: 'ask-end' }, 'Ask', 'end its process, after a question'),

  bind(BROWSE, ['q'], { type: 'quit' }, 'Leave', 'quit', 'quit'),
  bind(BOTH, ['ctrl+c'], { type: 'quit' }, 'Leave', 'quit'),
  bind(BOTH, ['ctrl+z'], { type: 'suspend' }, 'Leave', 'to the shell; fg comes back'),
  bind(BOTH, ['?'], { type: 'open', page: { kind: 'help' } }, 'Leave', 'this help', 'keys'),

  bind(PROMPT, ['enter'], { type: 'submit' }),
  bind(PROMPT, ['escape', 'ctrl+c'], { type: 'cancel' }),
  bind(PROMPT, ['backspace'], { type: 'edit', edit: { kind: 'erase', what: 'character' } }),
  bind(PROMPT, ['delete', 'ctrl+d'], { type: 'edit', edit: { kind: 'erase', what: 'next' } }),
  bind(PROMPT, ['ctrl+w'], { type: 'edit', edit: { kind: 'erase', what: 'word' } }),
  bind(PROMPT, ['ctrl+u'], { type: 'edit', edit: { kind: 'erase', what: 'all' } }),
  bind(PROMPT, ['left', 'ctrl+b'], { type: 'edit', edit: { kind: 'caret', to: 'left' } }),
  bind(PROMPT, ['right', 'ctrl+f'], { type: 'edit', edit: { kind: 'caret', to: 'right' } }),
  bind(PROMPT, ['home', 'ctrl+a'], { type: 'edit', edit: { kind: 'caret', to: 'start' } }),
  bind(PROMPT, ['end', 'ctrl+e'], { type: 'edit', edit: { kind: 'caret', to: 'end' } }),

  bind(['end'], ['up', 'k'], { type: 'choose-process', by: -1 }),
  bind(['end'], ['down', 'j'], { type: 'choose-process', by: 1 }),
  bind(['end'], ['y'], { type: 'end-process' }, undefined, undefined, 'end it'),
  bind(['copy'], ['a'], { type: 'copy', choice: 'address' }),
  bind(['copy'], ['x'], { type: 'copy', choice: 'explanation' }),
  bind(['copy'], ['r'], { type: 'copy', choice: 'rule' }),
  bind(['copy'], ['1'], { type: 'copy', choice: 'remedy 1' }),
  bind(['copy'], ['2'], { type: 'copy', choice: 'remedy 2' }),
  bind(['copy'], ['3'], { type: 'copy', choice: 'remedy 3' }),
];

/** Which keys count, by what is open. */
export function modeOf({ prompt, question, page }: ViewState): Mode {
  if (question !== undefined) return question.kind;
  if (prompt !== undefined) return 'prompt';
  return page === undefined ? 'browse' : 'page';
}

/**
 * The command for a key. In a prompt every other character is typed; a question that gets any other key is taken as
 * answered with no.
 */
export function commandFor(mode: Mode, key: string): Command | undefined {
  const binding = BINDINGS.find(({ modes, keys }) => modes.includes(mode) && keys.includes(key));
  if (binding !== undefined) return binding.command;
  if (mode === 'prompt') return typed(key);
  return mode === 'end' || mode === 'copy' ? { type: 'cancel' } : undefined;
}

function typed(key: string): Command | undefined {
  const text = key === 'space' ? ' ' : key;
  return [...text].length === 1 ? { type: 'edit', edit: { kind: 'insert', text } } : undefined;
}

function bind(
  modes: readonly Mode[],
  keys: readonly string[],
  command: Command,
  topic?: Topic,
  help?: string,
  hint?: string,
): Binding {
  return { modes, keys, command, topic, help, hint };
}
