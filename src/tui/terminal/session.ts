import type { ReadStream, WriteStream } from 'node:tty';
import { flushInput, type InputEvent, parseInput } from './input.js';

/** Buttons (1000) in SGR form (1006), bracketed paste (2004). */
const MODES_ON = '\x1b[?1000h\x1b[?1006h\x1b[?2004h';
const MODES_OFF = '\x1b[?2004l\x1b[?1006l\x1b[?1000l';

/** How long a lone Escape may be the beginning of a sequence whose rest has not arrived, in milliseconds. */
const ESCAPE_MS = 30;

/** The keyboard and mouse side of the terminal; Ink has the screen side. */
export interface TerminalSession {
  /** Gives keyboard and mouse back as they were, to a shell for a while or for good. */
  release(): void;
  /** Takes them again after `release`. */
  claim(): void;
}

/** Takes over keyboard and mouse, and tells what happens on them: all events of one read at once. */
export function openSession(
  stdin: ReadStream,
  stdout: WriteStream,
  onEvents: (events: readonly InputEvent[]) => void,
): TerminalSession {
  let rest = '';
  let escapeTimer: NodeJS.Timeout | undefined;
  let isClaimed = false;

  const onData = (data: string) => {
    clearTimeout(escapeTimer);
    const parsed = parseInput(rest + data);
    rest = parsed.rest;
    if (parsed.events.length > 0) onEvents(parsed.events);
    if (rest !== '') escapeTimer = setTimeout(flush, ESCAPE_MS);
  };
  const flush = () => {
    const events = flushInput(rest);
    if (events.length === 0) return;
    rest = '';
    onEvents(events);
  };

  const session: TerminalSession = {
    claim: () => {
      if (isClaimed) return;
      isClaimed = true;
      stdin.setEncoding('utf8');
      stdin.setRawMode(true);
      stdin.on('data', onData);
      stdin.resume();
      // To the first column: what a shell or an early key has left before it would push the first frame out of place.
      stdout.write(`\r${MODES_ON}`);
    },
    release: () => {
      if (!isClaimed) return;
      isClaimed = false;
      clearTimeout(escapeTimer);
      rest = '';
      stdin.off('data', onData);
      stdin.pause();
      stdout.write(MODES_OFF);
      stdin.setRawMode(false);
    },
  };
  session.claim();
  return session;
}
