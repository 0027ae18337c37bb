import type { Command } from './state/action.js';
import type { ViewState } from './state/state.js';

/** What the keys mean at the moment: the same key may do one thing in the list and another in a page. */
export type Mode = 'browse' | 'page' | 'prompt' | 'end' | 'copy';

export interface Binding {
  readonly modes: readonly Mode[];
  readonly keys: readonly string[];
  readonly command: Command;
  /** What it does, for the help screen. */
  readonly help: string;
  /** The heading under which the help screen has it. */
  readonly topic: Topic;
  /** One or two words for the footer, for the few that belong there. */
  readonly hint?: string;
}

export const TOPICS = ['Move', 'Find', 'Ask', 'Act', 'View', 'Leave'] as const;
export type Topic = (typeof TOPICS)[number];

const BOTH: readonly Mode[] = ['browse', 'page'];
const BROWSE: readonly Mode[] = ['browse'];
const PAGE: readonly Mode[] = ['page'];
const PROMPT: readonly Mode[] = ['prompt'];

/** Every key of the view. Matching, the help screen and the footer's hints are made from this one table. */
export const BINDINGS: readonly Binding[] = [
  bind(BROWSE, ['/'], { type: 'ask', prompt: 'filter' }, 'Find', 'filter the list', 'filter'),
  bind(BROWSE, ['t'], { type: 'ask', prompt: 'trace' }, 'Ask', 'trace a packet through this host', 'trace'),
  bind(
    BROWSE,
    ['w'],
    { type: 'ask', prompt: 'what-if' },
    'Ask',
    'who could reach it if it were bound elsewhere',
    'what if',
  ),
  bind(BROWSE, ['s'], { type: 'sort' }, 'Find', 'sort by the next column', 'sort'),
  bind(BROWSE, ['S'], { type: 'reverse' }, 'Find', 'turn the order round'),
  bind(BROWSE, ['f'], { type: 'group' }, 'Find', 'group by audience, process or container', 'group'),
  bind(BROWSE, ['right'], { type: 'audience', by: 1 }, 'Find', 'only the next audience'),
  bind(BROWSE, ['left'], { type: 'audience', by: -1 }, 'Find', 'only the audience before'),
  bind(BOTH, ['j', 'down'], { type: 'move', step: { rows: 1 } }, 'Move', 'down'),
  bind(BOTH, ['k', 'up'], { type: 'move', step: { rows: -1 } }, 'Move', 'up'),
  bind(BOTH, ['pagedown', 'ctrl+f'], { type: 'move', step: { pages: 1 } }, 'Move', 'a page down'),
  bind(BOTH, ['pageup', 'ctrl+b'], { type: 'move', step: { pages: -1 } }, 'Move', 'a page up'),
  bind(PAGE, ['space'], { type: 'move', step: { pages: 1 } }, 'Move', 'a page down, in a text'),
  bind(BOTH, ['ctrl+d'], { type: 'move', step: { pages: 0.5 } }, 'Move', 'half a page down'),
  bind(BOTH, ['ctrl+u'], { type: 'move', step: { pages: -0.5 } }, 'Move', 'half a page up'),
  bind(BOTH, ['g', 'home'], { type: 'move', step: 'first' }, 'Move', 'to the top'),
  bind(BOTH, ['G', 'end'], { type: 'move', step: 'last' }, 'Move', 'to the end'),
  bind(
    BROWSE,
    ['enter'],
    { type: 'open', page: { kind: 'detail' } },
    'View',
    'everything about this one',
    'open',
  ),
  bind(BROWSE, ['escape'], { type: 'back' }, 'View', 'take off audience, then filter'),
  bind(PAGE, ['escape', 'enter', 'q', 'backspace'], { type: 'back' }, 'View', 'back to the list', 'back'),
  bind(BROWSE, ['tab'], { type: 'next-tab', by: 1 }, 'View', 'next tab'),
  bind(BROWSE, ['shift+tab'], { type: 'next-tab', by: -1 }, 'View', 'tab before'),
  bind(BROWSE, ['1'], { type: 'tab', tab: 'listeners' }, 'View', 'Listeners'),
  bind(BROWSE, ['2'], { type: 'tab', tab: 'interfaces' }, 'View', 'Interfaces: who gets in through each'),
  bind(
    BROWSE,
    ['3'],
    { type: 'tab', tab: 'firewall' },
    'View',
    'Firewall: chains, and what their rules open',
  ),
  bind(BROWSE, ['4'], { type: 'tab', tab: 'changes' }, 'View', 'Changes since the start'),
  bind(
    BROWSE,
    ['i'],
    { type: 'open', page: { kind: 'host' } },
    'View',
    'this host, and what could not be read',
  ),
  bind(BOTH, ['p'], { type: 'pause' }, 'View', 'pause, or go on'),
  bind(BOTH, ['r'], { type: 'refresh' }, 'View', 'read the host again now'),
  bind(BOTH, ['c'], { type: 'ask-copy' }, 'Act', 'copy: address, explanation, rule, remedy', 'copy'),
  bind(BROWSE, ['e'], { type: 'ask', prompt: 'export' }, 'Act', 'write what is shown to a file'),
  bind(BROWSE, ['K'], { type: 'ask-end' }, 'Act', 'end the process, after a question'),
  bind(BROWSE, ['?'], { type: 'open', page: { kind: 'help' } }, 'Leave', 'this help', 'keys'),
  bind(BROWSE, ['q'], { type: 'quit' }, 'Leave', 'quit', 'quit'),
  bind(BOTH, ['ctrl+c'], { type: 'quit' }, 'Leave', 'quit, from anywhere'),
  bind(BOTH, ['ctrl+z'], { type: 'suspend' }, 'Leave', 'back to the shell; fg brings the view back'),

  bind(PROMPT, ['enter'], { type: 'submit' }, 'Ask', 'answer a question at the foot', 'go'),
  bind(PROMPT, ['escape', 'ctrl+c'], { type: 'cancel' }, 'Ask', 'leave it unanswered', 'cancel'),
  bind(PROMPT, ['backspace'], { type: 'edit', edit: { kind: 'erase', what: 'character' } }, 'Ask', 'erase'),
  bind(PROMPT, ['delete'], { type: 'edit', edit: { kind: 'erase', what: 'next' } }, 'Ask', 'erase the next'),
  bind(PROMPT, ['ctrl+w'], { type: 'edit', edit: { kind: 'erase', what: 'word' } }, 'Ask', 'erase a word'),
  bind(PROMPT, ['ctrl+u'], { type: 'edit', edit: { kind: 'erase', what: 'all' } }, 'Ask', 'erase all'),
  bind(PROMPT, ['left'], { type: 'edit', edit: { kind: 'caret', to: 'left' } }, 'Ask', 'caret left'),
  bind(PROMPT, ['right'], { type: 'edit', edit: { kind: 'caret', to: 'right' } }, 'Ask', 'caret right'),
  bind(
    PROMPT,
    ['home', 'ctrl+a'],
    { type: 'edit', edit: { kind: 'caret', to: 'start' } },
    'Ask',
    'caret to the start',
  ),
  bind(
    PROMPT,
    ['end', 'ctrl+e'],
    { type: 'edit', edit: { kind: 'caret', to: 'end' } },
    'Ask',
    'caret to the end',
  ),

  bind(['end'], ['y'], { type: 'end-process' }, 'Act', 'yes, end the process that is named', 'end it'),
  bind(['end'], ['up', 'k'], { type: 'choose-process', by: -1 }, 'Act', 'the process before'),
  bind(['end'], ['down', 'j'], { type: 'choose-process', by: 1 }, 'Act', 'the next process'),
  bind(['copy'], ['a'], { type: 'copy', choice: 'address' }, 'Act', 'copy an address to dial', 'address'),
  bind(
    ['copy'],
    ['x'],
    { type: 'copy', choice: 'explanation' },
    'Act',
    'copy the explanation',
    'explanation',
  ),
  bind(['copy'], ['r'], { type: 'copy', choice: 'rule' }, 'Act', 'copy the rule that decides', 'rule'),
  bind(['copy'], ['f'], { type: 'copy', choice: 'remedy' }, 'Act', 'copy what would close it', 'remedy'),
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
  topic: Topic,
  help: string,
  hint?: string,
): Binding {
  return { modes, keys, command, topic, help, hint };
}
