/** What a person did at the terminal. */
export type InputEvent =
  /** `key` is a name ("up", "ctrl+d", "enter") or the character itself. */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  /** 1-based column and row, as the terminal counts. */
  | {
      readonly kind: 'mouse';
      readonly button: 'left' | 'wheel-up' | 'wheel-down';
      readonly column: number;
      readonly row: number;
    };

/** Final bytes of CSI and SS3 sequences without or with modifiers (xterm, "PC-Style Function Keys"). */
const LETTERS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  Z: 'shift+tab',
};

/** First parameter of `CSI n ~`. */
const NUMBERS: Readonly<Record<string, string>> = {
  '1': 'home',
  '3': 'delete',
  '4': 'end',
  '5': 'pageup',
  '6': 'pagedown',
  '7': 'home',
  '8': 'end',
};

const CONTROLS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b': 'escape',
  ' ': 'space',
};

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';

/** One whole escape sequence at the start: CSI or SS3. Escape before anything else is Escape: no key here has Alt. */
const SEQUENCE = /^\x1b(?:\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|O[\x40-\x7e])/;
/** What may still become one with the next read. */
const UNFINISHED = /^\x1b(?:\[[\x20-\x3f]*|O)?$/;

/**
 * Reads what the terminal sent as events. One read may hold many keys, and may end in the middle of a sequence: `rest`
 * is what to put before the next read. A lone Escape is such a rest too: whoever reads decides how long to wait for more.
 */
export function parseInput(data: string): { readonly events: readonly InputEvent[]; readonly rest: string } {
  const events: InputEvent[] = [];
  let left = data;
  while (left !== '') {
    if (left.startsWith(PASTE_START)) {
      const end = left.indexOf(PASTE_END);
      if (end < 0) return { events, rest: left };
      events.push({ kind: 'paste', text: left.slice(PASTE_START.length, end) });
      left = left.slice(end + PASTE_END.length);
      continue;
    }
    const sequence = SEQUENCE.exec(left)?.[0];
    if (sequence === undefined && UNFINISHED.test(left)) return { events, rest: left };
    const token = sequence ?? String.fromCodePoint(left.codePointAt(0) ?? 0);
    const event = sequence === undefined ? keyOf(token) : sequenceEvent(sequence);
    if (event !== undefined) events.push(event);
    left = left.slice(token.length);
  }
  return { events, rest: '' };
}

/** The events of a rest after which nothing came: Escape itself, mostly. */
export function flushInput(rest: string): readonly InputEvent[] {
  return rest.startsWith('\x1b') && !rest.startsWith(PASTE_START) ? [{ kind: 'key', key: 'escape' }] : [];
}

function keyOf(character: string): InputEvent {
  const named = CONTROLS[character];
  if (named !== undefined) return { kind: 'key', key: named };
  const code = character.charCodeAt(0);
  return { kind: 'key', key: code < 32 ? `ctrl+${String.fromCharCode(code + 96)}` : character };
}

function sequenceEvent(sequence: string): InputEvent | undefined {
  const mouse = /^\x1b\[<(\d+);(\d+);(\d+)([Mm])$/.exec(sequence);
  if (mouse !== null)
    return mouseEvent(Number(mouse[1]), Number(mouse[2]), Number(mouse[3]), mouse[4] === 'M');
  const letter = /^\x1b(?:O|\[(?:1;\d+)?)([A-Z])$/.exec(sequence)?.[1];
  if (letter !== undefined) return named(LETTERS[letter]);
  const number = /^\x1b\[(\d+)(?:;\d+)?~$/.exec(sequence)?.[1];
  return number === undefined ? undefined : named(NUMBERS[number]);
}

function named(key: string | undefined): InputEvent | undefined {
  return key === undefined ? undefined : { kind: 'key', key };
}

/** SGR mouse reports (mode 1006): bits 2–4 are modifiers, bit 5 is motion, bit 6 the wheel. */
function mouseEvent(code: number, column: number, row: number, isPress: boolean): InputEvent | undefined {
  if (!isPress || (code & 32) !== 0) return undefined;
  const button = code & 0b1100_0011;
  if (button === 0) return { kind: 'mouse', button: 'left', column, row };
  if (button === 64) return { kind: 'mouse', button: 'wheel-up', column, row };
  return button === 65 ? { kind: 'mouse', button: 'wheel-down', column, row } : undefined;
}
